import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { openSession } from '../platform/session/session.ts'
import { FST_BOT_PLAYGROUND_REJECTED } from '../errors.ts'
import { announcePage, WITHOUT_TOKEN } from '../web/announce-page.ts'
import { readPageFiles } from '../web/files.ts'
import { pageRoutes, preparePageScope } from '../web/scope.ts'
import { securityHeaders } from '../web/security-headers.ts'
import { apiRoutes } from './api.ts'
import { connectorRoute } from './connector.ts'
import { openConversation } from './conversation.ts'
import { keepConversations } from './conversations.ts'
import { eventRoute } from './events.ts'
import { PLAYGROUND_USE } from './packages.ts'
import { readPlaygroundOptions, type PlaygroundOptions } from './options.ts'
import { checkCaller, checkOrigin } from './same-origin.ts'
import { createSkillsPainter } from './view/skills-picture.ts'
import { createMarkdown } from '../platform/reply-view/markdown.ts'

const BODY_LIMIT = 1_048_576 // bytes

/**
 * The pictures that a bot sends come from anywhere, so they may be https or part of the message, as in the platform's
 * web client, whose pages are https; nothing is told to whom they come from.
 */
const PICTURES = 'https: data:'

async function plugin (fastify: FastifyInstance, options: PlaygroundOptions): Promise<void> {
  const {
    prefix, hosts, token, onAddress, connectorToken, isToken, mostConversations, idleTimeout, program, conversation
  } = readPlaygroundOptions(options)
  await openSession(conversation) // what is wrong with the bot file or an option is told now
  const files = await readPageFiles('playground/page', PLAYGROUND_USE)
  const markdown = await createMarkdown(PLAYGROUND_USE)
  const drawSkills = await createSkillsPainter(PLAYGROUND_USE)
  const conversations = keepConversations(() => openConversation(conversation), {
    most: mostConversations, idle: idleTimeout
  })
  program?.onReload(async () => { await Promise.allSettled(conversations.all().map(({ reload }) => reload())) })
  const sweeping = setInterval(() => conversations.sweep(), idleTimeout).unref()
  fastify.addHook('onClose', async () => { clearInterval(sweeping) })

  const pageToken = announcePage(fastify, { name: 'playground', prefix, token, onAddress })
  await fastify.register(async scope => {
    preparePageScope(scope, {
      headers: securityHeaders(PICTURES),
      bodyLimit: BODY_LIMIT,
      check: request => { checkCaller(request, hosts) },
      name: 'playground'
    })
    await scope.register(async page => {
      page.addHook('onRequest', async (request, reply) => {
        if (!pageToken.isAllowed(request, reply)) throw new FST_BOT_PLAYGROUND_REJECTED(WITHOUT_TOKEN)
      })
      pageRoutes(page, prefix, files)
      await page.register(async api => {
        api.addHook('onRequest', async request => { checkOrigin(request) })
        apiRoutes(api, { conversations, options: conversation, markdown, drawSkills, token: connectorToken, program })
        eventRoute(api, conversations)
      })
    })
    await scope.register(async connector => {
      connectorRoute(connector, isToken, id => conversations.find(({ session }) => session.state.id === id)?.session)
    })
  }, { prefix, logLevel: 'warn' }) // what the page asks for is no news of the bot
}

/**
 * A page to talk to a bot with, for development: what the user sees, and beside it the calls, the memory, what was
 * understood, and what other channels would make of it. It calls the webhook as the platform would.
 */
export const playground = fp(plugin, { name: 'fastify-bot-webhook-playground', fastify: '5.x' })
