import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { WebhookRequestSchema } from '../schemas/webhook.ts'
import type { Bot } from './bot/bot.ts'
import { createScopedBots } from './bot/scoped-bots.ts'
import { openDefinition } from './bot/create-bot.ts'
import type { Action, BotParts } from './bot/handler-methods.ts'
import { FST_BOT_ALREADY_REGISTERED, FST_BOT_DECORATOR_TAKEN, FST_BOT_DURABLE_MISSING } from './errors.ts'
import { errorsRoute } from './http/errors-route.ts'
import { operationId } from './http/openapi/operation-id.ts'
import { prepareScope } from './http/scope.ts'
import { checkServerLimits } from './http/server-limits.ts'
import { webhookRoute } from './http/webhook-route.ts'
import type { BotInternals } from './http/bot-internals.ts'
import { readBotOptions, type BotWebhookOptions, type BotSettings } from './bot/options.ts'
import { createMemoryDedupeStore } from './dedupe/memory-dedupe-store.ts'

/** A webhook action may be called without a body. */
const OptionalCallSchema = Type.Union([WebhookRequestSchema, Type.Null()])

declare module 'fastify' {
  interface FastifyInstance {
    /** The bot of this instance; decorated by fastify-bot-webhook. */
    bot: Bot
  }
}

/** The instances that have a bot of this package. */
const hosts = new WeakSet<FastifyInstance>()

async function plugin (fastify: FastifyInstance, options: BotWebhookOptions): Promise<void> {
  const settings = readBotOptions(options)
  if (Object.hasOwn(fastify, 'bot')) {
    throw hosts.has(fastify) ? new FST_BOT_ALREADY_REGISTERED() : new FST_BOT_DECORATOR_TAKEN()
  }
  hosts.add(fastify)
  warnIfOpen(fastify, settings)
  for (const verifier of new Set([...settings.verifiers, ...settings.errorsVerifiers])) {
    await verifier.prepare?.(fastify.log)
  }

  const { registry, listeners, scope: rootScope, actions } = openDefinition(settings.bot)
  const internals = createInternals(settings)
  let ready = false
  fastify.addHook('onReady', async () => {
    ready = true
    if (listeners.interimReply !== undefined && internals.deferrals === undefined) {
      throw new FST_BOT_DURABLE_MISSING(`interimReply of ${listeners.interimReply}`)
    }
  })

  fastify.addHook('onListen', async () => { checkServerLimits(fastify, settings.handlerTimeout) })

  await fastify.register(async function botRoutes (scope) {
    const addAction = addRoutes(scope, settings, { registry, listeners, internals })
    const botOf = createScopedBots(fastify, {
      registry, listeners, internals, policy: settings, addAction, isReady: () => ready
    }, rootScope)
    for (const action of actions) addAction(action)
    fastify.decorate('bot', { getter () { return botOf(this) } })
  }, settings.registration)
}

function createInternals ({ deduplicate }: BotSettings): BotInternals {
  return {
    dedupeStore: deduplicate === false ? undefined : deduplicate ?? createMemoryDedupeStore(),
    isDefaultDedupeStore: deduplicate === undefined,
    recordedCalls: new Map()
  }
}

/** The routes of a bot; returns how to add one for an action. */
function addRoutes (
  scope: FastifyInstance,
  settings: BotSettings,
  { registry, listeners, internals }: Pick<BotParts, 'registry' | 'listeners' | 'internals'>
): (action: Action) => void {
  const {
    verifiers, errorsVerifiers, path, errorsPath, methods, handlerTimeout, bodyLimit, memoryLimit, targets, repair
  } = settings
  const tag = scope.prefix === '' ? 'bot' : `bot ${scope.prefix}`
  const common = { tag, verifiers, bodyLimit, policy: { handlerTimeout, memoryLimit, targets, repair }, internals }

  prepareScope(scope, bodyLimit)
  for (const method of methods) {
    webhookRoute(scope, {
      ...common,
      method,
      url: path,
      id: operationId(scope.prefix, ...(methods.length === 1 ? [] : [method.toLowerCase()]), 'answerTurn'),
      summary: 'Answer one turn of a conversation',
      body: method === 'GET' ? undefined : { schema: WebhookRequestSchema, isCustom: false },
      resolve: turn => registry.resolve(turn),
      handlers: () => registry.list()
    })
  }
  scope.register(async function botErrorsRoute (errorsScope) {
    errorsRoute(errorsScope, {
      url: errorsPath,
      bodyLimit,
      id: operationId(scope.prefix, 'takeReport'),
      tag,
      verifiers: errorsVerifiers,
      onReport: () => listeners.onReport,
      internals
    })
  })

  return ({ route, method, body, schema, preHandler, config, constraints, skill }) => {
    webhookRoute(scope, {
      ...common,
      method,
      url: route,
      id: operationId(scope.prefix, method.toLowerCase(), route),
      summary: skill.summary ?? `Answer the action ${route}`,
      body:
        method === 'GET'
          ? undefined
          : { schema: body ?? OptionalCallSchema, isCustom: body !== undefined },
      parts: schema,
      routeOptions: {
        ...(preHandler && { preHandler }), ...(config && { config }), ...(constraints && { constraints })
      },
      resolve: () => skill,
      handlers: () => [skill]
    })
  }
}

function warnIfOpen ({ log }: FastifyInstance, { verifiers, errorsVerifiers }: BotSettings): void {
  const open = [...(verifiers.length === 0 ? ['auth'] : []), ...(errorsVerifiers.length === 0 ? ['errorsAuth'] : [])]
  if (open.length > 0) log.warn(`bot webhook: ${open.join(' and ')} off: anyone who finds these routes can call them`)
}

/** The instance is not typed: to compare two of them costs a compiler ten times as much as a bot. */
type BotWebhookPlugin = (instance: any, options: BotWebhookOptions) => Promise<void>

/**
 * Answers the webhooks of a Recast.AI / SAP Conversational AI bot, and adds `app.bot` for its handlers. The routes live
 * in a scope of their own, so that nothing of theirs reaches the host's.
 */
export const fastifyBotWebhook: BotWebhookPlugin = fp(plugin, { name: 'fastify-bot-webhook', fastify: '5.x' })
