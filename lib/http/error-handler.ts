import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody } from '../../schemas/error-body.ts'
import { FST_BOT_INTERNAL, FST_BOT_MEDIA_TYPE, FST_BOT_REQUEST_REJECTED } from '../errors.ts'
import { describeFailure, logThrown } from './failure.ts'

/** These are in the log already, with the turn they belong to. */
const turnErrors: ReadonlySet<string> = new Set([
  'FST_BOT_SKILL_UNKNOWN',
  'FST_BOT_HANDLER_FAILED',
  'FST_BOT_HANDLER_TIMEOUT',
  'FST_BOT_REPLY_INVALID',
  'FST_BOT_MEMORY_INVALID',
  'FST_BOT_MEMORY_MISMATCH',
  'FST_BOT_MEMORY_TOO_LARGE',
  'FST_BOT_LANGUAGE_INVALID'
])

const FASTIFY_CODE = /^FST_[A-Z0-9_]{1,60}$/

/** Answers whatever goes wrong on a route of the bot, always in the one shape of an error body. */
export function errorHandler (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = named(thrown, reply)
  const { statusCode, code, message } = error
  if (!turnErrors.has(code)) logRefusal(error, thrown, request)

  const body: ErrorBody = {
    statusCode,
    code,
    error: STATUS_CODES[statusCode] ?? 'Error',
    ...(statusCode < 500 && { message }),
    requestId: String(request.id)
  }
  // As text: a reply serializer of the host is not asked.
  reply.code(statusCode).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body))
}

interface Named { code: string, message: string, statusCode: number }

/** What Fastify itself and hooks of the host throw, under a code that tells the caller what to do. */
function named (thrown: unknown, reply: FastifyReply): Named {
  try {
    const { code, message } = Object(thrown) as Partial<FastifyError>
    if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new FST_BOT_MEDIA_TYPE() as Named
    const statusCode = statusOf(thrown, reply)
    const ours = statusCode < 500 ? new FST_BOT_REQUEST_REJECTED() : new FST_BOT_INTERNAL()
    return {
      code: typeof code === 'string' && FASTIFY_CODE.test(code) ? code : ours.code,
      message: typeof message === 'string' ? message : ours.message,
      statusCode
    }
  } catch {
    return new FST_BOT_INTERNAL() as Named // it throws when it is looked at
  }
}

/** The status that the error names, or else the one that a hook has set; 500 when neither is the status of an error. */
function statusOf (thrown: unknown, reply: FastifyReply): number {
  const { statusCode, status } = Object(thrown) as { statusCode?: unknown, status?: unknown }
  return [statusCode, status, reply.statusCode].find(isErrorStatus) ?? 500
}

function isErrorStatus (status: unknown): status is number {
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599
}

function logRefusal ({ code, statusCode }: Named, thrown: unknown, { log }: FastifyRequest): void {
  if (statusCode < 500) {
    log.info({ code, statusCode }, 'bot webhook: refused')
  } else {
    log.error({ code, statusCode, failure: describeFailure(thrown) }, 'bot webhook: failed')
    logThrown(log, thrown, 'bot webhook: what was thrown')
  }
}
