import type { HeldTurn } from './deferral.ts'
import { toBotError } from './to-bot-error.ts'
import type { RequestTurn } from './request-turn.ts'
import { checkReplies, type ReplyPolicy } from './respond.ts'
import { runHandler, type LateResultListener } from './run-handler.ts'
import type { Handler, HandlerResult } from './turn.ts'

/**
 * How long a handler may take when its user is told to wait, in milliseconds. After that another process may take the
 * turn over.
 */
export const INTERIM_TIMEOUT_MS = 60_000

const RESERVED_SHARE = 0.2 // of the deadline: left for keeping the turn and sending the holding words
const MAX_RESERVED_MS = 1500 // milliseconds of it

/** How a turn is held. */
export interface InterimReplyRun<A> extends ReplyPolicy {
  /** Milliseconds. */
  handlerTimeout: number
  onLate: LateResultListener
  /** What the caller gets when the handler comes to an end in time. */
  succeed: (outcome: HandlerResult) => A | Promise<A>
  /** What the caller gets when it does not. */
  answer: () => A
}

/**
 * Runs a handler, and waits for it until shortly before the deadline. Then the turn is kept, the holding words are the
 * answer, and what the handler comes to is handed over; memory that it writes is not sent any more.
 */
export async function runWithInterimReply<A> (
  turn: RequestTurn, handler: Handler, { handlerTimeout, onLate, succeed, answer, ...rules }: InterimReplyRun<A>
): Promise<A> {
  const outcome = runHandler(INTERIM_TIMEOUT_MS, turn, handler, onLate)
  if (!(outcome instanceof Promise)) return succeed(outcome)
  if (await settlesWithin(handlerTimeout - Math.min(MAX_RESERVED_MS, handlerTimeout * RESERVED_SHARE), outcome)) {
    return succeed(await outcome)
  }

  try {
    const words = answer()
    handOver(turn, outcome, await turn.hold(), rules)
    return words
  } catch (error) {
    outcome.catch(() => {}) // nobody waits for it any more
    turn.abort(error as Error)
    throw error
  }
}

async function handOver (
  turn: RequestTurn, outcome: Promise<HandlerResult>, held: HeldTurn, rules: ReplyPolicy
): Promise<void> {
  try {
    const replies = checkReplies(await outcome, rules)
    await held.done({ replies, deferred: turn.deferred ?? [] })
  } catch (reason) {
    await held.done({ error: toBotError(reason) })
  }
}

/** Whether a promise comes to an end, good or bad, within so many milliseconds. */
async function settlesWithin (milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<false>(resolve => { timer = setTimeout(() => { resolve(false) }, milliseconds) })
  const settled = await Promise.race([promise.then(() => true, () => true), over])
  clearTimeout(timer)
  return settled
}
