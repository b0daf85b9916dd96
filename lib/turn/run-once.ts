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
type Run = (turn: RequestTurn, handler: TurnHandler, policy: TurnPolicy) => TurnResult | Promise<TurnResult>

/** A turn, and the store that knows whether it was answered before. */
interface DeduplicatedTurn {
  readonly call: DedupeCall
  readonly store: DedupeStore
  readonly turn: RequestTurn
  readonly handler: TurnHandler
  readonly policy: TurnPolicy
  readonly run: Run
}

const SETTLE_TIMEOUT_MS = 1000 // how long a response waits until the store has it

/**
 * Runs a turn, or gives what the same call was answered before. A call that names no sentence is always run. Without a
 * store or a handler that makes it wait, the result is there at once.
 */
export function runOnce (
  turn: RequestTurn, handler: TurnHandler, { dedupeStore: store, policy }: TurnRoute, run: Run
): TurnResult | Promise<TurnResult> {
  const call = store === undefined || !handler.deduplicate ? undefined : createDedupeCall(turn)
  if (store === undefined || call === undefined) return run(turn, handler, policy)
  const deduplicated = { call, store, turn, handler, policy, run }
  const cached = acquire(deduplicated)
  return cached instanceof Promise ? runWhenAcquired(deduplicated, cached) : runAcquired(deduplicated, cached)
}

/** Nothing when no sentence is named: then the same bytes may be meant twice. */
function createDedupeCall ({ nlp: { uuid }, bytes, caller, request, id }: RequestTurn): DedupeCall | undefined {
  if (bytes === undefined || typeof uuid !== 'string' || uuid === '') return undefined
  const { host, method, originalUrl: url } = request
  return { caller, host, method, url, uuid, body: bytes, conversation: id }
}

function acquire (
  { call, store, turn, policy }: DeduplicatedTurn
): CachedResponse | undefined | Promise<CachedResponse | undefined> {
  try {
    const given = store.acquire(call)
    return given !== undefined && 'then' in given ? awaitStore(given, policy.handlerTimeout, turn, policy) : given
  } catch (reason) {
    policy.onStoreFailure(turn, reason)
  }
}

async function runWhenAcquired (
  deduplicated: DeduplicatedTurn, acquiring: Promise<CachedResponse | undefined>
): Promise<TurnResult> {
  return runAcquired(deduplicated, await acquiring)
}

function runAcquired (
  deduplicated: DeduplicatedTurn, cached: CachedResponse | undefined
): TurnResult | Promise<TurnResult> {
  if (cached !== undefined) return repeat(deduplicated, cached)
  const { turn, handler, policy, run } = deduplicated
  const result = run(turn, handler, policy)
  return result instanceof Promise ? settleWhenRun(deduplicated, result) : settle(deduplicated, result)
}

async function settleWhenRun (deduplicated: DeduplicatedTurn, running: Promise<TurnResult>): Promise<TurnResult> {
  return settle(deduplicated, await running)
}

/** Gives the store what came of the turn. A store that fails does not change it. */
function settle (deduplicated: DeduplicatedTurn, result: TurnResult): TurnResult | Promise<TurnResult> {
  const { turn, policy } = deduplicated
  try {
    const settled = settleWith(deduplicated, result)
    if (settled === undefined) return result
    return awaitStore(settled, SETTLE_TIMEOUT_MS, turn, policy).then(() => result)
  } catch (reason) {
    policy.onStoreFailure(turn, reason)
    return result
  }
}

/** A caller who has gone may come again: the next call of the same is run. */
function settleWith ({ store, call, turn }: DeduplicatedTurn, { body, error }: TurnResult): void | Promise<void> {
  if (body !== undefined) return store.complete(call, body)
  return turn.callerGone === undefined ? store.fail(call, error as FastifyError) : store.release(call)
}

/** What a store promises, when it keeps to its time; nothing when it fails. */
async function awaitStore<T> (
  promise: Promise<T>, milliseconds: number, turn: RequestTurn, { onStoreFailure }: TurnPolicy
): Promise<T | undefined> {
  try {
    return await withTimeout(Promise.resolve(promise), milliseconds,
      () => new Error(`no answer within ${milliseconds} ms`))
  } catch (reason) {
    onStoreFailure(turn, reason)
  }
}

/** The answer of before, unless a hook of the scope answers: it may have blocked the user since. */
async function repeat (
  { turn, handler, policy, run }: DeduplicatedTurn, cached: CachedResponse
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
