import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { WebhookRequestSchema, type WebhookRequest, type WebhookResponse } from '../../schemas/webhook.ts'
import { FST_BOT_BODY_INVALID } from '../errors.ts'
import { shortenPointer } from '../shared/json/json-pointer.ts'
import { compileSchemaCheck, type SchemaCheck } from '../shared/schema-check.ts'
import { cloneJson } from '../turn/clone.ts'
import { dispatchTurn } from '../turn/dispatch-turn.ts'
import { RequestTurn } from '../turn/request-turn.ts'
import type { StandaloneBot } from './bot.ts'
import { HandlerRegistry } from './handler-registry.ts'
import { createHandlerMethods, type Action, type Listeners } from './handler-methods.ts'
import { HookScope } from './hook-scope.ts'
import type { RegisteredHandler } from './registered-handler.ts'

/** What a bot that was made before its app consists of. */
export interface BotDefinition {
  registry: HandlerRegistry
  listeners: Listeners
  scope: HookScope
  actions: Action[]
  /** Whether an app has it, so that nothing can be added any more. */
  isRegistered: boolean
}

const definitions = new WeakMap<object, BotDefinition>()

/**
 * Makes a bot before its app. Register it with the option `bot`; several apps may have the same one.
 *
 * @example
 * const bot = createBot()
 * bot.skill('small-talk', () => 'Roger that')
 * app.register(botWebhook, { bot, auth: bearer(process.env.BOT_TOKEN) })
 */
export function createBot (): StandaloneBot {
  const definition: BotDefinition = {
    registry: new HandlerRegistry(), listeners: {}, scope: new HookScope(), actions: [], isRegistered: false
  }
  const { registry, listeners, scope, actions } = definition
  const methods = createHandlerMethods({
    registry, listeners, addAction: action => { actions.push(action) }, isReady: () => definition.isRegistered
  }, scope)
  const bot: StandaloneBot = { ...methods, answer: body => answer(registry, body) }
  definitions.set(bot, definition)
  return bot
}

export function isStandaloneBot (value: unknown): value is StandaloneBot {
  return typeof value === 'object' && value !== null && definitions.has(value)
}

/** What a bot has when an app registers it: a copy, to which the app may add. An empty one without a bot. */
export function openDefinition (bot: StandaloneBot | undefined): Omit<BotDefinition, 'isRegistered'> {
  const scope = new HookScope()
  const definition = bot === undefined ? undefined : definitions.get(bot)
  if (definition === undefined) return { registry: new HandlerRegistry(), listeners: {}, scope, actions: [] }
  definition.isRegistered = true
  scope.addAll(definition.scope)
  const inScope = (handler: RegisteredHandler): RegisteredHandler => ({ ...handler, scope })
  return {
    registry: definition.registry.copy(inScope),
    listeners: { ...definition.listeners },
    scope,
    actions: definition.actions.map(action => ({ ...action, skill: inScope(action.skill) }))
  }
}

const nothing = (): void => {}

const POLICY = {
  handlerTimeout: 8000, memoryLimit: 192 * 1024, targets: [], repair: true, onLate: nothing, onStoreFailure: nothing
}

let checkBody: SchemaCheck | undefined // compiled for the first call: few programs make one

async function answer (registry: HandlerRegistry, given: WebhookRequest): Promise<WebhookResponse> {
  checkBody ??= compileSchemaCheck(WebhookRequestSchema)
  const mismatch = checkBody(given)
  if (mismatch !== undefined) throw new FST_BOT_BODY_INVALID(shortenPointer(mismatch.path), mismatch.why)
  const request = { body: cloneJson(given), params: {}, query: {}, headers: {}, log: silentLog }
  const turn = new RequestTurn(request as unknown as FastifyRequest, {
    route: 'answer', bytes: undefined, caller: '', deferrals: undefined
  })
  const { body, error } = await dispatchTurn(turn, {
    prefix: '', policy: POLICY, resolve: turn => registry.resolve(turn), dedupeStore: undefined
  })
  if (body !== undefined) return JSON.parse(body)
  throw error
}

const silentLog = {
  level: 'silent',
  fatal: nothing,
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  trace: nothing,
  silent: nothing,
  child: () => silentLog
} as unknown as FastifyBaseLogger
