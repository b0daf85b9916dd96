import { FST_BOT_HANDLER_TIMEOUT } from '../errors.ts'
import { withTimeout } from '../shared/timeout.ts'
import type { RequestTurn } from './request-turn.ts'
import { toHandlerError } from './to-bot-error.ts'
import type { Handler, HandlerResult } from './turn.ts'
import type { LateResultListener } from './turn-handler.ts'

/**
 * Runs a handler, and waits for what it promises no longer than the timeout. Throws or rejects with a coded error only.
 * A handler that answers at once costs neither timer nor promise.
 *
 * @param milliseconds the timeout
 */
export function runHandler (
  turn: RequestTurn, milliseconds: number, handler: Handler, onLate: LateResultListener
): HandlerResult | Promise<HandlerResult> {
  try {
    const result = handler(turn)
    return isThenable(result) ? awaitHandler(Promise.resolve(result), turn, milliseconds, onLate) : result
  } catch (reason) {
    throw toCodedError(reason, turn)
  }
}

async function awaitHandler (
  promise: Promise<HandlerResult>, turn: RequestTurn, milliseconds: number, onLate: LateResultListener
): Promise<HandlerResult> {
  let expired: Error | undefined
  try {
    return await withTimeout(promise, milliseconds, () => {
      expired = expire(promise, turn, milliseconds, onLate)
      return expired
    })
  } catch (reason) {
    throw expired ?? toCodedError(reason, turn)
  }
}

/** What a handler threw; a handler that stopped because its caller left did not fail by itself. */
function toCodedError (reason: unknown, { callerGone }: RequestTurn): Error {
  return callerGone !== undefined && isAbort(reason, callerGone) ? callerGone : toHandlerError(reason)
}

/**
 * Tells the handler that its time is over, and the listener what comes of it after that. Handler and listener are told
 * when the timeout has been dealt with, so that the log has the lines in their order.
 */
function expire (
  promise: Promise<HandlerResult>, turn: RequestTurn, milliseconds: number, onLate: LateResultListener
): Error {
  const error = new FST_BOT_HANDLER_TIMEOUT(milliseconds)
  setImmediate(() => { turn.abort(error) })
  promise.then(
    () => { onLate(turn) },
    reason => { if (!isAbort(reason, error)) onLate(turn, { reason }) }
  )
  return error
}

/** Whether a handler failed because it was told to stop. */
function isAbort (reason: unknown, error: Error): boolean {
  try {
    const { name, cause } = Object(reason) as { name?: unknown, cause?: unknown }
    return reason === error || cause === error || name === 'AbortError'
  } catch {
    return false // it throws when it is looked at
  }
}

function isThenable (result: HandlerResult | PromiseLike<HandlerResult>): result is PromiseLike<HandlerResult> {
  return typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'
}
