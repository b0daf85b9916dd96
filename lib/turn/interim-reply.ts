import type { HeldTurn } from './deferral.ts'
import { runErrorReply } from './error-reply.ts'
import { withHooks } from './hooks.ts'
import type { RequestTurn } from './request-turn.ts'
import { checkReplies, serializeErrorReply } from './respond.ts'
import { runHandler } from './run-handler.ts'
import { toBotError } from './to-bot-error.ts'
import type { HandlerResult } from './turn.ts'
import type { TurnHandler, TurnPolicy, TurnResult } from './turn-handler.ts'

/**
 * How long a handler may take after its interim reply, in milliseconds. After that another process may take the turn
 * over.
 */
export const INTERIM_TIMEOUT_MS = 60_000

const RESERVED_SHARE = 0.2 // of the timeout: left for storing the turn and sending the interim reply
const MAX_RESERVED_MS = 1500

/**
 * Runs a handler, and waits for it until shortly before the timeout. Then the turn is stored, the interim reply is the
 * answer, and what the handler returns is handed over; memory that it writes from then on is not sent.
 *
 * @param respond makes the response when the handler comes to an end in time
 */
export async function runWithInterimReply (
  turn: RequestTurn,
  handler: TurnHandler,
  policy: TurnPolicy,
  respond: (turn: RequestTurn, result: HandlerResult, policy: TurnPolicy) => TurnResult | Promise<TurnResult>
): Promise<TurnResult> {
  const run = withHooks(handler.handler, handler.scope.hooks)
  const result = Promise.resolve(runHandler(turn, INTERIM_TIMEOUT_MS, run, policy.onLate))
  const reserved = Math.min(MAX_RESERVED_MS, policy.handlerTimeout * RESERVED_SHARE)
  if (await settlesWithin(policy.handlerTimeout - reserved, result)) return respond(turn, await result, policy)

  try {
    const response = serializeErrorReply(handler.interimReply, policy)
    handOver(turn, result, await turn.hold(), handler, policy)
    return response
  } catch (error) {
    result.catch(() => {}) // nobody waits for it any more
    turn.abort(error as Error)
    throw error
  }
}

/** A handler that fails has its user read the error reply, as when nobody had been told to wait. */
async function handOver (
  turn: RequestTurn, result: Promise<HandlerResult>, held: HeldTurn, {
    scope: { hooks }
  }: TurnHandler, policy: TurnPolicy
): Promise<void> {
  try {
    const replies = checkReplies(await result, policy)
    await held.done({ replies, deferred: turn.deferred ?? [] })
  } catch (reason) {
    const { error, body, errorReplyError } = await runErrorReply(toBotError(reason), turn, hooks, policy,
      performance.now())
    const replies = body === undefined ? [] : JSON.parse(body).replies
    await held.done({ error, errorReplyError, replies })
  } finally {
    turn.endHold()
  }
}

/** Whether a promise comes to an end, good or bad, within a time. */
async function settlesWithin (milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<false>(resolve => { timer = setTimeout(() => { resolve(false) }, milliseconds) })
  const settled = await Promise.race([promise.then(() => true, () => true), timeout])
  clearTimeout(timer)
  return settled
}
