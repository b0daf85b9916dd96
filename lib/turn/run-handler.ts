import { FST_BOT_HANDLER_TIMEOUT } from '../errors.ts'
import { withTimeout } from '../shared/timeout.ts'
import type { RequestTurn } from './request-turn.ts'
import { toHandlerError } from './to-bot-error.ts'
import type { Handler, HandlerResult } from './turn.ts'
import type { LateResultListener } from './turn-handler.ts'

/**
 * Runs a handler, and waits for what it promises no longer than the timeout. Rejects with a coded error only. A handler
 * that answers at once costs no timer.
 *
 * @param milliseconds the timeout
 */
export async function runHandler (
  turn: RequestTurn, milliseconds: number, handler: Handler, onLate: LateResultListener
): Promise<HandlerResult> {
  let expired: Error | undefined
  try {
    const result = handler(turn)
    if (!isThenable(result)) return result
    const promise = Promise.resolve(result)
    return await withTimeout(promise, milliseconds, () => {
      expired = expire(promise, turn, milliseconds, onLate)
      return expired
    })
  } catch (reason) {
    const { callerGone } = turn
    throw expired ?? (callerGone !== undefined && isAbort(reason, callerGone) ? callerGone : toHandlerError(reason))
  }
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
