import { STATUS_CODES } from 'node:http'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type {
  FastifyError, FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaCompiler
} from 'fastify'
import type { PageFile } from './files.ts'

export interface PageScope {
  /** Of every answer. */
  headers: Record<string, string>
  /** Largest body, in bytes. */
  bodyLimit: number
  /** Throws for a request that is refused. */
  check: (request: FastifyRequest, reply: FastifyReply) => void
  /** In the log. */
  name: string
}

/** Nothing of the host's parsers, validators and error handlers is used, and nothing leaks into them. */
export function preparePageScope (scope: FastifyInstance, { headers, bodyLimit, check, name }: PageScope): void {
  scope.addHook('onRequest', async (request, reply) => {
    reply.headers(headers)
    check(request, reply)
  })
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/json', { parseAs: 'string', bodyLimit }, scope.getDefaultJsonParser('ignore', 'ignore')
  ) // a memory may have any key
  scope.setValidatorCompiler(validatorCompiler)
  scope.setSerializerCompiler(() => JSON.stringify)
  scope.setErrorHandler<FastifyError>((error, request, reply) => {
    // codes that a program would fail with are for whoever looks at the page
    const ours = error.code?.startsWith('FST_BOT_') && error.statusCode === 500
    const statusCode = ours ? 422 : error.statusCode ?? 500
    if (statusCode === 500) request.log.error(error, name)
    return reply
      .code(statusCode)
      .send({ statusCode, error: STATUS_CODES[statusCode], code: error.code, message: error.message })
  })
}

/** Checks what comes as it is: nothing is converted, filled in or taken away. */
const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema }) => value => {
  const [first] = Value.Errors(schema, value)
  return first === undefined ? { value } : { error: new Error(`${first.path} ${first.message}`) }
}

/** The page, with and without a slash at the end, and its files. */
export function pageRoutes (scope: FastifyInstance, prefix: string, files: ReadonlyMap<string, PageFile>): void {
  const schema = { hide: true }
  if (prefix !== '') scope.get('', { schema }, async (_request, reply) => reply.redirect(`${prefix}/`))
  scope.get('/', { schema, prefixTrailingSlash: 'slash' }, async (_request, reply) => sendFile('index.html', reply))
  for (const name of files.keys()) {
    scope.get(`/page/${name}`, { schema }, async (_request, reply) => sendFile(name, reply))
  }

  function sendFile (name: string, reply: { type: (type: string) => { send: (content: Buffer) => unknown } }): unknown {
    const { type, content } = files.get(name) as PageFile
    return reply.type(type).send(content)
  }
}
