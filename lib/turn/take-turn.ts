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
  try {
    const outcome = runWithin(deadline, turn, handler, onLate)
    if (!(outcome instanceof Promise)) return { body: respond(turn, outcome) }
    return outcome.then(outcome => ({ body: respond(turn, outcome) })).catch(fail)
  } catch (reason) {
    return fail(reason)
  }

  function fail (reason: unknown): Taken | Promise<Taken> {
    const error = coded(reason)
    if (apology === undefined) return { error }
    const left = Math.max(APOLOGY_GRACE, deadline - (performance.now() - started))
    return apologiseFor(error, turn, apology, left, onLate)
  }
}

async function apologiseFor (error: FastifyError, turn: LiveTurn, apology: Apology, milliseconds: number, onLate: OnLate): Promise<Taken> {
  try {
    const outcome = await runWithin(milliseconds, turn, () => apology(error, turn), onLate)
    return outcome === undefined ? { error } : { error, body: apologise(outcome) }
  } catch (apologyError) {
    return { error, apologyError }
  }
}

/** What a handler returns may throw when it is looked at: a getter, a proxy, a toJSON. */
function coded (reason: unknown): FastifyError {
  return isBotError(reason) ? reason : new FST_BOT_HANDLER_FAILED({ cause: reason })
}

function isBotError (reason: unknown): reason is FastifyError {
  return reason instanceof Error && 'code' in reason && String(reason.code).startsWith('FST_BOT_')
}
