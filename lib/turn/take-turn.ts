import type { FastifyError } from '@fastify/error'
import { FST_BOT_HANDLER_FAILED } from '../errors.ts'
import type { LiveTurn } from './live-turn.ts'
import { apologise, respond } from './respond.ts'
import { runWithin, type OnLate } from './run-within.ts'
import type { Handler, Outcome, Turn } from './turn.ts'

/** Turns a failure into what the user reads instead. `error.cause` is what the handler threw. */
export type Apology = (error: FastifyError, turn: Turn) => Outcome | PromiseLike<Outcome>

/** What came of a turn: a body to send, or none, and then the caller is told of the error by its code. */
export interface Taken {
  body?: string
  error?: FastifyError
  /** What the apology failed with, when that failed too. */
  apologyError?: unknown
}

const APOLOGY_GRACE = 25 // milliseconds: left to an apology when the deadline has passed

/** Takes a turn from its handler to the body of the answer. Never throws or rejects, whatever the handler does. */
export function takeTurn (turn: LiveTurn, handler: Handler, deadline: number, apology: Apology | undefined, onLate: OnLate): Taken | Promise<Taken> {
  const started = apology === undefined ? 0 : performance.now()
  return settle(
    () => runWithin(deadline, turn, handler, onLate),
    outcome => ({ body: respond(turn, outcome) }),
    error => {
      if (apology === undefined) return { error }
      const left = Math.max(APOLOGY_GRACE, deadline - (performance.now() - started))
      return settle(
        () => runWithin(left, turn, () => apology(error, turn), onLate),
        outcome => outcome === undefined ? { error } : { error, body: apologise(outcome) },
        apologyError => ({ error, apologyError })
      )
    }
  )
}

/** `await`, but without a promise where none is needed. */
function settle (
  work: () => Outcome | Promise<Outcome>,
  done: (outcome: Outcome) => Taken,
  failed: (error: FastifyError) => Taken | Promise<Taken>
): Taken | Promise<Taken> {
  try {
    const outcome = work()
    if (!(outcome instanceof Promise)) return done(outcome)
    return outcome.then(done).catch(reason => failed(coded(reason)))
  } catch (reason) {
    return failed(coded(reason))
  }
}

/** What a handler returns may throw when it is looked at: a getter, a proxy, a toJSON. */
function coded (reason: unknown): FastifyError {
  return isBotError(reason) ? reason : new FST_BOT_HANDLER_FAILED({ cause: reason })
}

function isBotError (reason: unknown): reason is FastifyError {
  return reason instanceof Error && 'code' in reason && String(reason.code).startsWith('FST_BOT_')
}
