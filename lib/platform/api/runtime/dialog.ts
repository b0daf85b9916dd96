import { Type, type Static } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { LogEntry } from '../../engine/log-entry.ts'
import type { ConversationState } from '../../engine/state.ts'
import { answer, httpError } from '../answer.ts'
import type { UserInput } from '../conversations/conversation.ts'
import type { Conversations } from '../conversations/conversations.ts'
import { isId, keepsMemory, MAX_ID_CHARS, MAX_MEMORY_BYTES, MAX_TEXT_CHARS } from '../conversations/limits.ts'
import { inputOf } from '../user-input.ts'
import { runtimeNlp } from './runtime-nlp.ts'

const BodySchema = Type.Object({
  message: Type.Object({}),
  language: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  memory: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
  merge_memory: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
  participant_data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  log_level: Type.Optional(Type.Union([Type.String(), Type.Null()]))
})

const LEVELS = ['info', 'warn', 'error']

/** POST /build/v1/dialog: a sentence of a conversation, and the bot's messages. */
export function dialogRoute (scope: FastifyInstance, conversations: Conversations): void {
  scope.post<{
    Body: Static<typeof BodySchema> & { conversation_id?: unknown }
  }>('/build/v1/dialog', { schema: { body: BodySchema } }, async ({ body }) => {
    const { message, language, memory, merge_memory: merge, participant_data: participant, log_level: logLevel } = body
    const id = conversationIdOf(body)
    checkMemory(memory)
    const { state, replies, nlp, logs } = await conversations.say(id, {
      ...dialogInput(message),
      ...(language && { language }),
      ...(memory && { memory }),
      ...(participant && { participant }),
      merge: isTrue(merge)
    }, 'dialog')
    return answer({
      nlp: runtimeNlp(nlp),
      qna: {},
      messages: replies.map(withNulls),
      conversation: conversationOf(state),
      ...(logLevel && { logs: { input: nlp.source, logs: logsFrom(logs, logLevel) } })
    }, 'Dialog rendered with success')
  })
}

/** What the platform tells of a conversation, and no more. */
function conversationOf ({ id, language, memory, skill, skill_occurences: occurrences }: ConversationState) {
  return { id, language, memory, skill, skill_occurences: occurrences }
}

/** @throws 400 for one that is missing, empty or too long */
export function conversationIdOf ({ conversation_id: id }: { conversation_id?: unknown }): string {
  if (id === undefined || id === null || id === '') throw httpError(400, 'conversation_id field missing')
  if (typeof id !== 'string' &&
    typeof id !== 'number') throw httpError(400, 'conversation_id must be a string or a number')
  if (!isId(String(id))) {
    throw httpError(400,
    `conversation_id has more than ${MAX_ID_CHARS} characters, or control characters`)
  }
  return String(id)
}

export function checkMemory (memory: unknown): void {
  if (memory && !keepsMemory(memory)) {
    throw httpError(400,
    `memory is nested too deeply, or larger than ${MAX_MEMORY_BYTES} bytes`)
  }
}

/** `merge_memory` is a boolean, or the word for it. */
export function isTrue (value: unknown): boolean {
  return value === true || value === 'true'
}

/** `{type, content}`, or the same inside `attachment`. */
function dialogInput (message: Record<string, unknown>): UserInput {
  const input = inputOf(message.attachment ?? message)
  if (input === undefined) throw httpError(400, 'message must be { type, content }, with words as its content')
  if (input.text.length > MAX_TEXT_CHARS) throw httpError(400, `message has more than ${MAX_TEXT_CHARS} characters`)
  return input
}

/** Clients of the platform find these two in each message. */
function withNulls (message: unknown): unknown {
  return typeof message === 'object' && message !== null ? { delay: null, markdown: null, ...message } : message
}

function logsFrom (logs: readonly LogEntry[], level: string): LogEntry[] {
  return logs.filter(entry => LEVELS.indexOf(entry.level) >= LEVELS.indexOf(level))
}
