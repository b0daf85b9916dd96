import type { FastifyError } from '@fastify/error'
import {
  FST_BOT_CONVERSATION_UNKNOWN,
  FST_BOT_DURABLE_MISSING,
  FST_BOT_HANDLER_FAILED,
  FST_BOT_JOB_INPUT_INVALID,
  FST_BOT_JOB_UNKNOWN,
  FST_BOT_REPLY_INVALID
} from '../errors.ts'

/** What a handler meets when it uses this package wrongly: place and cure are in words of this package. */
const MISUSE_ERRORS = [
  FST_BOT_REPLY_INVALID,
  FST_BOT_DURABLE_MISSING,
  FST_BOT_CONVERSATION_UNKNOWN,
  FST_BOT_JOB_UNKNOWN,
  FST_BOT_JOB_INPUT_INVALID
]

/** What a handler threw, as a coded error. Whatever it is may throw again when it is looked at. */
export function toHandlerError (reason: unknown): FastifyError {
  return isMisuseError(reason) ? reason : new FST_BOT_HANDLER_FAILED({ cause: reason })
}

function isMisuseError (reason: unknown): reason is FastifyError {
  try {
    return MISUSE_ERRORS.some(Misuse => reason instanceof Misuse)
  } catch {
    return false
  }
}

/**
 * A failure of the turn by its code. What a handler returns may throw when it is looked at: a getter, a proxy, a
 * toJSON.
 */
export function toBotError (reason: unknown): FastifyError {
  return isBotError(reason) ? reason : new FST_BOT_HANDLER_FAILED({ cause: reason })
}

function isBotError (reason: unknown): reason is FastifyError {
  try {
    return reason instanceof Error && 'code' in reason && String(reason.code).startsWith('FST_BOT_')
  } catch {
    return false
  }
}
