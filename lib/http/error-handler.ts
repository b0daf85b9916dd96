import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody } from '../../schemas/error-body.ts'
import { FST_BOT_BODY_TOO_LARGE, FST_BOT_INTERNAL, FST_BOT_MEDIA_TYPE, FST_BOT_REFUSED } from '../errors.ts'
import { describeFailure } from './failure.ts'

/** These are in the log already, with the turn they belong to. */
const turnErrors: ReadonlySet<string> = new Set([
  'FST_BOT_SKILL_UNKNOWN', 'FST_BOT_HANDLER_FAILED', 'FST_BOT_DEADLINE', 'FST_BOT_REPLY_INVALID', 'FST_BOT_MEMORY_INVALID', 'FST_BOT_LANGUAGE_INVALID'
])

/** Answers whatever goes wrong on a route of the bot, always in the one shape of an error body. */
export function errorHandler (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = named(thrown, request)
  const { statusCode } = error
  if (!turnErrors.has(error.code)) logRefusal(error, thrown, request)

  const body: ErrorBody = {
    statusCode,
    code: error.code,
    error: STATUS_CODES[statusCode] ?? 'Error',
    ...(statusCode < 500 && { message: error.message }),
    requestId: request.id
  }
  reply.code(statusCode).send(body)
}

type Named = Pick<FastifyError, 'code' | 'message'> & { statusCode: number }

/** What Fastify itself and hooks of the host throw, under a code that tells the caller what to do. */
function named (thrown: unknown, request: FastifyRequest): Named {
  const { code, message = '', statusCode = 500 } = Object(thrown) as Partial<FastifyError>
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new FST_BOT_BODY_TOO_LARGE(request.routeOptions.bodyLimit) as Named
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new FST_BOT_MEDIA_TYPE() as Named
  if (typeof code === 'string' && code.startsWith('FST_')) return { code, message, statusCode }
  const { code: ours } = statusCode < 500 ? new FST_BOT_REFUSED() : new FST_BOT_INTERNAL()
  return { code: ours, message, statusCode }
}

function logRefusal ({ code, statusCode }: Named, thrown: unknown, { log }: FastifyRequest): void {
  if (statusCode < 500) {
    log.info({ code, statusCode }, 'bot webhook: refused')
  } else {
    log.error({ code, statusCode, failure: describeFailure(thrown) }, 'bot webhook: failed')
    log.debug({ err: thrown }, 'bot webhook: what was thrown')
  }
}
