import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { FST_BOT_MEDIA_TYPE } from '../errors.ts'
import { parseBody } from './body-parser.ts'
import { errorHandler } from './error-handler.ts'
import { readBody } from './read-body.ts'
import { validatorCompiler } from './validator.ts'

/** Makes a scope read, check and refuse as this package promises, whatever the host does in its own. */
export function prepareScope (scope: FastifyInstance, bodyLimit: number): void {
  scope.setErrorHandler(errorHandler)
  scope.setValidatorCompiler(validatorCompiler)
  scope.setSerializerCompiler(() => JSON.stringify)
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', ({ headers }, payload, done) => { readJson(headers, payload, bodyLimit, done) })
  scope.addContentTypeParser('*', ({ headers }, payload, done) => {
    if (headers['content-type'] !== undefined) done(new FST_BOT_MEDIA_TYPE())
    else readJson(headers, payload, bodyLimit, done) // a call that does not say what it sends
  })
}

function readJson (headers: IncomingMessage['headers'], payload: IncomingMessage, bodyLimit: number, done: (error: Error | null, body?: unknown) => void): void {
  readBody(payload, headers['content-length'], bodyLimit, (error, bytes) => {
    if (bytes === undefined) return done(error)
    let body: unknown
    try {
      body = parseBody(bytes)
    } catch (reason) {
      return done(reason as Error)
    }
    done(null, body)
  })
}
