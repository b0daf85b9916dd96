import type { FastifyError } from '@fastify/error'
import type { Reply } from '../../schemas/replies.ts'
import { toMessages } from './to-messages.ts'
import type { Handler, HandlerResult, Turn } from './turn.ts'

/**
 * Runs before a handler. What it returns, if anything, is the answer, and neither further hooks nor the handler run.
 */
export type TurnHook = (turn: Turn) => HandlerResult | PromiseLike<HandlerResult>

/**
 * Sees the replies before they are checked, those of an error reply too. What it returns, if anything, is sent instead.
 */
export type ReplyHook = (replies: Reply[], turn: Turn) => HandlerResult | PromiseLike<HandlerResult>

/** Turns a failure into what the user reads instead. `error.cause` is what the handler threw. */
export type ErrorReplyHandler = (error: FastifyError, turn: Turn) => HandlerResult | PromiseLike<HandlerResult>

/** What runs around the handlers of a scope, in order. */
export interface Hooks {
  onTurn: readonly TurnHook[]
  onReply: readonly ReplyHook[]
  errorReply: ErrorReplyHandler | undefined
}

/** A handler with all that runs before and after it. */
export function withHooks (handler: Handler, hooks: Hooks): Handler {
  const { onTurn } = hooks
  if (onTurn.length === 0) return withReplyHooks(handler, hooks)
  return withReplyHooks(async turn => await runTurnHooks(onTurn, turn) ?? handler(turn), hooks)
}

/** A handler with what runs after it. */
export function withReplyHooks (handler: Handler, { onReply }: Pick<Hooks, 'onReply'>): Handler {
  if (onReply.length === 0) return handler
  return async turn => {
    let replies = toMessages(await handler(turn))
    for (const hook of onReply) {
      const others = await hook(replies, turn)
      if (others !== undefined && others !== null) replies = toMessages(others)
    }
    return replies
  }
}

/** What the first hook answers that answers anything; undefined when none does. */
export async function runTurnHooks (onTurn: readonly TurnHook[], turn: Turn): Promise<HandlerResult> {
  for (const hook of onTurn) {
    const result = await hook(turn)
    if (result !== undefined && result !== null) return result
  }
}
