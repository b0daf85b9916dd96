import type { Finding } from '../../replies/finding.ts'
import type { FailureDetails } from '../../shared/failure-details.ts'

/** What a call can go wrong by. A closed set; each changes nothing in the conversation. */
export type ProblemKind =
  | 'unreachable' // no answer at all: refused, unknown host, broken connection, bad certificate
  | 'timeout'
  | 'redirect' // never followed
  | 'status' // any other than 2xx
  | 'too-large' // beyond 10 MB: the rest is not read
  | 'empty'
  | 'not-json'
  | 'json-string' // JSON inside a JSON string: "No reply" on the platform
  | 'bad-shape' // JSON, but not what the platform reads
  | 'bad-url' // not sent: the address is none once its variables are filled in
  | 'not-configured' // not sent: a variable of the environment is not set
  | 'unauthorized' // not sent: there is no access token

/** What went wrong with a call. */
export interface Problem {
  readonly kind: ProblemKind
  /** What was wrong and what to do, in a sentence. */
  readonly message: string
}

/** One HTTP call that the local Bot Builder made. Credentials are masked. */
export interface CallRecord {
  /**
   * A webhook action; the same once more, for the sake of chaos; an API action; the call for its access token; or the
   * report of a failed webhook to the errors route.
   */
  readonly purpose: 'webhook' | 'duplicate' | 'api' | 'token' | 'errors'
  readonly request: {
    readonly method: string
    readonly url: string
    /** By lower-case name. */
    readonly headers: Readonly<Record<string, string>>
    /** The JSON value that was sent; undefined for none. */
    readonly body: unknown
  }
  /** Null when none came. */
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** As it came; its beginning only when it was too large. */
    readonly text: string
    /** The text as JSON; undefined when it is none. */
    readonly json: unknown
  } | null
  readonly ms: number
  readonly problem: Problem | null
  /** What the handler failed with: a bot of this package on this machine tells it outside production. */
  readonly failure?: FailureDetails
  /** What the reply lint says of the replies. */
  readonly findings: readonly Finding[]
}
