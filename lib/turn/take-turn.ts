import type { FastifyError } from '@fastify/error'
import { FST_BOT_HANDLER_FAILED } from '../errors.ts'
import { withHooks, withReplyHooks, type Apology, type Hooks } from './hooks.ts'
import type { LiveTurn } from './live-turn.ts'
import type { MemoryShape } from './memory-shape.ts'
import { apologise, respond, type Answer, type AnswerRules } from './respond.ts'
import { runWithin, type OnLate } from './run-within.ts'
import type { Handler, Outcome } from './turn.ts'

/** Who takes a turn. */
export interface TurnTaker {
  handler: Handler
  /** What its memory must look like. */
  shape: MemoryShape | undefined
  hooks: Hooks
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
}

const APOLOGY_GRACE = 25 // milliseconds: left to an apology when the deadline has passed

/** Takes a turn from its handler to the body of the answer. Never throws or rejects, whatever the handler does. */
export function takeTurn (turn: LiveTurn, { handler, shape, hooks }: TurnTaker, rules: TurnRules): Taken | Promise<Taken> {
  const { apology } = hooks
  const started = apology === undefined ? 0 : performance.now()
  try {
    if (shape !== undefined) turn.admitMemory(shape)
    const outcome = runWithin(rules.deadline, turn, withHooks(handler, hooks), rules.onLate)
    if (!(outcome instanceof Promise)) return respond(turn, outcome, rules)
    return outcome.then(outcome => respond(turn, outcome, rules)).catch(fail)
  } catch (reason) {
    return fail(reason)
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

/** What a handler returns may throw when it is looked at: a getter, a proxy, a toJSON. */
function coded (reason: unknown): FastifyError {
  return isBotError(reason) ? reason : new FST_BOT_HANDLER_FAILED({ cause: reason })
}

function isBotError (reason: unknown): reason is FastifyError {
  return reason instanceof Error && 'code' in reason && String(reason.code).startsWith('FST_BOT_')
}
