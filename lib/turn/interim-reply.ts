import type { Held } from './deferral.ts'
import { coded } from './to-bot-error.ts'
import type { LiveTurn } from './request-turn.ts'
import { repliesOf, type AnswerRules } from './respond.ts'
import { runWithin, type OnLate } from './run-handler.ts'
import type { Handler, Outcome } from './turn.ts'

/**
 * How long a handler may take when its user is told to wait, in milliseconds. After that another process may take the
 * turn over.
 */
export const PATIENCE = 60_000

const SHARE = 0.2 // of the deadline: left for keeping the turn and sending the holding words
const MOST = 1500 // milliseconds of it

/** How a turn is held. */
export interface Holding<A> extends AnswerRules {
  /** Milliseconds. */
  deadline: number
  onLate: OnLate
  /** What the caller gets when the handler comes to an end in time. */
  succeed: (outcome: Outcome) => A | Promise<A>
  /** What the caller gets when it does not. */
  answer: () => A
}

/**
 * Runs a handler, and waits for it until shortly before the deadline. Then the turn is kept, the holding words are the
 * answer, and what the handler comes to is handed over; memory that it writes is not sent any more.
 */
export async function holdOn<A> (turn: LiveTurn, handler: Handler, { deadline, onLate, succeed, answer, ...rules }: Holding<A>): Promise<A> {
  const outcome = runWithin(PATIENCE, turn, handler, onLate)
  if (!(outcome instanceof Promise)) return succeed(outcome)
  if (await settlesWithin(deadline - Math.min(MOST, deadline * SHARE), outcome)) return succeed(await outcome)

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

async function handOver (turn: LiveTurn, outcome: Promise<Outcome>, held: Held, rules: AnswerRules): Promise<void> {
  try {
    const replies = repliesOf(await outcome, rules)
    await held.done({ replies, deferred: turn.deferred ?? [] })
  } catch (reason) {
    await held.done({ error: coded(reason) })
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
