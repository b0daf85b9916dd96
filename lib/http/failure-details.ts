import type { FastifyError } from '@fastify/error'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  encodeFailureDetails, FAILURE_HEADER, hasToolToken, TOOL_HEADER, type FailureDetails
} from '../shared/failure-details.ts'
import { isProduction } from '../shared/is-production.ts'
import type { TurnHandler, Unhandled } from '../turn/turn-handler.ts'
import { callerOf, describeThrown } from './describe-thrown.ts'

const LOOPBACK = /^(::ffff:)?127\.|^::1$/

/** A turn that failed, as far as its developer is told of it. */
export interface FailedAnswer {
  /** Finds the handler again, so it is called only when a tool asks. */
  readonly findHandler: () => TurnHandler | Unhandled
  readonly error: FastifyError
  /** Registered names that the skill of the call may have been meant to be. */
  readonly nearest?: readonly string[] | undefined
  readonly errorReply: boolean
}

/**
 * Tells a tool of this package, in a header, what a turn failed with: only on the same machine, to the same user, and
 * never in production. Everybody else gets what callers always get.
 */
export function addFailureDetails (request: FastifyRequest, reply: FastifyReply, failed: FailedAnswer): void {
  const given = request.headers[TOOL_HEADER]
  if (typeof given !== 'string' || isProduction()) return
  if (!LOOPBACK.test(String(request.socket.remoteAddress)) || !hasToolToken(given, request.socket.localPort)) return
  reply.header(FAILURE_HEADER, encodeFailureDetails(detailsOf(failed)))
}

function detailsOf ({ findHandler, error, nearest = [], errorReply }: FailedAnswer): FailureDetails {
  const found = findHandler()
  const { name: handler, registration } = 'nearest' in found ? { name: 'none', registration: undefined } : found
  const { code } = error
  const meant = nearest.length === 0 ? '' : `; registered: ${nearest.join(', ')}`
  const thrown = code === 'FST_BOT_HANDLER_FAILED' ? describeThrown(error.cause) : null
  const message = thrown === null ? error.message + meant : `${handler} threw ${thrown.name}: ${thrown.message}`
  const registeredAt = registration === undefined ? null : callerOf(registration)
  return { code, handler, registeredAt, message: message + cureOf(code), thrown, errorReply }
}

/** For errors whose message does not say what to do. */
function cureOf (code: string): string {
  switch (code) {
    case 'FST_BOT_HANDLER_TIMEOUT':
      return ': it waits for something that never comes; hand turn.signal to what it waits for, or raise handlerTimeout'
    case 'FST_BOT_SKILL_UNKNOWN':
      return ': register one with app.bot.skill(), or app.bot.fallback() for all others'
    case 'FST_BOT_MEMORY_MISMATCH':
      return '; correct what writes that key, or choose onInvalidMemory'
    default:
      return ''
  }
}
