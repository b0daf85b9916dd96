import type { IncomingHttpHeaders } from 'node:http'

/** Where a verifier tells what the operator must know, such as that it cannot reach what it needs. */
export interface VerifierLog {
  warn: (details: object, message: string) => void
}

/**
 * Whether a caller is let in. `true` says yes to somebody, `{ caller }` says yes and names the caller, and anything
 * else is a no. Callers of different names do not get each other's cached answers. The name is no secret.
 */
export type Verification = boolean | { readonly caller: string }

/** Decides whether a caller is the platform. Made by `basic()`, `bearer()`, `header()` or `jwt()`. */
export interface Verifier {
  /**
   * Whether the headers carry what lets a caller in. Where that is a secret, it takes the same time whichever it is,
   * and when it is none. A promise is waited for.
   */
  verify (headers: IncomingHttpHeaders): Verification | Promise<Verification>
  /** What must be done before the first call. Awaited when the plugin is registered, which fails with it. */
  prepare? (log: VerifierLog): Promise<void>
  /** What a refused caller is told to send: one challenge of `WWW-Authenticate`. */
  readonly challenge: string
  /** Name and Security Scheme Object in an OpenAPI document. */
  readonly scheme: readonly [name: string, definition: Readonly<Record<string, unknown>>]
  /** The scopes that an OAuth 2 scheme asks for. */
  readonly scopes?: readonly string[]
}
