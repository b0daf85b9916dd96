import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Conversation } from './conversation.ts'
import type { Conversations } from './conversations.ts'

/**
 * Tells a page when its conversation or its program has changed by itself, as server-sent events: each has the version
 * of the conversation, and the first that of now.
 */
export function eventRoute (scope: FastifyInstance, conversations: Pick<Conversations<Conversation>, 'get'>): void {
  const open = new Set<Readable>()
  scope.addHook('preClose', async () => { // a server that is being closed waits for its answers
    for (const events of open) events.push(null)
  })

  scope.get<{ Params: { id: string } }>(
    '/conversations/:id/events',
    { schema: { hide: true } },
    async ({ params }, reply) => {
      const conversation = conversations.get(params.id)
      const tell = (): void => {
        events.push(`data: ${conversation.version}\n\n`)
      }
      const stop = conversation.onChange(tell)
      const events = new Readable({ read () {} })
      events.once('close', () => {
        stop()
        open.delete(events)
      })
      open.add(events)
      tell()
      return reply.type('text/event-stream').send(events)
    }
  )
}
