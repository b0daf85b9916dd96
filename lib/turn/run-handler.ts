import {
  FST_BOT_CONVERSATION_UNKNOWN,
  FST_BOT_HANDLER_TIMEOUT,
  FST_BOT_DURABLE_MISSING,
  FST_BOT_HANDLER_FAILED,
  FST_BOT_JOB_INPUT_INVALID,
  FST_BOT_JOB_UNKNOWN,
  FST_BOT_REPLY_INVALID
} from '../errors.ts'
import type { RequestTurn } from './request-turn.ts'
import type { Handler, HandlerResult } from './turn.ts'

/** Hears of a result that came too late, with the reason when it was a failure. */
export type LateResultListener = (turn: RequestTurn, failure?: { reason: unknown }) => void

/**
 * Runs a handler, and waits for what it promises no longer than the deadline. Fails with a coded error only. A handler
 * that answers at once costs no timer.
 */
export function runHandler (
  milliseconds: number, turn: RequestTurn, handler: Handler, onLate: LateResultListener
): HandlerResult | Promise<HandlerResult> {
  const result = call(handler, turn)
  if (!isThenable(result)) return result

  return new Promise((resolve, reject) => {
    let expired = false
    const timer = setTimeout(() => {
      expired = true
      const error = new FST_BOT_HANDLER_TIMEOUT(milliseconds)
      reject(error)
      turn.abort(error)
    }, milliseconds)

    Promise.resolve(result).then(
      outcome => {
        if (expired) return onLate(turn)
        clearTimeout(timer)
        resolve(outcome)
      },
      cause => {
        if (expired) return onLate(turn, { reason: cause })
        clearTimeout(timer)
        reject(failureOf(cause))
      }
    )
  })
}

function call (handler: Handler, turn: RequestTurn): HandlerResult | PromiseLike<HandlerResult> {
  try {
    return handler(turn)
  } catch (cause) {
    throw failureOf(cause)
  }
}

/** What a handler meets when it uses this package wrongly: it tells the place and the cure in words of ours. */
const ours = [
  FST_BOT_REPLY_INVALID,
  FST_BOT_DURABLE_MISSING,
  FST_BOT_CONVERSATION_UNKNOWN,
  FST_BOT_JOB_UNKNOWN,
  FST_BOT_JOB_INPUT_INVALID
]

function failureOf (cause: unknown): Error {
  return ours.some(ErrorOfOurs => cause instanceof ErrorOfOurs) ? cause as Error : new FST_BOT_HANDLER_FAILED({ cause })
}

function isThenable (result: HandlerResult | PromiseLike<HandlerResult>): result is PromiseLike<HandlerResult> {
  return typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'
}
