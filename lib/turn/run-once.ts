import type { FastifyError } from '@fastify/error'
import type { CachedResponse, DedupeCall, DedupeStore } from '../dedupe/dedupe-store.ts'
import { withTimeout } from '../shared/timeout.ts'
import { runErrorReply } from './error-reply.ts'
import { runTurnHooks } from './hooks.ts'
import type { RequestTurn } from './request-turn.ts'
import { runHandler } from './run-handler.ts'
import { toBotError } from './to-bot-error.ts'
import type { TurnHandler, TurnPolicy, TurnResult, TurnRoute } from './turn-handler.ts'

/** Runs a handler, and makes the response. */
type Run = (turn: RequestTurn, handler: TurnHandler, policy: TurnPolicy) => Promise<TurnResult>

const SETTLE_TIMEOUT_MS = 1000 // how long a response waits until the store has it

/** Runs a turn, or gives what the same call was answered before. A call that names no sentence is always run. */
export function runOnce (
  turn: RequestTurn, handler: TurnHandler, { dedupeStore: store, policy }: TurnRoute, run: Run
): Promise<TurnResult> {
  const call = store === undefined || !handler.deduplicate ? undefined : createDedupeCall(turn)
  return store === undefined || call === undefined
    ? run(turn, handler, policy)
    : runDeduplicated(call, store, turn, handler, policy, run)
}

async function runDeduplicated (
  call: DedupeCall, store: DedupeStore, turn: RequestTurn, handler: TurnHandler, policy: TurnPolicy, run: Run
): Promise<TurnResult> {
  const cached = await acquire(store, call, turn, policy)
  if (cached !== undefined) return repeat(cached, turn, handler, policy, run)
  const result = await run(turn, handler, policy)
  await settle(store, call, result, turn, policy)
  return result
}

/** Nothing when no sentence is named: then the same bytes may be meant twice. */
function createDedupeCall ({ nlp: { uuid }, bytes, caller, request, id }: RequestTurn): DedupeCall | undefined {
  if (bytes === undefined || typeof uuid !== 'string' || uuid === '') return undefined
  const { host, method, originalUrl: url } = request
  return { caller, host, method, url, uuid, body: bytes, conversation: id }
}

async function acquire (
  store: DedupeStore, call: DedupeCall, turn: RequestTurn, { handlerTimeout, onStoreFailure }: TurnPolicy
): Promise<CachedResponse | undefined> {
  try {
    const given = store.acquire(call)
    if (given === undefined || !('then' in given)) return given
    return await withTimeout(Promise.resolve(given), handlerTimeout,
      () => new Error(`no answer within ${handlerTimeout} ms`))
  } catch (reason) {
    onStoreFailure(turn, reason)
  }
}

async function settle (
  store: DedupeStore, call: DedupeCall, { body, error }: TurnResult, turn: RequestTurn, { onStoreFailure }: TurnPolicy
): Promise<void> {
  try {
    const settled = settleWith(store, call, turn, body, error)
    if (settled === undefined) return
    await withTimeout(Promise.resolve(settled), SETTLE_TIMEOUT_MS,
      () => new Error(`no answer within ${SETTLE_TIMEOUT_MS} ms`))
  } catch (reason) {
    onStoreFailure(turn, reason)
  }
}

/** A caller who has gone may come again: the next call of the same is run. */
function settleWith (
  store: DedupeStore, call: DedupeCall, {
    callerGone
  }: RequestTurn, body: string | undefined, error: FastifyError | undefined
): void | Promise<void> {
  if (body !== undefined) return store.complete(call, body)
  return callerGone === undefined ? store.fail(call, error as FastifyError) : store.release(call)
}

/** The answer of before, unless a hook of the scope answers: it may have blocked the user since. */
async function repeat (
  cached: CachedResponse, turn: RequestTurn, handler: TurnHandler, policy: TurnPolicy, run: Run
): Promise<TurnResult> {
  const { hooks } = handler.scope
  if (hooks.onTurn.length === 0) return { ...cached, repeated: true }
  const startedAt = performance.now()
  try {
    if (handler.memorySchema !== undefined) turn.loadMemory(handler.memorySchema)
    const result = await runHandler(turn, policy.handlerTimeout, () => runTurnHooks(hooks.onTurn, turn), policy.onLate)
    if (result === undefined) return { ...cached, repeated: true }
    return await run(turn, { ...handler, handler: () => result, scope: { hooks: { ...hooks, onTurn: [] } } }, policy)
  } catch (reason) {
    return runErrorReply(toBotError(reason), turn, hooks, policy, startedAt)
  }
}
