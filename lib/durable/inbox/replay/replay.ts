import { FST_BOT_INBOX_NO_TURN } from '../../../errors.ts'
import type { BotInternals, RecordedResult } from '../../../http/bot-internals.ts'
import { describeThrown } from '../../../http/describe-thrown.ts'
import type { Deferral } from '../../../turn/deferral.ts'
import type { turnOf } from './turn-of.ts'

/** How a turn went, and how it goes now. */
export interface Replayed {
  readonly then: Answered
  readonly now: Answered & {
    /** What it failed with, also when an error reply was sent; null when it went well. */
    readonly error: ReplayError | null
  }
  /** What the turn would have left for later: it was not stored. */
  readonly deferred: readonly Deferral[]
  /** Whether parts of the call were masked when it was stored, so that it is not the same any more. */
  readonly redacted: boolean
}

/** What a call was answered. */
export interface Answered { readonly status: number, readonly body: string }

export interface ReplayError {
  /** A code of this package. */
  readonly code: string
  readonly name: string
  readonly message: string
  /** Where it was thrown: lines of the app's own code, the innermost first. */
  readonly at: readonly string[]
}

/**
 * Runs a turn again with the call that was stored, within the bot's own timeout. What its handler does elsewhere it
 * does again.
 *
 * @throws FST_BOT_INBOX_NO_TURN when the bot has no such route any more
 */
export async function replay (
  { recordedCalls }: BotInternals, { raw, route, answer, redacted }: Awaited<ReturnType<typeof turnOf>>,
  redact: (text: string) => string
): Promise<Replayed> {
  const { method, url, pattern = '', params = {} } = route
  const run = recordedCalls.get(pattern)
  if (run === undefined) throw new FST_BOT_INBOX_NO_TURN()
  const bytes = raw.length === 0 ? undefined : raw
  const { status, body, error, deferred } = await run({ route: pattern, method, url, params, bytes })
  const now = { status, body, error: describeError(error, redact) }
  return { then: answer, now, deferred, redacted: redacted === true }
}

function describeError (error: RecordedResult['error'], redact: (text: string) => string): ReplayError | null {
  if (error === undefined) return null
  const { name, message, frames } = describeThrown(error.code === 'FST_BOT_HANDLER_FAILED' ? error.cause : error)
  return {
    code: error.code, name, message: redact(message), at: frames.filter(({ own }) => own).map(({ at }) => redact(at))
  }
}
