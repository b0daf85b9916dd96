import type { Memory } from '../../schemas/conversation.ts'
import { WireReplySchema } from '../../schemas/replies.ts'
import { FST_BOT_MEMORY_INVALID, FST_BOT_MEMORY_TOO_LARGE, FST_BOT_REPLY_INVALID } from '../errors.ts'
import type { ChannelTarget } from '../replies/channels.ts'
import type { Finding } from '../replies/finding.ts'
import { lintFor } from '../replies/lint/lint.ts'
import { applyRepairs } from '../replies/repair.ts'
import { collectPropertyNames } from '../shared/schema-check.ts'
import type { RequestTurn } from './request-turn.ts'
import { naming } from './message-for-log.ts'
import { toMessages } from './to-messages.ts'
import type { HandlerResult } from './turn.ts'
import { findNonSerializable } from './find-non-serializable.ts'

/** What an answer must keep to. */
export interface ReplyPolicy {
  /** The channels that replies are looked at for. */
  targets: readonly ChannelTarget[]
  /** Whether to fill in what these channels cannot do without. */
  repair: boolean
  /** The largest memory that is sent, in bytes of JSON. */
  memoryLimit: number
}

/** The body of an answer, and what is to be told of it. */
export interface TurnResponse {
  /** As JSON. */
  body: string
  /** Warnings of the lint, and repairs. */
  findings?: readonly Finding[] | undefined
  /** Bytes of a memory that is near its limit. */
  memoryBytes?: number | undefined
}

const DEEPEST_REPLY = 200 // levels: where a search for a circle ends
const NEAR_LIMIT = 0.8 // of memoryLimit

/** The answer to a turn that went well. Throws when it would be lost on the platform. */
export function serializeResponse (turn: RequestTurn, outcome: HandlerResult, rules: ReplyPolicy): TurnResponse {
  const { replies, findings } = checkedReplies(outcome, rules)
  const { memory, language } = turn.changes
  const body = bodyToJson(replies, memory, language)
  const memoryBytes = memory && bytesNear(body, replies, language, rules.memoryLimit)
  turn.rememberSent(memory && body.slice(0, -endOfBody(language).length))
  return { body, findings, memoryBytes }
}

/** The answer to a turn that failed: an error reply, and not a word of the conversation. */
export function serializeErrorReply (outcome: HandlerResult, rules: ReplyPolicy): TurnResponse {
  const { replies, findings } = checkedReplies(outcome, rules)
  return { body: `{"replies":${repliesToJson(replies)}}`, findings }
}

/** The messages of an outcome, checked and repaired. */
export function checkReplies (outcome: HandlerResult, rules: ReplyPolicy): readonly unknown[] {
  return checkedReplies(outcome, rules).replies
}

function checkedReplies (
  outcome: HandlerResult, { targets, repair }: ReplyPolicy
): { replies: readonly unknown[]; findings?: readonly Finding[] } {
  const replies = toMessages(outcome)
  const findings = lintFor(targets, replies)
  if (findings.length === 0) return { replies }
  const error = findings.find(({ severity }) => severity === 'error')
  if (error !== undefined) {
    throw Object.assign(new FST_BOT_REPLY_INVALID(error.path, error.message, error.fix), { findings })
  }
  return repair ? applyRepairs(replies, findings) : { replies, findings }
}

/** Replies and memory at once: to write each by itself takes half as long again. */
function bodyToJson (replies: readonly unknown[], memory: Memory | undefined, language: string | undefined): string {
  try {
    if (memory === undefined || !('toJSON' in memory)) return stringifyBody(replies, memory, language)
  } catch {} // what cannot be written is found below
  const written = memory && JSON.parse(memoryToJson(memory))
  repliesToJson(replies)
  return stringifyBody(replies, written, language)
}

function stringifyBody (replies: readonly unknown[], memory: Memory | undefined, language: string | undefined): string {
  return JSON.stringify(
    memory === undefined && language === undefined ? { replies } : { replies, conversation: { memory, language } }
  )
}

/** What stands behind the memory in a body. */
function endOfBody (language: string | undefined): string {
  return language === undefined ? '}}' : `,"language":${JSON.stringify(language)}}}`
}

function memoryToJson (memory: object): string {
  let json: string | undefined
  try {
    json = JSON.stringify(memory)
  } catch {}
  if (json?.startsWith('{')) return json
  throw new FST_BOT_MEMORY_INVALID(' cannot be written as a JSON object: look at the toJSON() in it')
}

function repliesToJson (replies: readonly unknown[]): string {
  try {
    return JSON.stringify(replies)
  } catch {
    const { path, why } = findNonSerializable(replies, DEEPEST_REPLY) ?? {
      path: '', why: 'cannot be written as JSON: a toJSON() in it fails'
    }
    const known = new Set(collectPropertyNames(WireReplySchema))
    throw naming(new FST_BOT_REPLY_INVALID(path, why, 'return what JSON can hold'), path, known)
  }
}

/** The bytes of the memory in a body, when they come near a limit. Throws when they are beyond. */
function bytesNear (
  body: string, replies: readonly unknown[], language: string | undefined, limit: number
): number | undefined {
  if (body.length * 3 <= limit * NEAR_LIMIT) return undefined // a character is 3 bytes of UTF-8 at the most
  const others = Buffer.byteLength(stringifyBody(replies, {}, language)) - '{}'.length
  const bytes = Buffer.byteLength(body) - others
  if (bytes > limit) throw new FST_BOT_MEMORY_TOO_LARGE(bytes, limit)
  return bytes > limit * NEAR_LIMIT ? bytes : undefined
}
