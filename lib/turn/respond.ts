import { FST_BOT_MEMORY_INVALID, FST_BOT_REPLY_INVALID } from '../errors.ts'
import { lint } from '../replies/lint.ts'
import type { Changes, LiveTurn } from './live-turn.ts'
import type { Outcome } from './turn.ts'
import { unwritable } from './unwritable.ts'

const DEEPEST_REPLY = 200 // levels: where a search for a circle ends

/** The body of the answer to a turn that went well, as JSON. Throws when it would be lost on the platform. */
export function respond (turn: LiveTurn, outcome: Outcome): string {
  return write(checkedReplies(outcome), turn.changes)
}

/** The body of the answer to a turn that failed: an apology, and not a word of the conversation. */
export function apologise (outcome: Outcome): string {
  return write(checkedReplies(outcome), undefined)
}

function checkedReplies (outcome: Outcome): unknown[] {
  const replies = messagesOf(outcome)
  const findings = lint(replies)
  const [first] = findings
  if (first === undefined) return replies
  throw Object.assign(new FST_BOT_REPLY_INVALID(first.path, first.message, first.fix), { findings })
}

function messagesOf (outcome: Outcome): unknown[] {
  if (outcome === undefined || outcome === null) return []
  return Array.isArray(outcome) ? outcome.map(message) : [message(outcome)]
}

function message (outcome: unknown): unknown {
  return typeof outcome === 'string' ? { type: 'text', content: outcome } : outcome
}

function write (replies: unknown[], conversation: Changes | undefined): string {
  try {
    return JSON.stringify({ replies, conversation })
  } catch {
    const found = unwritable(replies, DEEPEST_REPLY)
    if (found !== undefined) throw new FST_BOT_REPLY_INVALID(found.path, found.why, 'return what JSON can hold')
    throw new FST_BOT_MEMORY_INVALID(' cannot be written as JSON: a toJSON() in it fails')
  }
}
