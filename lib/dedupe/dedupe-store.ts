import type { FastifyError } from '@fastify/error'
import type { TurnResult } from '../turn/dispatch-turn.ts'

/** A call that is told from all others, and known again when it comes twice. */
export interface DedupeCall {
  readonly key: string
  /** Id of its conversation, which may have to be forgotten. */
  readonly conversation: string | undefined
}

/** What a call was answered: a body with status 200, or an error. */
export type CachedResponse = { readonly body: string } | { readonly error: FastifyError }

/** Remembers what calls were answered, so that each is run once. Never throws or rejects. */
export interface DedupeStore {
  /**
   * Claims a call. Nothing when it is the caller's to run, who then ends the claim with `keep` or `release`; else what
   * the call was answered, or a promise of that while it is being run. The claim of a process that died comes to an end.
   */
  acquire: (call: DedupeCall) => CachedResponse | undefined | Promise<CachedResponse | undefined>
  /** Keeps the answer of a call for those who wait for it, and for those who come later. */
  complete: (call: DedupeCall, body: string) => void | Promise<void>
  /** Tells those who wait of a failure, and forgets the call: whoever comes later may try again. */
  fail: (call: DedupeCall, error: FastifyError) => void | Promise<void>
}

/** Runs a call, or gives what the same call was answered before. A call that cannot be told from others is run. */
export function deduplicate (
  call: DedupeCall | undefined, answers: DedupeStore | undefined, run: () => TurnResult | Promise<TurnResult>
): TurnResult | Promise<TurnResult> {
  if (call === undefined || answers === undefined) return run()
  const given = answers.acquire(call)
  return given instanceof Promise
    ? given.then(given => repeat(given) ?? runIt(call, answers))
    : (repeat(given) ?? runIt(call, answers))

  function runIt (call: DedupeCall, answers: DedupeStore): TurnResult | Promise<TurnResult> {
    const taken = run()
    return taken instanceof Promise ? taken.then(taken => settle(taken, call, answers)) : settle(taken, call, answers)
  }
}

function repeat (given: CachedResponse | undefined): TurnResult | undefined {
  return given === undefined ? undefined : { ...given, repeated: true }
}

function settle (taken: TurnResult, call: DedupeCall, answers: DedupeStore): TurnResult | Promise<TurnResult> {
  const { body, error } = taken
  const settled = body === undefined ? answers.fail(call, error as FastifyError) : answers.complete(call, body)
  return settled instanceof Promise ? settled.then(() => taken) : taken
}
