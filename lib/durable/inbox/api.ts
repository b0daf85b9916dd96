import { isUtf8 } from 'node:buffer'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Inbox } from './methods.ts'
import type { InboxEntry } from './read/entries.ts'
import { GROUP_SORTS } from './read/list-options.ts'

const closed = { additionalProperties: false }
const digits = (most: number) => Type.String({ pattern: `^\\d{1,${most}}$` }) // values of a query are texts

const GroupsSchema = Type.Object({
  limit: Type.Optional(digits(4)),
  search: Type.Optional(Type.String()),
  sort: Type.Optional(Type.Union(GROUP_SORTS.map(sort => Type.Literal(sort)))),
  done: Type.Optional(Type.Union([Type.Literal('true'), Type.Literal('false')]))
}, closed)
const DoneSchema = Type.Object({ count: Type.Optional(Type.Integer({ minimum: 0 })) }, closed)
const EntriesSchema = Type.Object({
  limit: Type.Optional(digits(4)),
  before: Type.Optional(Type.String()),
  conversation: Type.Optional(Type.String({ minLength: 1 })),
  group: Type.Optional(digits(15))
}, closed)
const NoBodySchema = Type.Object({}, closed)
const EraseSchema = Type.Object({ conversation: Type.String({ minLength: 1 }) }, closed)

interface One { Params: { id: string } }

const PREVIEW = 300 // characters

/** What the page asks for; programs may, too. */
export function apiRoutes (scope: FastifyInstance, inbox: Inbox): void {
  const hidden = { hide: true } // from an OpenAPI document: it is the page's own

  scope.get<{
    Querystring: Static<typeof GroupsSchema>
  }>('/groups', { schema: { ...hidden, querystring: GroupsSchema } }, async ({ query: { limit, done, ...which } }) =>
    ({
      groups: await inbox.groups({
        ...which,
        ...(limit !== undefined && { limit: Number(limit) }),
        ...(done !== undefined && { isDone: done === 'true' })
      })
    }))

  scope.post<One & { Body: Static<typeof DoneSchema> }>('/groups/:id/done', {
    schema: { ...hidden, body: DoneSchema }
  }, async ({ params, body }) => {
    await inbox.markDone(Number(params.id), body.count)
    return {}
  })

  scope.get<{ Querystring: Static<typeof EntriesSchema> }>('/entries', {
    schema: { ...hidden, querystring: EntriesSchema }
  }, async ({ query: { limit, group, before, conversation } }) => {
    const entries = await inbox.list({
      ...(limit !== undefined && { limit: Number(limit) }),
      ...(group !== undefined && { group: Number(group) }),
      ...(before !== undefined && { before }),
      ...(conversation !== undefined && { conversation })
    })
    return { entries: entries.map(entry => inShort(entry)) }
  })

  scope.get<One>('/entries/:id', { schema: hidden }, async ({ params }) => {
    const { raw, ...found } = await inbox.get(params.id)
    return { ...found, bytes: raw.length, text: isUtf8(raw) ? raw.toString() : null }
  })

  scope.get<One>('/entries/:id/raw', { schema: hidden }, async ({ params }, reply) => {
    const { raw } = await inbox.get(params.id)
    return reply.header('content-disposition', 'attachment; filename="body.bin"').type('application/octet-stream')
      .send(raw)
  })

  scope.get<One>('/entries/:id/inbox.test.js', { schema: hidden }, async ({ params }, reply) => {
    const source = await inbox.export(params.id)
    return reply.header('content-disposition', 'attachment; filename="inbox.test.js"').type('text/plain; charset=utf-8')
      .send(source)
  })

  scope.get<One>('/entries/:id/transcript.json', { schema: hidden }, async ({ params }, reply) => {
    const transcript = await inbox.transcript(params.id)
    return reply.header('content-disposition', 'attachment; filename="transcript.json"')
      .type('application/json; charset=utf-8').send(`${JSON.stringify(transcript, null, 2)}\n`)
  })

  scope.post<One>('/entries/:id/replay', { schema: { ...hidden, body: NoBodySchema } },
    async ({ params }) => inbox.replay(params.id))

  scope.post<{ Body: Static<typeof EraseSchema> }>('/erase', { schema: { ...hidden, body: EraseSchema } },
    async ({ body }) => ({ erased: await inbox.erase(body.conversation) }))
}

function inShort ({ raw, answer, error, ...entry }: InboxEntry): Record<string, unknown> {
  return {
    ...entry,
    bytes: raw.length,
    preview: error === undefined ? raw.toString('utf8', 0, PREVIEW) : error.message.slice(0, PREVIEW)
  }
}
