import { Type, type Static } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { DeadLetters } from '../queue/dead-letters.ts'
import type { StoreOperations } from '../queue/operations.ts'

/** What the page shows of the queues, and lets an operator do. */
export interface QueueTools {
  readonly deadLetters: DeadLetters
  readonly operations: StoreOperations
}

const closed = { additionalProperties: false }
const QueueSchema = Type.Object({
  queue: Type.Optional(Type.Union([Type.Literal('jobs'), Type.Literal('pushes'), Type.Literal('turns')]))
}, closed)
const CodeSchema = Type.Object({ code: Type.Optional(Type.String({ pattern: '^[A-Z_]{1,60}$' })) }, closed)
const ListSchema = Type.Object(
  { after: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })), ...CodeSchema.properties }, closed
)

export function queueRoutes (scope: FastifyInstance, { deadLetters, operations }: QueueTools): void {
  const hidden = { hide: true } // from an OpenAPI document: it is the page's own

  scope.get('/queues', { schema: hidden }, async () => operations.status())
  for (const action of ['pause', 'resume'] as const) {
    scope.post<{
      Body: Static<typeof QueueSchema>
    }>(`/queues/${action}`, { schema: { ...hidden, body: QueueSchema } }, async ({ body }) => {
      await operations[action](body.queue)
      return operations.status()
    })
  }

  scope.get<{
    Querystring: Static<typeof ListSchema>
  }>('/dead-letters', { schema: { ...hidden, querystring: ListSchema } }, async ({ query }) =>
    ({ deadLetters: await deadLetters.list(query) }))
  scope.post<{
    Body: Static<typeof CodeSchema>
  }>('/dead-letters/retry', { schema: { ...hidden, body: CodeSchema } }, async ({ body }) =>
    ({ count: await deadLetters.retryAll(body) }))
  scope.post<{
    Body: Static<typeof CodeSchema>
  }>('/dead-letters/purge', { schema: { ...hidden, body: CodeSchema } }, async ({ body }) =>
    ({ count: await deadLetters.purge(body) }))
}
