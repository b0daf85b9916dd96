import type { FastifyError } from '@fastify/error'
import type { Deferrals } from '../turn/deferral.ts'
import type { RequestTurn } from '../turn/request-turn.ts'
import type { DedupeStore } from '../dedupe/dedupe-store.ts'
import type { Report } from './errors-route.ts'

/** Where another entry of this package takes part in what a bot does. Without one the bot does the same alone. */
export interface BotInternals {
  /** Keeps work for later. */
  deferrals?: Deferrals
  /** Keeps a report of the platform: it is answered 200 when this resolves, 503 when it rejects. */
  takeReport?: (report: Report) => Promise<void>
  /** Remembers what calls were answered: from the start those of this process, but for a bot that is not to. */
  dedupeStore?: DedupeStore
  /** Hears of a turn that failed, when it has been answered. Must not throw. */
  onFailure?: (failed: FailedTurn) => void
}

/** A turn that failed. */
export interface FailedTurn {
  readonly turn: RequestTurn
  readonly error: FastifyError
  /** The apology that was sent; undefined when the caller got the code of the error. */
  readonly answer: string | undefined
  /** The bytes of the call; undefined when it had none. */
  readonly raw: Buffer | undefined
}
