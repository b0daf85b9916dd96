import type { FastifyInstance } from 'fastify'
import { parseJsonOrUndefined } from '../../../shared/json/json-or-undefined.ts'
import { lint } from '../../../replies/lint/lint.ts'
import { answer, httpError } from '../answer.ts'
import type { Conversations } from '../conversations/conversations.ts'

interface Push { Params: { id: string }, Body: unknown }

/**
 * What a bot says by itself, to one conversation or to all. As on the platform messages are taken one by one: those
 * before a wrong one have arrived, those after it are lost.
 */
export function pushRoutes (scope: FastifyInstance, conversations: Conversations): void {
  scope.post<Push>('/conversations/:id/messages', async ({ params, body }, reply) => {
    await conversations.get(params.id)
    await take(body, async messages => { await conversations.push(params.id, messages) })
    return reply.code(201).send(answer(null, 'Messages successfully posted'))
  })

  scope.post<{ Body: unknown }>('/messages', async ({ body }, reply) => {
    await take(body, async messages => { await conversations.broadcast(messages) })
    return reply.code(201).send(answer(null, 'Messages successfully posted'))
  })
}

async function take (body: unknown, send: (messages: readonly unknown[]) => Promise<void>): Promise<void> {
  const messages = messagesIn(body)
  if (messages === undefined) {
    throw httpError(400,
      "Invalid 'messages' parameter: send JSON with a list of messages, { \"messages\": [...] }")
  }
  const wrong = lint(messages).find(({ severity }) => severity === 'error')
  const arrived = wrong === undefined ? messages : messages.slice(0, Number(wrong.path.split('/')[1]))
  if (arrived.length > 0) await send(arrived)
  if (wrong !== undefined) {
    throw httpError(400,
    `Message is not well formatted: ${wrong.path}: ${wrong.message}; ${wrong.fix}`)
  }
}

/** A list, or one inside a JSON string. */
function messagesIn (body: unknown): unknown[] | undefined {
  const { messages } = Object(body) as { messages?: unknown }
  const list = typeof messages === 'string' ? parseJsonOrUndefined(messages) : messages
  return Array.isArray(list) ? list : undefined
}
