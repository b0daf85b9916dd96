import type { FastifyError } from '@fastify/error'
import { toBotError } from './to-bot-error.ts'
import { withHooks, withReplyHooks, type ErrorReplyHandler, type Hooks } from './hooks.ts'
import { runWithInterimReply } from './interim-reply.ts'
import type { RequestTurn } from './request-turn.ts'
import type { MemorySchema } from './memory-schema.ts'
import { serializeErrorReply, serializeResponse, type TurnResponse, type ReplyPolicy } from './respond.ts'
import { runHandler, type LateResultListener } from './run-handler.ts'
import type { Handler, HandlerResult } from './turn.ts'

/** Who takes a turn. */
export interface TurnHandler {
  handler: Handler
  /** What its memory must look like. */
  memorySchema: MemorySchema | undefined
  hooks: Hooks
  /** What is answered when the handler takes too long to be waited for. */
  interimReply: HandlerResult
}

/** How a turn is taken. */
export interface TurnPolicy extends ReplyPolicy {
  /** How long handler and hooks may take, in milliseconds. */
  handlerTimeout: number
  onLate: LateResultListener
}

/** What came of a turn: a body to send, or none, and then the caller is told of the error by its code. */
export interface TurnResult extends Partial<TurnResponse> {
  error?: FastifyError
  /** What the apology failed with, when that failed too. */
  errorReplyError?: unknown
  /** That it is what the same call was answered before, and no handler was run. */
  repeated?: true
}

const ERROR_REPLY_GRACE_MS = 25 // milliseconds: left to an apology when the deadline has passed

/** Takes a turn from its handler to the body of the answer. Never throws or rejects, whatever the handler does. */
export function runTurn (
  turn: RequestTurn, { handler, memorySchema, hooks, interimReply }: TurnHandler, rules: TurnPolicy
): TurnResult | Promise<TurnResult> {
  const { errorReply } = hooks
  const started = errorReply === undefined ? 0 : performance.now()
  try {
    if (memorySchema !== undefined) turn.admitMemory(memorySchema)
    const run = withHooks(handler, hooks)
    if (interimReply !== undefined && turn.canHold) {
      return runWithInterimReply(turn, run, {
        ...rules, succeed, answer: () => serializeErrorReply(interimReply, rules)
      }).catch(fail)
    }
    const outcome = runHandler(rules.handlerTimeout, turn, run, rules.onLate)
    return outcome instanceof Promise ? outcome.then(succeedOrFail, fail) : succeed(outcome)
  } catch (reason) {
    return fail(reason)
  }

  /** Work is left for later only by a turn whose answer is known to be good. */
  function succeed (outcome: HandlerResult): TurnResult | Promise<TurnResult> {
    const answer = serializeResponse(turn, outcome, rules)
    return turn.deferred === undefined ? answer : turn.commit().then(() => answer, fail)
  }

  function succeedOrFail (outcome: HandlerResult): TurnResult | Promise<TurnResult> {
    try {
      return succeed(outcome)
    } catch (reason) {
      return fail(reason)
    }
  }

  function fail (reason: unknown): TurnResult | Promise<TurnResult> {
    const error = toBotError(reason)
    if (errorReply === undefined) return { error }
    const left = Math.max(ERROR_REPLY_GRACE_MS, rules.handlerTimeout - (performance.now() - started))
    return runErrorReply(error, turn, errorReply, hooks, { ...rules, handlerTimeout: left })
  }
}

async function runErrorReply (
  error: FastifyError, turn: RequestTurn, apology: ErrorReplyHandler, hooks: Hooks, rules: TurnPolicy
): Promise<TurnResult> {
  try {
    const words = await runHandler(
      rules.handlerTimeout, turn, turn => wordsOf(apology(error, turn), turn, hooks), rules.onLate
    )
    return words === undefined ? { error } : { error, ...serializeErrorReply(words, rules) }
  } catch (errorReplyError) {
    return { error, errorReplyError }
  }
}

/** What is said of a failure, as the hooks want it; when nothing is said they are not asked. */
async function wordsOf (
  apology: HandlerResult | PromiseLike<HandlerResult>, turn: Parameters<Handler>[0], hooks: Hooks
): Promise<HandlerResult> {
  const words = await apology
  return words === undefined ? undefined : withReplyHooks(() => words, hooks)(turn)
}
