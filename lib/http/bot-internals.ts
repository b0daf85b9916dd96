import type { FastifyError } from '@fastify/error'
import type { DedupeStore } from '../dedupe/dedupe-store.ts'
import type { Deferral, Deferrals } from '../turn/deferral.ts'
import type { RequestTurn } from '../turn/request-turn.ts'
import type { Report } from './report.ts'

/** Internal extension points of a bot, for the durable entry. Without it the bot does the same alone. */
export interface BotInternals {
  /** Stores work for later. */
  deferrals?: Deferrals
  /** Stores a report of the platform: it is answered 200 when this resolves, 503 when it rejects. */
  takeReport?: (report: Report) => Promise<void>
  /** Remembers what calls were answered; undefined for a bot that runs each call. */
  dedupeStore?: DedupeStore | undefined
  /** Whether `dedupeStore` is the default, which a shared one may replace, and not the app's choice. */
  isDefaultDedupeStore?: boolean
  /** Called with a turn that failed, when it has been answered. Must not throw. */
  onFailure?: (failed: FailedTurn) => void
  /** The routes of the bot, by `RequestTurn.route`: how to run a call of theirs that was recorded. */
  readonly recordedCalls: Map<string, RunRecordedCall>
}

/** A turn that failed. */
export interface FailedTurn {
  readonly turn: RequestTurn
  readonly error: FastifyError
  /** The error reply that was sent; undefined when the caller got the code of the error. */
  readonly answer: string | undefined
}

/**
 * A call that was recorded, to be run again. Headers are not recorded, for they hold credentials. Plain JSON but for
 * the bytes.
 */
export interface RecordedCall {
  /** `RequestTurn.route` */
  readonly route: string
  readonly method: string
  /** Path and query as the caller sent them. */
  readonly url: string
  /** Parameters of the path. */
  readonly params: Readonly<Record<string, string>>
  readonly bytes: Buffer | undefined
}

/** What running a recorded call came to. */
export interface RecordedResult {
  /** What a caller would get. */
  readonly status: number
  readonly body: string
  /** What the turn failed with, whether or not an error reply was made of it. */
  readonly error: FastifyError | undefined
  /** What the turn leaves for later: it was not stored. */
  readonly deferred: readonly Deferral[]
}

/**
 * Runs a recorded call: parsed, validated and dispatched as any other, but without authentication, deduplication and
 * interim reply. Nothing of the app's own request hooks runs. Never rejects.
 *
 * @param handlerTimeout in milliseconds; default: that of the bot
 */
export type RunRecordedCall = (call: RecordedCall, handlerTimeout?: number) => Promise<RecordedResult>
