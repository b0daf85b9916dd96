import type { Memory } from '../../../schemas/conversation.ts'
import type { Finding } from '../../replies/finding.ts'
import type { Input } from '../engine/input.ts'
import type { MemoryChanges } from './memory-changes.ts'
import type { TurnResult } from '../engine/turn-result.ts'

/** Messages that the bot has pushed by itself, as a session keeps them. */
export interface PushRecord {
  /** From 1. */
  readonly number: number
  /** The number of turns before it. */
  readonly after: number
  readonly messages: readonly unknown[]
  /** Their readable text, as of a turn. */
  readonly text: string
  /** What the reply lint says of them. */
  readonly findings: readonly Finding[]
}

/** One turn as a session keeps it. */
export interface TurnRecord extends TurnResult {
  /** From 1. */
  readonly number: number
  readonly input: Input
  /** The readable text of all replies, one line each and one for each button. */
  readonly text: string
  /** The memory after the turn: the same as `state.memory`. */
  readonly memory: Memory
  /** What the turn changed in the memory. */
  readonly changes: MemoryChanges
  /** How long it took, in milliseconds. */
  readonly ms: number
}
