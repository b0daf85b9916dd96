import type { FastifyError } from '@fastify/error'
import { FST_BOT_HANDLER_FAILED } from '../errors.ts'

/** A failure by its code. What a handler returns may throw when it is looked at: a getter, a proxy, a toJSON. */
export function toBotError (reason: unknown): FastifyError {
  return isBotError(reason) ? reason : new FST_BOT_HANDLER_FAILED({ cause: reason })
}

function isBotError (reason: unknown): reason is FastifyError {
  return reason instanceof Error && 'code' in reason && String(reason.code).startsWith('FST_BOT_')
}
