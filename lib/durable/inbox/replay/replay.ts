import { FST_BOT_INBOX_NO_TURN } from '../../../errors.ts'
import type { BotInternals } from '../../../http/bot-internals.ts'
import type { Deferral } from '../../../turn/deferral.ts'
import type { turnOf } from './turn-of.ts'

/** How a turn went, and how it goes now. */
export interface Replayed {
  readonly then: Answered
  readonly now: Answered
  /** What the turn would have left for later: it was not stored. */
  readonly deferred: readonly Deferral[]
  /** Whether parts of the call were masked when it was stored, so that it is not the same any more. */
  readonly redacted: boolean
}

/** What a call was answered. */
export interface Answered { readonly status: number, readonly body: string }

/**
 * Runs a turn again with the call that was stored, within the bot's own timeout. What its handler does elsewhere it
 * does again.
 *
 * @throws FST_BOT_INBOX_NO_TURN when the bot has no such route any more
 */
export async function replay (
  { recordedCalls }: BotInternals, { raw, route, answer, redacted }: Awaited<ReturnType<typeof turnOf>>
): Promise<Replayed> {
  const { method, url, pattern = '', params = {} } = route
  const run = recordedCalls.get(pattern)
  if (run === undefined) throw new FST_BOT_INBOX_NO_TURN()
  const bytes = raw.length === 0 ? undefined : raw
  const { status, body, deferred } = await run({ route: pattern, method, url, params, bytes })
  return { then: answer, now: { status, body }, deferred, redacted: redacted === true }
}
