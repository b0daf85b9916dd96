import { isDeeperThan } from '../../shared/json/json-depth.ts'
import { parseJsonOrUndefined } from '../../shared/json/json-or-undefined.ts'
import { MAX_BODY_DEPTH } from '../../shared/limits.ts'
import { lint } from '../../replies/lint/lint.ts'
import type { Session } from '../session/session-types.ts'
import type { TokenCheck } from './token.ts'

/** Bytes of a body. Source: the Bot Connector's own limit. */
export const MAX_PUSH_BYTES = 1024 * 1024

/** Where pushed messages go. */
export type Receiver = Pick<Session, 'push'>

/** A bot's POST to `/conversations/:id/messages` of the Bot Connector. */
export interface PushCall {
  /** What stands in the path, decoded. */
  readonly conversation: string
  readonly authorization: string | undefined
  readonly body: string
}

/** Status and body, as the Bot Connector answers. */
export interface PushAnswer {
  readonly status: number
  readonly body: { readonly results: null, readonly message: string }
}

/**
 * Takes messages for a conversation. As on the platform they are taken one by one: those before a wrong one have
 * arrived, those after it are lost. A wrong one is what the reply lint has an error for.
 *
 * Source: the platform's page on sending messages, and the Bot Connector's code (`controllers/messages.js`).
 */
export function receivePush ({
  conversation, authorization, body
}: PushCall, isToken: TokenCheck, find: (id: string) => Receiver | undefined): PushAnswer {
  if (!isToken(/^token +(\S+) *$/i.exec(authorization ?? '')?.[1] ??
    '')) return answer(401, 'Request token is invalid: send it as Authorization: Token <token>')
  const receiver = find(conversation)
  if (receiver === undefined) {
    return answer(404, 'Conversation not found: it must be the conversation.id of the ' +
    'webhook call, and the conversation must still be open')
  }
  const messages = messagesIn(body)
  if (messages === undefined) {
    return answer(400,
      "Invalid 'messages' parameter: send JSON with a list of messages, { \"messages\": [...] }")
  }

  const wrong = lint(messages).find(({ severity }) => severity === 'error')
  const arrived = wrong === undefined ? messages : messages.slice(0, Number(wrong.path.split('/')[1]))
  if (arrived.length > 0) receiver.push(arrived)
  if (wrong === undefined) return answer(201, 'Messages successfully posted')
  return answer(400, `Message is not well formatted: ${wrong.path}: ${wrong.message}; ${wrong.fix}`)
}

export function answer (status: number, message: string): PushAnswer {
  return { status, body: { results: null, message } }
}

/** A list, or one inside a JSON string, as the Bot Connector takes it. */
function messagesIn (body: string): unknown[] | undefined {
  const { messages } = Object(parseJsonOrUndefined(body)) as { messages?: unknown }
  const list = typeof messages === 'string' ? parseJsonOrUndefined(messages) : messages
  return Array.isArray(list) && !isDeeperThan(list, MAX_BODY_DEPTH) ? list : undefined
}
