import type { FastifyError } from '@fastify/error'
import { withReplyHooks, type Hooks } from './hooks.ts'
import type { RequestTurn } from './request-turn.ts'
import { serializeErrorReply } from './respond.ts'
import { runHandler } from './run-handler.ts'
import type { TurnPolicy, TurnResult } from './turn-handler.ts'

const GRACE_MS = 25 // left to the error reply when the timeout has passed

/**
 * Answers a turn that failed: with what the error reply of the scope returns, or with the error when it returns nothing
 * or fails itself.
 *
 * @param startedAt when the turn began, as `performance.now()`: the error reply has the time that is left
 */
export async function runErrorReply (
  error: FastifyError, turn: RequestTurn, hooks: Hooks, policy: TurnPolicy, startedAt: number
): Promise<TurnResult & { error: FastifyError }> {
  const { errorReply } = hooks
  if (errorReply === undefined || turn.callerGone !== undefined) return { error }
  const timeLeft = Math.max(GRACE_MS, policy.handlerTimeout - (performance.now() - startedAt))
  try {
    const replies = await runHandler(turn, timeLeft, async turn => {
      const result = await errorReply(error, turn)
      return result === undefined || result === null ? undefined : withReplyHooks(() => result, hooks)(turn)
    }, policy.onLate)
    return replies === undefined ? { error } : { error, ...serializeErrorReply(replies, policy) }
  } catch (errorReplyError) {
    return { error, errorReplyError }
  }
}
