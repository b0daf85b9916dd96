import type { Payloads, QueueName } from './payload.ts'

/** The first item of a conversation, taken by this process. */
export interface TakenItem {
  readonly queue: QueueName
  readonly key: string
  /** Tells this take from all others. */
  readonly fence: number
  readonly version: number
  readonly id: number
  readonly payload: string
  /** How often it threw, or was not taken by the other side. */
  readonly failures: number
  /** How often the process died that had taken it. */
  readonly deaths: number
  /** How often it was sent without an answer. */
  readonly unconfirmed: number
  /** When the lease was last renewed, as `performance.now()`. */
  renewedAt: number
}

/** What comes of an item. */
export interface Result {
  /** What is put into queues, in the same transaction. */
  readonly payloads?: Payloads
  /** Why the item becomes a dead letter. */
  readonly dead?: { readonly code: string, readonly message: string, readonly attempts: number }
  readonly isSlow?: boolean
  /** Whether this process goes on with the next item of the conversation. */
  readonly takeNext?: boolean
}
