import type { IncomingHttpHeaders } from 'node:http'

/** Decides whether a caller is the platform. Made by `basic()`, `bearer()` or `header()`. */
export interface Verifier {
  /** Whether the headers carry one of the accepted secrets. Takes the same time whichever it is, and when it is none. */
  verify (headers: IncomingHttpHeaders): boolean
  /** What a refused caller is told to send: one challenge of `WWW-Authenticate`. */
  readonly challenge: string
  /** Name and Security Scheme Object in an OpenAPI document. */
  readonly scheme: readonly [name: string, definition: Readonly<Record<string, string>>]
}
