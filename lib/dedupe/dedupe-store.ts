import type { FastifyError } from '@fastify/error'

/** What tells a call from all others. Two calls are the same when all fields but `conversation` are equal. */
export interface DedupeCall {
  /** Who asked: which verifier let the caller in, and under which secret or subject. Empty without auth. */
  readonly caller: string
  readonly host: string
  readonly method: string
  /** Path and query as the caller sent them, before the app rewrites them. */
  readonly url: string
  /** `nlp.uuid` of the body, which names the sentence. */
  readonly uuid: string
  /** The bytes of the body. The buffer is not changed; a store that keeps it for later copies it. */
  readonly body: Buffer
  /** Id of the conversation, for `forget`. */
  readonly conversation: string | undefined
}

/** What a call was answered: a body with status 200, or an error. */
export type CachedResponse = { readonly body: string } | { readonly error: FastifyError }

/**
 * Remembers what calls were answered, so that a call that comes twice is run once. Methods may return a promise. A
 * store that throws, rejects or takes longer than a second is passed over for that call, and the log says so.
 *
 * @example
 * const store: DedupeStore = createMemoryDedupeStore({ ttlMs: 60_000 })
 * await app.register(botWebhook, { auth, deduplicate: store })
 */
export interface DedupeStore {
  /**
   * Claims a call.
   *
   * @returns nothing when the call is claimed: the caller runs it, then calls `complete`, `fail` or `release` once;
   *   else what the call was answered, or a promise of that while it is being run elsewhere. The promise may also
   *   resolve to nothing: then the call is claimed, because whoever had it let go
   */
  acquire: (call: DedupeCall) => CachedResponse | undefined | Promise<CachedResponse | undefined>
  /** Keeps the answer of a claimed call, for those who wait and for those who come later. */
  complete: (call: DedupeCall, body: string) => void | Promise<void>
  /** Gives those who wait the error, and forgets the call: whoever comes later may try again. */
  fail: (call: DedupeCall, error: FastifyError) => void | Promise<void>
  /** Gives a claim back without a result: the next who waits runs the call. */
  release: (call: DedupeCall) => void | Promise<void>
  /** Forgets the answers of a conversation. */
  forget: (conversation: string) => void | Promise<void>
}
