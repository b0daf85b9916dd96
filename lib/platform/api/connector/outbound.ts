import type { FastifyBaseLogger } from 'fastify'
import { isObject } from '../../../replies/kind.ts'
import { exchange } from '../../calls/exchange.ts'
import { createFetchTransport } from '../../calls/fetch.ts'
import { applyContext } from '../conversations/apply-context.ts'
import type { Responder } from '../conversations/conversations.ts'
import { toConnectorMessage } from '../conversations/store.ts'

const TIMEOUT_MS = 15_000

/**
 * Sends what a user says to a bot without Bot Builder, as the Bot Connector does: the bot answers messages, or answers
 * nothing and pushes them.
 */
export function respondByUrl (url: string, log: FastifyBaseLogger): Responder {
  return async ({ id, chatId, state }, { messageId, input }) => {
    const { text, skill, memory, merge = false, ...context } = input
    const before = applyContext(state, { ...context, ...(memory !== undefined && { memory, merge }) })
    const message = toConnectorMessage(id, { id: messageId, isBot: false, attachment: { type: 'text', content: text } },
      Date.now())
    const body = JSON.stringify({
      message: { _id: messageId, ...message, participant: message.participant.id },
      chatId,
      senderId: message.participant.senderId,
      mentioned: true,
      origin: 'webchat',
      memory: memory ?? {},
      merge_memory: merge
    })
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    const { response, problem } = await exchange({ method: 'POST', url, headers, body }, createFetchTransport,
      TIMEOUT_MS)
    if (response === null || response.status < 200 || response.status > 299) {
      log.warn({ conversation: id, status: response?.status, problem: problem?.kind },
        'bot platform: the bot did not take the message; the user gets no reply')
      return { state: before, replies: [] }
    }
    const answered = Object(response.json) as Record<string, unknown>
    const { messages, conversation } = Object(answered.results ?? answered) as Record<string, unknown>
    const { memory: kept } = Object(conversation) as Record<string, unknown>
    return {
      state: isObject(kept) ? { ...before, memory: kept } : before, replies: Array.isArray(messages) ? messages : []
    }
  }
}
