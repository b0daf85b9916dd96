import type { FastifyError } from '@fastify/error'
import { FST_BOT_HANDLER_FAILED } from '../errors.ts'
import { writesInfo } from '../shared/writes-info.ts'
import type { RequestTurn } from '../turn/request-turn.ts'
import { messageForLog } from '../turn/message-for-log.ts'
import { describeOutcome, type TurnResult } from '../turn/turn-handler.ts'
import { describeFailure, logFailure } from './failure.ts'

const MAX_FINDINGS = 20

/**
 * One line for each turn: conversation, skill, outcome and time. No words of anybody.
 *
 * @param ms how long the turn took
 */
export function logTurn (turn: RequestTurn, ms: number, result: TurnResult): void {
  const { error, nearest, repeated } = result
  const { log } = turn.request
  const isFailure = error !== undefined && repeated !== true
  if (!isFailure && !writesInfo(log)) return
  const line = { ...turn.logLabel, outcome: describeOutcome(result), ms: Math.round(ms) }
  if (!isFailure) log.info(line, 'bot turn')
  else if (nearest !== undefined) log.warn({ ...line, nearest }, 'bot turn: no handler for this skill, and no fallback')
  else logFailedTurn(turn, line, error, result.errorReplyError)
}

function logFailedTurn (turn: RequestTurn, line: object, error: FastifyError, errorReplyError: unknown): void {
  const { request: { log }, logLabel } = turn
  if (error instanceof FST_BOT_HANDLER_FAILED) {
    const thrown = causeOf(error)
    const withPlace = { ...line, failure: describeFailure(thrown) }
    logFailure(log, { level: 'error', line: withPlace, message: 'bot turn: the handler threw', thrown })
  } else {
    logFailure(log, { level: 'error', line, message: `bot turn: ${messageForLog(error)}`, thrown: error })
  }
  if (errorReplyError === undefined) return
  const thrown = causeOf(errorReplyError)
  const withPlace = { ...logLabel, failure: describeFailure(thrown) }
  logFailure(log, { level: 'error', line: withPlace, message: 'bot turn: the error reply failed too', thrown })
}

/** What the developer's code threw, which the plugin wraps in an error of its own. */
function causeOf (error: unknown): unknown {
  return error instanceof FST_BOT_HANDLER_FAILED ? error.cause : error
}

/** What arrives otherwise than it was meant, and a memory that will soon be too large. */
export function logWarnings (turn: RequestTurn, { findings = [], memoryBytes }: TurnResult, memoryLimit: number): void {
  const { log } = turn.request
  if (findings.length > 0) {
    const listed = findings
      .slice(0, MAX_FINDINGS)
      .map(({ code, severity, path, channels }) => ({ code, severity, path, channels }))
    log.warn({ ...turn.logLabel, findings: listed }, 'bot turn: some channels will not show these replies as intended')
  }
  if (memoryBytes !== undefined) {
    log.warn({ ...turn.logLabel, memoryBytes, memoryLimit }, 'bot turn: the memory is near its limit')
  }
}

/** A handler that came to an end after its timeout: nobody waits for the result any more. */
export function logLate (turn: RequestTurn, failure?: { reason: unknown }): void {
  const { request: { log }, logLabel } = turn
  const message = 'bot turn: a result came after the timeout and was dropped'
  if (failure === undefined) {
    log.warn(logLabel, message)
    return
  }
  const { reason } = failure
  logFailure(log, {
    level: 'warn', line: { ...logLabel, failure: describeFailure(reason) }, message, thrown: reason
  })
}

/** A dedupe store that failed: the call is run without it. */
export function logStoreFailure ({ request: { log }, logLabel }: RequestTurn, reason: unknown): void {
  logFailure(log, {
    level: 'warn',
    line: { ...logLabel, failure: describeFailure(reason) },
    message: 'bot turn: the dedupe store failed: a call that comes twice may run twice',
    thrown: reason
  })
}
