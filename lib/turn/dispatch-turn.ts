import type { FastifyError } from '@fastify/error'
import { coded } from './to-bot-error.ts'
import { withHooks, withReplyHooks, type Apology, type Hooks } from './hooks.ts'
import { holdOn } from './interim-reply.ts'
import type { LiveTurn } from './request-turn.ts'
import type { MemoryShape } from './memory-schema.ts'
import { apologise, respond, type Answer, type AnswerRules } from './respond.ts'
import { runWithin, type OnLate } from './run-handler.ts'
import type { Handler, Outcome } from './turn.ts'

/** Who takes a turn. */
export interface TurnTaker {
  handler: Handler
  /** What its memory must look like. */
  shape: MemoryShape | undefined
  hooks: Hooks
  /** What is answered when the handler takes too long to be waited for. */
  holding: Outcome
}

/** How a turn is taken. */
export interface TurnRules extends AnswerRules {
  /** How long handler and hooks may take, in milliseconds. */
  deadline: number
  onLate: OnLate
}

/** What came of a turn: a body to send, or none, and then the caller is told of the error by its code. */
export interface Taken extends Partial<Answer> {
  error?: FastifyError
  /** What the apology failed with, when that failed too. */
  apologyError?: unknown
  /** That it is what the same call was answered before, and no handler was run. */
  repeated?: true
}

const APOLOGY_GRACE = 25 // milliseconds: left to an apology when the deadline has passed

/** Takes a turn from its handler to the body of the answer. Never throws or rejects, whatever the handler does. */
export function takeTurn (turn: LiveTurn, { handler, shape, hooks, holding }: TurnTaker, rules: TurnRules): Taken | Promise<Taken> {
  const { apology } = hooks
  const started = apology === undefined ? 0 : performance.now()
  try {
    if (shape !== undefined) turn.admitMemory(shape)
    const run = withHooks(handler, hooks)
    if (holding !== undefined && turn.canHold) return holdOn(turn, run, { ...rules, succeed, answer: () => apologise(holding, rules) }).catch(fail)
    const outcome = runWithin(rules.deadline, turn, run, rules.onLate)
    return outcome instanceof Promise ? outcome.then(succeedOrFail, fail) : succeed(outcome)
  } catch (reason) {
    return fail(reason)
  }

  /** Work is left for later only by a turn whose answer is known to be good. */
  function succeed (outcome: Outcome): Taken | Promise<Taken> {
    const answer = respond(turn, outcome, rules)
    return turn.deferred === undefined ? answer : turn.commit().then(() => answer, fail)
  }

  function succeedOrFail (outcome: Outcome): Taken | Promise<Taken> {
    try {
      return succeed(outcome)
    } catch (reason) {
      return fail(reason)
    }
  }

  function fail (reason: unknown): Taken | Promise<Taken> {
    const error = coded(reason)
    if (apology === undefined) return { error }
    const left = Math.max(APOLOGY_GRACE, rules.deadline - (performance.now() - started))
    return apologiseFor(error, turn, apology, hooks, { ...rules, deadline: left })
  }
}

async function apologiseFor (error: FastifyError, turn: LiveTurn, apology: Apology, hooks: Hooks, rules: TurnRules): Promise<Taken> {
  try {
    const words = await runWithin(rules.deadline, turn, turn => wordsOf(apology(error, turn), turn, hooks), rules.onLate)
    return words === undefined ? { error } : { error, ...apologise(words, rules) }
  } catch (apologyError) {
    return { error, apologyError }
  }
}

/** What is said of a failure, as the hooks want it; when nothing is said they are not asked. */
async function wordsOf (apology: Outcome | PromiseLike<Outcome>, turn: Parameters<Handler>[0], hooks: Hooks): Promise<Outcome> {
  const words = await apology
  return words === undefined ? undefined : withReplyHooks(() => words, hooks)(turn)
}
