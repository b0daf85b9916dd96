import type { FastifyReply } from 'fastify'
import type { Unhandled } from '../bot/registered-handler.ts'
import type { RequestTurn } from '../turn/request-turn.ts'
import { messageForLog } from '../turn/message-for-log.ts'
import type { TurnResult } from '../turn/dispatch-turn.ts'
import { describeFailure, logThrown } from './failure.ts'

/** One line for each turn: which conversation and skill, what came of it, how long it took. No words of anybody. */
export function logTurn (turn: RequestTurn, { elapsedTime }: FastifyReply, taken: TurnResult): void {
  const { error, errorReplyError, repeated } = taken
  const { log } = turn.request
  if ((error === undefined || repeated) && log.info === log.trace) return // levels that are not written share one empty function
  const { conversation, skill } = turn.label
  const line = { conversation, skill, outcome: describeOutcome(taken), ms: Math.round(elapsedTime) }
  if (error === undefined || repeated) {
    log.info(line, 'bot turn')
    return
  }
  if (error.code === 'FST_BOT_HANDLER_FAILED') { log.error({ ...line, failure: describeFailure(error.cause) }, 'bot turn: the handler threw') } else log.error(line, `bot turn: ${messageForLog(error)}`)
  logThrown(log, error, 'bot turn: what went wrong')

  if (errorReplyError !== undefined) {
    log.error({ ...turn.label, failure: describeFailure(errorReplyError) }, 'bot turn: the error reply failed too')
    logThrown(log, errorReplyError, 'bot turn: what the error reply threw')
  }
}

/** What came of a turn, in one word. */
export function describeOutcome ({ error, repeated }: TurnResult): string {
  return repeated ? 'repeated' : error?.code ?? 'replied'
}

const MOST_FINDINGS = 20

/** What arrives otherwise than it was meant, and a memory that will soon be too large. */
export function logWarnings (turn: RequestTurn, { findings = [], memoryBytes }: TurnResult, memoryLimit: number): void {
  const { log } = turn.request
  if (findings.length > 0) {
    const told = findings
      .slice(0, MOST_FINDINGS)
      .map(({ code, severity, path, channels }) => ({ code, severity, path, channels }))
    log.warn({ ...turn.label, findings: told }, 'bot turn: replies that do not arrive everywhere as they were meant')
  }
  if (memoryBytes !== undefined) {
    log.warn({ ...turn.label, memoryBytes, memoryLimit }, 'bot turn: the memory is near its limit')
  }
}

/** A call for a skill that nobody handles, with the names that may have been meant. */
export function logUnknownSkill (turn: RequestTurn, { elapsedTime }: FastifyReply, { nearest }: Unhandled): void {
  turn.request.log.warn({
    ...turn.label, outcome: 'FST_BOT_SKILL_UNKNOWN', nearest, ms: Math.round(elapsedTime)
  }, 'bot turn: no handler for this skill, and no fallback')
}

/** A handler that came to an end after its deadline: nobody waits for the result any more. */
export function logLate (turn: RequestTurn, failure?: { reason: unknown }): void {
  const { log } = turn.request
  log.warn({
    ...turn.label, ...(failure && { failure: describeFailure(failure.reason) })
  }, 'bot turn: a result came after the deadline and was dropped')
  if (failure !== undefined) logThrown(log, failure.reason, 'bot turn: what came too late')
}
