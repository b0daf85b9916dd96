/** What the breaker is told, and asked. */
export interface CircuitBreaker {
  /** How many pushes may run now: all, one that sees whether it works again, or none. */
  limit: () => number
  /** Milliseconds until the next may run; undefined when they may run now. */
  waitMs: () => number | undefined
  /** Why nothing is pushed; undefined when it is. */
  reason: () => string | undefined
  onSent: (conversation: string) => void
  /**
   * Stops all pushes for a while.
   *
   * @param conversation whose message was not taken
   * @param afterMs how long the other side asks to wait
   * @returns how long, or undefined when it is the conversation's own trouble: others were sent since it failed before
   */
  onUnavailable: (conversation: string, reason: string, afterMs?: number) => number | undefined
  /** Stops all pushes when several conversations in a row got no answer. */
  onUnconfirmed: (reason: string) => void
}

const FIRST_WAIT_MS = 1000
const MAX_WAIT_MS = 30_000
const UNCONFIRMED_IN_A_ROW = 5
const REMEMBERED = 1000 // conversations

/**
 * Keeps the trouble of a connection from becoming that of each message: while it is open nothing is pushed but one
 * message now and then, and no attempt is counted.
 *
 * @param onChange gets the reason when it opens, undefined when it closes
 */
export function createCircuitBreaker (onChange: (reason: string | undefined) => void): CircuitBreaker {
  let reason: string | undefined
  let openUntil = 0
  let waitMs = FIRST_WAIT_MS
  let sentAt = -1
  let unconfirmed = 0
  const failedAt = new Map<string, number>()

  function open (why: string, afterMs = 0): number {
    const wait = Math.max(afterMs, waitMs)
    const isNew = reason === undefined
    if (isNew || performance.now() >= openUntil) {
      openUntil = performance.now() + wait
      waitMs = Math.min(2 * waitMs, MAX_WAIT_MS)
    }
    reason = why
    if (isNew) onChange(why)
    return Math.max(wait, openUntil - performance.now())
  }

  return {
    limit: () => reason === undefined ? Infinity : performance.now() < openUntil ? 0 : 1,
    waitMs: () => reason === undefined || performance.now() >= openUntil ? undefined : openUntil - performance.now(),
    reason: () => reason,
    onSent (conversation) {
      failedAt.delete(conversation)
      sentAt = performance.now()
      unconfirmed = 0
      waitMs = FIRST_WAIT_MS
      if (reason === undefined) return
      reason = undefined
      onChange(undefined)
    },
    onUnavailable (conversation, why, afterMs) {
      const before = failedAt.get(conversation)
      failedAt.delete(conversation)
      failedAt.set(conversation, performance.now())
      if (failedAt.size > REMEMBERED) failedAt.delete(failedAt.keys().next().value as string)
      if (before !== undefined && sentAt > before) return undefined
      return open(why, afterMs)
    },
    onUnconfirmed (why) {
      if (++unconfirmed >= UNCONFIRMED_IN_A_ROW) open(why)
    }
  }
}
