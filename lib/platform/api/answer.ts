import { STATUS_CODES } from 'node:http'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyError, FastifyInstance, FastifySchemaCompiler } from 'fastify'
import { isDeeperThan } from '../../shared/json/json-depth.ts'
import { MAX_BODY_DEPTH } from '../../shared/limits.ts'

/** Every answer of the platform has these two; `results` is null in one that tells of an error. */
export interface PlatformAnswer<R> { results: R, message: string }

export function answer<R> (results: R, message = 'OK'): PlatformAnswer<R> {
  return { results, message }
}

/** An error that the client is told of. */
export function httpError (statusCode: number, message: string): Error & { statusCode: number } {
  return Object.assign(new Error(message), { statusCode })
}

/** Errors in the platform's form. What went wrong inside is in the log only. */
export function setPlatformErrors (scope: FastifyInstance): void {
  scope.setErrorHandler<FastifyError>((error, request, reply) => {
    const { statusCode = 500, message } = error
    if (statusCode >= 500) request.log.error(error, 'bot platform')
    return reply.code(statusCode).send(answer(null, statusCode === 500 ? 'Internal server error' : message))
  })
  scope.setNotFoundHandler((request, reply) => reply.code(404)
    .send(answer(null, `${STATUS_CODES[404]}: there is no ${request.method} ${request.url.split('?')[0]}`)))
}

/** Checks what comes as it is, and says what is wrong with it, and where. */
export const bodyValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => value => {
  const [first] = Value.Errors(schema, value)
  return first === undefined ? { value } : { error: httpError(400, `${httpPart}${first.path}: ${first.message}`) }
}

/**
 * Bodies are JSON, whatever they are said to be, for clients of the platform say all kinds of things; or a form. One
 * that is not there is undefined.
 */
export function setBodyParsers (scope: FastifyInstance, bodyLimit: number): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit },
    async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)))
  scope.addContentTypeParser('multipart/form-data', async () => {
    throw httpError(415, 'Files and speech are not taken: send JSON with the text')
  })
  scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, async (_request: unknown, body: string) => {
    if (body.trim() === '') return undefined
    const value = parse(body)
    if (isDeeperThan(value,
      MAX_BODY_DEPTH)) throw httpError(400, `The body is nested deeper than ${MAX_BODY_DEPTH} levels`)
    return value
  })
}

function parse (body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    throw httpError(400, `The body is not valid JSON: ${(error as Error).message}`)
  }
}
