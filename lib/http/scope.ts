import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FST_BOT_MEDIA_TYPE } from '../errors.ts'
import { parseBody } from './body-parser.ts'
import { errorHandler } from './error-handler.ts'
import { ignoreConditions } from './ignore-conditions.ts'
import { rejectMultipleHosts } from './reject-multiple-hosts.ts'
import { prepareRequestState, setBytes } from './request-state.ts'
import { readBody } from './read-body.ts'
import { validatorCompiler } from './validator.ts'

/** Makes a scope read, check and refuse as this package promises, whatever the host does in its own. */
export function prepareScope (scope: FastifyInstance, bodyLimit: number): void {
  scope.setErrorHandler(errorHandler)
  scope.addHook('onRequest', rejectMultipleHosts)
  scope.addHook('onRequest', ignoreConditions)
  scope.setValidatorCompiler(validatorCompiler)
  scope.setSerializerCompiler(() => JSON.stringify)
  prepareRequestState(scope)
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', (request, payload, done) => {
    readJson(request, payload, bodyLimit, done)
  })
  scope.addContentTypeParser('*', (request, payload, done) => {
    if (request.headers['content-type'] !== undefined) done(new FST_BOT_MEDIA_TYPE())
    else readJson(request, payload, bodyLimit, done) // a call that does not say what it sends
  })
}

function readJson (
  request: FastifyRequest,
  payload: IncomingMessage,
  bodyLimit: number,
  done: (error: Error | null, body?: unknown) => void
): void {
  readBody(payload, request.raw, bodyLimit, (error, bytes) => {
    if (bytes === undefined) return done(error)
    setBytes(request, bytes)
    let body: unknown
    try {
      body = parseBody(bytes)
    } catch (reason) {
      return done(reason as Error)
    }
    done(null, body)
  })
}
