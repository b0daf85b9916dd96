import { tracingChannel } from 'node:diagnostics_channel'
import type { RegisteredHandler, Unhandled } from '../bot/registered-handler.ts'
import type { RequestTurn } from '../turn/request-turn.ts'
import type { TurnResult } from '../turn/dispatch-turn.ts'
import { describeOutcome } from './log.ts'

/**
 * A turn as it is told on the tracing channel `fastify-bot-webhook:turn`: one object from its start to its end. It says
 * what the log says, and holds neither turn nor error, for both lead to what people wrote.
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
  /** What the app registered, such as `skill get-weather`, `action GET /order/:id` or `fallback`; `none` when nothing fits. */
  readonly handler: string
  /** `replied`, `repeated` when the same call was answered before, or the code of the error; known at the end. */
  outcome: string | undefined
  /** Milliseconds from the start to the end, with fractions; known at the end. Reading the call and sending the answer are not in it. */
  ms: number | undefined
}

/** Who takes a turn, and at which bot. */
export interface TracedTurn {
  skill: RegisteredHandler | Unhandled
  prefix: string
}

const turns = tracingChannel<unknown, TurnTrace>('fastify-bot-webhook:turn')

/**
 * Takes a turn and tells of it, if anybody listens. `start` comes before the handler, and what is bound to it is bound
 * for all that the handler does; `end` when it has returned, maybe a promise; `asyncEnd` always, once, when the turn is
 * over, and before that `error` when it failed.
 */
export function traceTurn (
  turn: RequestTurn, observation: TracedTurn, take: () => TurnResult | Promise<TurnResult>
): TurnResult | Promise<TurnResult> {
  if (!turns.hasSubscribers) return take()

  const told = describe(turn, observation)
  const started = performance.now()
  const taken = turns.start.runStores(told, take)
  turns.end.publish(told)
  return taken instanceof Promise ? taken.then(tellEnd) : tellEnd(taken)

  function tellEnd (taken: TurnResult): TurnResult {
    told.outcome = describeOutcome(taken)
    told.ms = performance.now() - started
    if (taken.error !== undefined) turns.error.publish(told)
    turns.asyncStart.publish(told)
    turns.asyncEnd.publish(told)
    return taken
  }
}

function describe (turn: RequestTurn, { skill, prefix }: TracedTurn): TurnTrace {
  const { conversation, skill: named } = turn.label
  const handler = 'nearest' in skill ? 'none' : skill.name
  return {
    requestId: String(turn.request.id), conversation, skill: named, prefix, handler, outcome: undefined, ms: undefined
  }
}
