import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { openSession } from '../builder/session.ts'
import { apiRoutes } from './api.ts'
import { connectorRoute } from './connector.ts'
import { openConversation } from './conversation.ts'
import { keepConversations } from './conversations.ts'
import { eventRoute } from './events.ts'
import { readPageFiles, type PageFile } from './files.ts'
import { readOptions, type PlaygroundOptions } from './options.ts'
import { checkHost, checkOrigin } from './same-origin.ts'
import { securityHeaders } from './security-headers.ts'
import { createMarkdown } from './shown/markdown.ts'
import { validatorCompiler } from './validator.ts'

const BODY_LIMIT = 1_048_576 // bytes: a memory to be set

async function plugin (fastify: FastifyInstance, options: PlaygroundOptions): Promise<void> {
  const { prefix, hosts, connectorToken, isToken, mostConversations, idleTimeout, conversation } = readOptions(options, process.env.NODE_ENV)
  await openSession(conversation) // what is wrong with the bot file or an option is told now
  const files = await readPageFiles()
  const markdown = await createMarkdown()
  const conversations = keepConversations(() => openConversation(conversation), { most: mostConversations, idle: idleTimeout })
  const sweeping = setInterval(() => conversations.sweep(), idleTimeout).unref()
  fastify.addHook('onClose', async () => { clearInterval(sweeping) })

  await fastify.register(async scope => {
    prepareScope(scope, hosts)
    pageRoutes(scope, prefix, files)
    await scope.register(async api => {
      api.addHook('onRequest', async request => { checkOrigin(request) })
      apiRoutes(api, { conversations, options: conversation, markdown, token: connectorToken })
      eventRoute(api, conversations)
    })
    await scope.register(async connector => { connectorRoute(connector, isToken, id => conversations.find(({ session }) => session.state.id === id)?.session) })
  }, { prefix })
}

/** Nothing of the host's parsers, validators and error handlers is used, and nothing leaks into them. */
function prepareScope (scope: FastifyInstance, hosts: readonly string[]): void {
  scope.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    checkHost(request, hosts)
  })
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: BODY_LIMIT }, scope.getDefaultJsonParser('ignore', 'ignore')) // a memory may have any key
  scope.setValidatorCompiler(validatorCompiler)
  scope.setSerializerCompiler(() => JSON.stringify)
  scope.setErrorHandler<FastifyError>((error, request, reply) => {
    const workshop = error.code?.startsWith('FST_BOT_') && error.statusCode === 500 // codes that a program would fail with are for whoever looks at the page
    const statusCode = workshop ? 422 : error.statusCode ?? 500
    if (statusCode === 500) request.log.error(error, 'playground')
    return reply.code(statusCode).send({ statusCode, error: STATUS_CODES[statusCode], code: error.code, message: error.message })
  })
}

function pageRoutes (scope: FastifyInstance, prefix: string, files: ReadonlyMap<string, PageFile>): void {
  const schema = { hide: true }
  if (prefix !== '') scope.get('', { schema }, async (_request, reply) => reply.redirect(`${prefix}/`))
  scope.get('/', { schema, prefixTrailingSlash: 'slash' }, async (_request, reply) => sendFile('index.html', reply))
  for (const name of files.keys()) scope.get(`/page/${name}`, { schema }, async (_request, reply) => sendFile(name, reply))

  function sendFile (name: string, reply: { type: (type: string) => { send: (content: Buffer) => unknown } }): unknown {
    const { type, content } = files.get(name) as PageFile
    return reply.type(type).send(content)
  }
}

/**
 * A page to talk to a bot with, for development: what the user sees, and beside it the calls, the memory, what was
 * understood, and what other channels would make of it. It calls the webhook as the platform would.
 */
export const playground = fp(plugin, { name: 'fastify-bot-webhook-playground', fastify: '5.x' })
