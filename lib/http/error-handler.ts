import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody } from '../../schemas/error-body.ts'
import { FST_BOT_INTERNAL, FST_BOT_MEDIA_TYPE, FST_BOT_REQUEST_REJECTED } from '../errors.ts'
import { closeConnection } from './close-connection.ts'
import { describeFailure, logFailure } from './failure.ts'

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

const CODE = /^[A-Z][A-Z0-9_]{1,60}$/ // an error may have anything as its code, words of users too

/** Answers whatever goes wrong on a route of the bot, always in the one shape of an error body. */
export function errorHandler (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const body = createErrorBody(thrown, request, reply.statusCode)
  if (!turnErrors.has(body.code)) logRefusal(body, thrown, request)
  if (body.code === 'FST_BOT_BODY_TOO_LARGE') closeConnection(reply, request.raw)
  // As text: a reply serializer of the host is not asked.
  reply.code(body.statusCode).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body))
}

/**
 * The body for an error. What the app itself threw keeps its status and code.
 *
 * @param status what a hook has set on the reply
 */
export function createErrorBody (thrown: unknown, request: FastifyRequest, status?: number): ErrorBody {
  const { statusCode, code, message } = describeError(thrown, status)
  return {
    statusCode,
    code,
    error: STATUS_CODES[statusCode] ?? 'Error',
    ...(statusCode < 500 && { message }),
    requestId: String(request.id)
  }
}

interface ErrorDescription { code: string, message: string, statusCode: number }

function describeError (thrown: unknown, status: unknown): ErrorDescription {
  try {
    const { code, message, statusCode, status: ownStatus } =
      Object(thrown) as Partial<FastifyError & { status: unknown }>
    if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new FST_BOT_MEDIA_TYPE() as ErrorDescription
    const known = [statusCode, ownStatus, status].find(isErrorStatus)
    const standIn = known === undefined || known >= 500 ? new FST_BOT_INTERNAL() : new FST_BOT_REQUEST_REJECTED()
    return {
      code: typeof code === 'string' && CODE.test(code) ? code : codeOf(known) ?? standIn.code,
      message: typeof message === 'string' ? message : standIn.message,
      statusCode: known ?? 500
    }
  } catch {
    return new FST_BOT_INTERNAL() as ErrorDescription // it throws when it is looked at
  }
}

/** A code for an error that the app threw without one, such as `TOO_MANY_REQUESTS`: it is no failure of the bot. */
function codeOf (status: number | undefined): string | undefined {
  if (status === undefined || status === 400 || status === 500) return undefined
  return STATUS_CODES[status]?.toUpperCase().replace(/[^A-Z]+/g, '_')
}

function isErrorStatus (status: unknown): status is number {
  return Number.isInteger(status) && (status as number) >= 400 && (status as number) <= 599
}

function logRefusal ({ code, statusCode }: ErrorBody, thrown: unknown, { log }: FastifyRequest): void {
  if (statusCode < 500) {
    log.info({ code, statusCode }, 'bot webhook: refused')
  } else {
    const line = { code, statusCode, failure: describeFailure(thrown) }
    logFailure(log, { level: 'error', line, message: 'bot webhook: failed', thrown })
  }
}
