import { tracingChannel } from 'node:diagnostics_channel'
import type { RequestTurn } from './request-turn.ts'
import { describeOutcome, type TurnHandler, type TurnResult, type Unhandled } from './turn-handler.ts'

/**
 * A turn on the tracing channel `fastify-bot-webhook:turn`: one object from its start to its end. It says what the log
 * says, and holds neither turn nor error, for both lead to what people wrote.
 */
export interface TurnTrace {
  /** The request's id, as in the log and in the body of an error. */
  readonly requestId: string
  /** The conversation's id, at most 100 characters of it. */
  readonly conversation: string | undefined
  /** The skill that the caller names, at most 100 characters of it. It may be any text: count by `handler`. */
  readonly skill: string | undefined
  /** Where the bot is mounted; empty without a prefix. */
  readonly prefix: string
  /**
   * What the app registered, such as `skill get-weather`, `action GET /order/:id` or `fallback`; `none` when nothing
   * fits.
   */
  readonly handler: string
  /** `replied`, `repeated` when the same call was answered before, or the code of the error; known at the end. */
  outcome: string | undefined
  /**
   * Milliseconds from the start to the end, with fractions; known at the end. Reading the call and sending the answer
   * are not in it.
   */
  ms: number | undefined
}

const turns = tracingChannel<unknown, TurnTrace>('fastify-bot-webhook:turn')

/**
 * Runs a turn and publishes it, when somebody listens. `start` comes before the handler, and what is bound to it is
 * bound for all that the handler does; `end` when the first part has run, up to where it waits; `asyncEnd` always,
 * once, when the turn is over, and before that `error` when it failed.
 */
export function traceTurn (
  turn: RequestTurn, prefix: string, handler: TurnHandler | Unhandled, run: () => TurnResult | Promise<TurnResult>
): TurnResult | Promise<TurnResult> {
  return turns.hasSubscribers ? publishTurn(turn, prefix, handler, run) : run()
}

async function publishTurn (
  turn: RequestTurn, prefix: string, handler: TurnHandler | Unhandled, run: () => TurnResult | Promise<TurnResult>
): Promise<TurnResult> {
  const trace = createTrace(turn, prefix, handler)
  const startedAt = performance.now()
  const running = turns.start.runStores(trace, run)
  turns.end.publish(trace)
  const result = await running
  trace.outcome = describeOutcome(result)
  trace.ms = performance.now() - startedAt
  if (result.error !== undefined) turns.error.publish(trace)
  turns.asyncStart.publish(trace)
  turns.asyncEnd.publish(trace)
  return result
}

function createTrace (turn: RequestTurn, prefix: string, handler: TurnHandler | Unhandled): TurnTrace {
  const { conversation, skill } = turn.logLabel
  return {
    requestId: String(turn.request.id),
    conversation,
    skill,
    prefix,
    handler: 'nearest' in handler ? 'none' : handler.name,
    outcome: undefined,
    ms: undefined
  }
}
