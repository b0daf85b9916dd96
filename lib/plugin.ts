import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { WebhookRequestSchema } from '../schemas/webhook.ts'
import type { Bot } from './bot/bot.ts'
import { createScopedBots } from './bot/scoped-bots.ts'
import type { Action, Listeners, BotParts } from './bot/create-bot.ts'
import { FST_BOT_ALREADY_REGISTERED, FST_BOT_DURABLE_MISSING } from './errors.ts'
import { errorsRoute } from './http/errors-route.ts'
import { operationId } from './http/openapi/operation-id.ts'
import { prepareScope } from './http/scope.ts'
import { checkServerLimits } from './http/server-limits.ts'
import { webhookRoute } from './http/webhook-route.ts'
import type { BotInternals } from './http/bot-internals.ts'
import { readBotOptions, type BotWebhookOptions, type BotSettings } from './bot/options.ts'
import { HandlerRegistry } from './bot/handler-registry.ts'
import { createMemoryDedupeStore } from './dedupe/memory-dedupe-store.ts'

/** A webhook action may be called without a body. */
const OptionalCallSchema = Type.Union([WebhookRequestSchema, Type.Null()])

declare module 'fastify' {
  interface FastifyInstance {
    /** The bot of this instance; decorated by fastify-bot-webhook. */
    bot: Bot
  }
}

async function plugin (fastify: FastifyInstance, options: BotWebhookOptions): Promise<void> {
  const settings = readBotOptions(options)
  if (Object.hasOwn(fastify, 'bot')) throw new FST_BOT_ALREADY_REGISTERED()
  warnIfOpen(fastify, settings)
  for (const verifier of new Set([...settings.verifiers, ...settings.errorsVerifiers])) {
    await verifier.prepare?.(fastify.log)
  }

  const registry = new HandlerRegistry()
  const listeners: Listeners = {}
  const internals = createInternals(settings)
  let ready = false
  fastify.addHook('onReady', async () => {
    ready = true
    if (listeners.interimReply !== undefined && internals.deferrals === undefined) {
      throw new FST_BOT_DURABLE_MISSING(`interimReply of ${listeners.interimReply}`)
    }
  })

  fastify.addHook('onListen', async () => { checkServerLimits(fastify, settings.handlerTimeout) })

  await fastify.register(async scope => {
    const addAction = addRoutes(scope, settings, { registry, listeners, internals })
    const botOf = createScopedBots(fastify, {
      registry, listeners, internals, policy: settings, addAction, isReady: () => ready
    })
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
      body: method === 'GET' ? undefined : { schema: WebhookRequestSchema },
      resolve: turn => registry.resolve(turn),
      handlers: () => registry.list()
    })
  }
  scope.register(async errorsScope => {
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

  return ({ route, method, body = OptionalCallSchema, skill }) => {
    webhookRoute(scope, {
      ...common,
      method,
      url: route,
      id: operationId(scope.prefix, method.toLowerCase(), route),
      summary: skill.summary ?? `Answer the action ${route}`,
      body:
        method === 'GET'
          ? undefined
          : { schema: body, ...(body === OptionalCallSchema && { documented: WebhookRequestSchema }) },
      resolve: () => skill,
      handlers: () => [skill]
    })
  }
}

function warnIfOpen ({ log }: FastifyInstance, { verifiers, errorsVerifiers }: BotSettings): void {
  const open = [...(verifiers.length === 0 ? ['auth'] : []), ...(errorsVerifiers.length === 0 ? ['errorsAuth'] : [])]
  if (open.length > 0) log.warn(`bot webhook: ${open.join(' and ')} off: anyone who finds these routes can call them`)
}

/**
 * Answers the webhooks of a Recast.AI / SAP Conversational AI bot, and adds `app.bot` for its handlers. The routes live
 * in a scope of their own, so that nothing of theirs reaches the host's.
 */
export const fastifyBotWebhook = fp(plugin, { name: 'fastify-bot-webhook', fastify: '5.x' })
