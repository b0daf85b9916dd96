import { STATUS_CODES } from 'node:http'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import { answer, bodyValidator, httpError, setBodyParsers, setPlatformErrors } from './answer.ts'
import { conversationRoutes } from './connector/conversations.ts'
import { respondByUrl } from './connector/outbound.ts'
import { createPolls } from './connector/polls.ts'
import { completePreferences } from './connector/preferences.ts'
import { pushRoutes } from './connector/push.ts'
import { webchatRoutes } from './connector/webchat.ts'
import { createConversations } from './conversations/conversations.ts'
import { openConversationStore } from './conversations/open-store.ts'
import { oauthRoute } from './oauth.ts'
import { readPlatformOptions, type PlatformOptions } from './options.ts'
import { converseRoutes } from './runtime/converse.ts'
import { datasetRoutes } from './runtime/dataset.ts'
import { dialogRoute } from './runtime/dialog.ts'
import { requestRoutes } from './runtime/request.ts'
import { stateRoutes } from './runtime/states.ts'
import { loadServedBot } from './served-bot.ts'
import { acceptTrailingSlashes } from './trailing-slashes.ts'
import { createOAuth, createRequestCheck, webchatTokenOf, type RequestCheck } from './tokens.ts'
import { createShow, webclientRoutes } from './webclient/routes.ts'

const BODY_LIMIT = 1024 * 1024 // bytes: the Bot Connector's own
const USE = { packages: ['@fastify/cors', '@fastify/rate-limit'], production: true }
const CORS_HEADERS = ['authorization', 'content-type', 'x-token', 'x-uuid']
const LEFT_OVER_MS = 5000 // between two looks for inputs whose process has died
const MAX_SWEEP_MS = 60_000

async function plugin (fastify: FastifyInstance, options: PlatformOptions): Promise<void> {
  const settings = readPlatformOptions(options)
  const { token, name, origins, idleTimeout, rateLimit } = settings
  const bot = await loadServedBot(settings.bot)
  const store = await openConversationStore(settings.store,
    { name, log: fastify.log, maxConversations: settings.maxConversations })
  const respond = settings.outboundUrl === undefined ? undefined : respondByUrl(settings.outboundUrl, fastify.log)
  const conversations = createConversations({ name, bot, store, log: fastify.log, respond })
  const polls = createPolls(store)
  const oauth = createOAuth(token)

  const timers = [
    setInterval(() => { background(conversations.answerLeftOver()) }, LEFT_OVER_MS).unref(),
    setInterval(() => { background(store.removeIdle(Date.now() - idleTimeout)) },
      Math.min(idleTimeout, MAX_SWEEP_MS)).unref()
  ]
  let isClosing = false
  fastify.addHook('preClose', async () => { // a server that is being closed waits for its answers
    isClosing = true
    polls.close()
  })
  fastify.addHook('onClose', async () => {
    for (const timer of timers) clearInterval(timer)
    await conversations.settled()
    await store.close()
  })

  await fastify.register(async scope => {
    setBodyParsers(scope, BODY_LIMIT)
    scope.setValidatorCompiler(bodyValidator)
    scope.setSerializerCompiler(() => JSON.stringify)
    // a server that is being closed waits for connections that are kept alive, too
    scope.addHook('onSend', async (_request, reply) => { if (isClosing) reply.header('connection', 'close') })
    // from an OpenAPI document of the app
    scope.addHook('onRoute', route => { route.schema = { ...route.schema, hide: true } })
    if (origins.length > 0) {
      const cors = await importOptionalPackage<{ default: typeof import('@fastify/cors').default }>('@fastify/cors',
        { ...USE, what: 'the option origins' })
      await scope.register(cors.default, {
        origin: origins.includes('*') ? '*' : [...origins],
        methods: ['GET', 'POST', 'PUT', 'DELETE'],
        allowedHeaders: CORS_HEADERS,
        maxAge: 600
      })
    }
    if (rateLimit !== false) {
      const limiter = await importOptionalPackage<{
        default: typeof import('@fastify/rate-limit').default
      }>('@fastify/rate-limit', { ...USE, what: 'the option rateLimit' })
      await scope.register(limiter.default, {
        max: rateLimit,
        timeWindow: '1 minute',
        errorResponseBuilder: (_request, { after }) => httpError(429, `${STATUS_CODES[429]}: try again in ${after}`)
      })
    }
    setPlatformErrors(scope)
    acceptTrailingSlashes(scope)

    scope.get('/health', async (_request, reply) => {
      const isUp = await store.ping().then(() => true, () => false)
      return reply.code(isUp ? 200 : 503).send(answer({ status: isUp ? 'up' : 'store unavailable' }))
    })
    oauthRoute(scope, token, oauth.issue)

    await scope.register(async programs => {
      programs.addHook('onRequest', authenticate(createRequestCheck(token, 'token', oauth.isIssued)))
      dialogRoute(programs, conversations)
      stateRoutes(programs, conversations)
      requestRoutes(programs, bot)
      converseRoutes(programs, conversations)
      datasetRoutes(programs, bot.file)
      await programs.register(async connector => {
        pushRoutes(connector, conversations)
        conversationRoutes(connector, conversations, store)
      }, { prefix: '/connect/v1' })
    })

    if (settings.webchat !== undefined) {
      const { channelId, token: given, preferences } = settings.webchat
      const webchatToken = given ?? webchatTokenOf(token, name)
      const complete = completePreferences(preferences,
        { name: bot.file.name, language: bot.file.languages[0] as string })
      const show = await createShow()
      await scope.register(async webchat => {
        webchat.addHook('onRequest', authenticate(createRequestCheck(webchatToken, 'webchat.token')))
        webchatRoutes(webchat, { channelId, preferences: complete, conversations, store, polls, show })
      }, { prefix: '/connect/v1/webhook' })
      await scope.register(async pages => {
        await webclientRoutes(pages,
          { channelId, token: webchatToken, title: bot.file.name, demo: settings.demo })
      })
    }
  }, { prefix: settings.prefix })

  function background (work: Promise<unknown>): void {
    work.catch(error => {
      fastify.log.warn({ failure: error.message },
        'bot platform: the store does not answer; it is tried again')
    })
  }
}

function authenticate (isAllowed: RequestCheck) {
  return async ({ headers }: { headers: Parameters<RequestCheck>[0] }): Promise<void> => {
    if (!isAllowed(headers)) throw httpError(401, 'Request can not be processed without authentication')
  }
}

/**
 * Serves a bot file to the clients of the platform: its runtime API, the Bot Connector with the webchat channel, and a
 * web client for pages.
 */
export const platform = fp(async (fastify: FastifyInstance, options: PlatformOptions) => {
  await plugin(fastify, options)
}, { name: 'fastify-bot-webhook-platform', fastify: '5.x' })
