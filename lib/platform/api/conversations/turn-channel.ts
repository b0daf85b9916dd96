import { tracingChannel } from 'node:diagnostics_channel'

/**
 * A turn of a served bot as published on the tracing channel `fastify-bot-webhook:platform-turn`: one object from its
 * start to its end. It holds nothing that people wrote.
 */
export interface PlatformTurnTrace {
  /** Name of the bot. */
  readonly bot: string
  readonly conversation: string
  /** Where the sentence came from: the runtime API, or the webchat channel. */
  readonly source: 'dialog' | 'converse' | 'webchat'
  /** The skill that ran; null when none did. Known at the end. */
  skill: string | null
  /** `replied`, or `failed` when the turn could not be taken or stored. Known at the end. */
  outcome: 'replied' | 'failed' | undefined
  /** Replies that were sent. Known at the end. */
  messages: number
  /** Milliseconds, with fractions; waiting for an earlier turn of the conversation is not in it. Known at the end. */
  ms: number | undefined
}

const turns = tracingChannel<unknown, PlatformTurnTrace>('fastify-bot-webhook:platform-turn')

/** Takes a turn and tells of it. What the turn comes to is not told: it holds what people wrote. */
export function traceTurn<T> (
  about: Pick<PlatformTurnTrace, 'bot' | 'conversation' | 'source'>, take: (trace: PlatformTurnTrace) => Promise<T>
): Promise<T> {
  const trace: PlatformTurnTrace = { ...about, skill: null, outcome: undefined, messages: 0, ms: undefined }
  const started = performance.now()
  const taken = turns.start.runStores(trace, async () => {
    try {
      const result = await take(trace)
      trace.outcome = 'replied'
      return result
    } finally {
      trace.outcome ??= 'failed'
      trace.ms = performance.now() - started
      if (trace.outcome === 'failed') turns.error.publish(trace)
      turns.asyncStart.publish(trace)
      turns.asyncEnd.publish(trace)
    }
  })
  turns.end.publish(trace)
  return taken
}
