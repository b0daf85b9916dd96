import type { FastifyInstance } from 'fastify'
import { FST_BOT_MEDIA_TYPE } from '../errors.ts'
import { parseBody } from './body-parser.ts'
import { errorHandler } from './error-handler.ts'
import { validatorCompiler } from './validator.ts'

/** Makes a scope read, check and refuse as this package promises, whatever the host does in its own. */
export function prepareScope (scope: FastifyInstance): void {
  scope.setErrorHandler(errorHandler)
  scope.setValidatorCompiler(validatorCompiler)
  scope.setSerializerCompiler(() => JSON.stringify)
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, parseBody(body as Buffer))
  })
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    if (headers['content-type'] !== undefined) throw new FST_BOT_MEDIA_TYPE()
    done(null, parseBody(body as Buffer)) // a call that does not say what it sends
  })
}
