import type { Memory } from '../../schemas/index.ts'
import { take, unholdable, type Notes, type Plan } from './memory-plan.ts'

export const MEMORY_LIMIT = 2500 // bytes: of the bot that is held to the model
export const LANGUAGE = 'en' // of the conversation

/** What the platform must be told: what changes, or that the turn failed, for one of these reasons. */
export type Expected = { conversation: { memory?: unknown, language?: string } } | { codes: ReadonlySet<string> }

/**
 * What law and plan demand, worked out without the code that is tested: on a plain object, as a handler's author would
 * think of it.
 */
export function expectedOf ({ came, typed, steps, ending }: Plan): Expected {
  const start = withDefaults(copyOf(came ?? {}), typed)
  if (typed && !fits(start)) return { codes: new Set(['FST_BOT_MEMORY_MISMATCH']) }

  const codes = new Set<string>()
  const { notes, isReplaced } = plainNotes(start)
  const atStart = JSON.stringify(start)
  try {
    for (const step of steps) take(step, notes)
  } catch {
    return { codes: new Set(['FST_BOT_HANDLER_FAILED']) }
  }
  if (ending.how === 'throws') return { codes: new Set(['FST_BOT_HANDLER_FAILED']) }
  if (ending.how === 'hangs') return { codes: new Set(['FST_BOT_HANDLER_TIMEOUT']) }
  if (ending.how === 'returns rubbish') codes.add('FST_BOT_REPLY_INVALID')

  const { memory, language } = notes
  if (language !== undefined && typeof language !== 'string') codes.add('FST_BOT_LANGUAGE_INVALID')
  if (typeof memory !== 'object' || memory === null || Array.isArray(memory)) codes.add('FST_BOT_MEMORY_INVALID')
  else if (holdsUnholdable(memory) || (typed && !fits(memory))) codes.add('FST_BOT_MEMORY_INVALID')
  else if (Buffer.byteLength(JSON.stringify(memory)) > MEMORY_LIMIT) codes.add('FST_BOT_MEMORY_TOO_LARGE')
  if (codes.size > 0) return { codes }

  const isSent = came !== undefined || isReplaced() || JSON.stringify(memory) !== atStart
  return {
    conversation: {
      ...(isSent && { memory: copyOf(memory) }), ...(language !== undefined && language !== LANGUAGE && { language })
    }
  }
}

function plainNotes (start: Memory): { notes: Notes, isReplaced: () => boolean } {
  let memory = start
  let replaced = false
  const notes: Notes = {
    language: LANGUAGE,
    get memory () { return memory },
    set memory (other) {
      memory = other
      replaced = true
    },
    forget (...keys) { for (const key of keys) delete memory[key] },
    reset ({ keep = [] } = {}) { for (const key of Object.keys(memory)) if (!keep.includes(key)) delete memory[key] }
  }
  return { notes, isReplaced: () => replaced }
}

/**
 * The typed handler knows a number `count`, which may be missing, and a number `seen`, which is 0 when it is; null is
 * missing.
 */
function withDefaults (memory: Memory, typed: boolean): Memory {
  if (typed && memory.count === null) delete memory.count
  if (typed && (memory.seen === undefined || memory.seen === null)) memory.seen = 0
  return memory
}

function fits ({ count, seen }: Memory): boolean {
  return [count, seen].every(value => value === undefined || (typeof value === 'number' && Number.isFinite(value)))
}

function holdsUnholdable (value: unknown): boolean {
  if (unholdable.includes(value)) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnholdable)
}

function copyOf<T> (value: T): T {
  return JSON.parse(JSON.stringify(value))
}
