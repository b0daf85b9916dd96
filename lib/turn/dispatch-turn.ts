import { FST_BOT_SKILL_UNKNOWN } from '../errors.ts'
import { runOnce } from './run-once.ts'
import { runErrorReply } from './error-reply.ts'
import { withHooks } from './hooks.ts'
import { runWithInterimReply } from './interim-reply.ts'
import type { RequestTurn } from './request-turn.ts'
import { serializeResponse } from './respond.ts'
import { runHandler } from './run-handler.ts'
import { toBotError } from './to-bot-error.ts'
import { traceTurn } from './trace-turn.ts'
import type { HandlerResult } from './turn.ts'
import type { TurnHandler, TurnPolicy, TurnResult, TurnRoute } from './turn-handler.ts'

/**
 * Answers a turn that has been authenticated, parsed and validated: finds its handler, gives the answer of the same
 * call when there is one, else runs the handler. Never rejects, whatever handler and hooks do.
 */
export function dispatchTurn (turn: RequestTurn, route: TurnRoute): TurnResult | Promise<TurnResult> {
  const handler = route.resolve(turn)
  return traceTurn(turn, route.prefix, handler, () => {
    if ('nearest' in handler) return { error: new FST_BOT_SKILL_UNKNOWN(), nearest: handler.nearest }
    return runOnce(turn, handler, route, runTurn)
  })
}

/** Runs a turn to its end. A promise is made for what waits only: each costs as much as the rest of a short turn. */
function runTurn (turn: RequestTurn, handler: TurnHandler, policy: TurnPolicy): TurnResult | Promise<TurnResult> {
  const startedAt = performance.now()
  try {
    const result = startTurn(turn, handler, policy)
    if (result instanceof Promise) return endTurn(result, turn, handler, policy, startedAt)
    turn.end()
    return result
  } catch (reason) {
    return endTurn(Promise.reject(reason), turn, handler, policy, startedAt)
  }
}

/** Loads the memory, runs hooks and handler, and makes the response. */
function startTurn (turn: RequestTurn, handler: TurnHandler, policy: TurnPolicy): TurnResult | Promise<TurnResult> {
  if (handler.memorySchema !== undefined) turn.loadMemory(handler.memorySchema)
  if (handler.interimReply !== undefined && turn.canHold) return runWithInterimReply(turn, handler, policy, respond)
  const run = withHooks(handler.handler, handler.scope.hooks)
  const result = runHandler(turn, policy.handlerTimeout, run, policy.onLate)
  return result instanceof Promise ? respondLater(turn, result, policy) : respond(turn, result, policy)
}

async function respondLater (
  turn: RequestTurn, running: Promise<HandlerResult>, policy: TurnPolicy
): Promise<TurnResult> {
  return respond(turn, await running, policy)
}

/** Waits for a turn, and makes the error reply when it fails. */
async function endTurn (
  running: Promise<TurnResult>, turn: RequestTurn, handler: TurnHandler, policy: TurnPolicy, startedAt: number
): Promise<TurnResult> {
  const result = await running.catch(reason =>
    runErrorReply(toBotError(reason), turn, handler.scope.hooks, policy, startedAt))
  turn.end()
  return result
}

/** Work is left for later only by a turn whose response is known to be good. */
function respond (turn: RequestTurn, result: HandlerResult, policy: TurnPolicy): TurnResult | Promise<TurnResult> {
  const response = serializeResponse(turn, result, policy)
  return turn.deferred === undefined ? response : turn.commit().then(() => response)
}
