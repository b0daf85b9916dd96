/** A request as it goes out, credentials and all. */
export interface Outgoing {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** An answer whose body is still to be read. */
export interface Incoming {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * How a request reaches a webhook. Follows no redirects; rejects when there is no answer, or when the signal says so.
 */
export type Transport = (request: Outgoing, signal: AbortSignal) => Promise<Incoming>
