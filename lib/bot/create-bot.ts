import type { TSchema } from '@sinclair/typebox'
import type { ActionOptions, HandlerMethods } from './bot.ts'
import { FST_BOT_HANDLER_DUPLICATE, FST_BOT_HANDLER_INVALID, FST_BOT_HANDLER_LATE } from '../errors.ts'
import type { ReportHandler } from '../http/errors-route.ts'
import type { BotInternals } from '../http/bot-internals.ts'
import { METHODS, isRoute, type Method } from './options.ts'
import { findSchemaProblem } from '../shared/schema-check.ts'
import type { HookScope } from './hook-scope.ts'
import type { HandlerRegistry } from './handler-registry.ts'
import { findRequirementsProblem } from './requirements.ts'
import { createRegisteredHandler, type HandlerRegistration, type RegisteredHandler } from './registered-handler.ts'
import type { ErrorReplyHandler, ReplyHook, TurnHook } from '../turn/hooks.ts'
import { createMemorySchema } from '../turn/memory-schema.ts'
import type { ReplyPolicy } from '../turn/respond.ts'
import type { Handler } from '../turn/turn.ts'

/** What the app wants to hear of; filled in as it says so. */
export interface Listeners {
  onReport?: ReportHandler
  /** The first handler that has holding words. */
  interimReply?: string
}

/** A handler with a route of its own. */
export interface Action {
  route: string
  method: Method
  body: TSchema | undefined
  skill: RegisteredHandler
}

/** What `app.bot` is made of. */
export interface BotParts {
  registry: HandlerRegistry
  listeners: Listeners
  internals: BotInternals
  policy: ReplyPolicy
  addAction: (action: Action) => void
  /** Whether the app is ready, so that it is too late to add anything. */
  isReady: () => boolean
}

const HANDLER_OPTIONS = ['summary', 'memory', 'onInvalidMemory', 'requires', 'interimReply', 'deduplicate']

/** Checks what an app registers in one of its scopes, at the moment it does, and puts it where turns will find it. */
export function createBot ({ registry, listeners, addAction, isReady }: BotParts, scope: HookScope): HandlerMethods {
  return {
    skill (name: string | readonly string[] | RegExp, ...rest: unknown[]) {
      registry.addSkill(name, read('bot.skill', rest, HANDLER_OPTIONS).registration)
    },
    intent (slug: string, ...rest: unknown[]) {
      registry.addIntent(slug, read('bot.intent', rest, HANDLER_OPTIONS).registration)
    },
    action (route: string, ...rest: unknown[]) {
      const {
        options: { method = 'POST', body }, registration
      } = read('bot.action', rest, ['method', 'body', ...HANDLER_OPTIONS])
      const refuse = (cure: string) => new FST_BOT_HANDLER_INVALID('bot.action', cure)
      if (typeof route === 'string' && route.endsWith('?') && route.slice(route.lastIndexOf('/')).startsWith('/:')) {
        throw refuse('an optional parameter cannot be used: add the action twice, with the parameter and without')
      }
      if (!isRoute(route)) {
        throw refuse('the route must be a string that starts with a slash, without query or fragment')
      }
      if (!METHODS.includes(method)) throw refuse(`the method must be one of ${METHODS.join(', ')}`)
      if (body !== undefined && method === 'GET') throw refuse('a GET has no body: leave its schema out')
      addAction({ route, method, body, skill: createRegisteredHandler('action', `${method} ${route}`, registration) })
    },
    fallback (...rest: unknown[]) {
      registry.setFallback(read('bot.fallback', rest, HANDLER_OPTIONS).registration)
    },
    onTurn (hook: TurnHook) {
      checkFunction('bot.onTurn', hook)
      scope.addTurnHook(hook)
    },
    onReply (hook: ReplyHook) {
      checkFunction('bot.onReply', hook)
      scope.addReplyHook(hook)
    },
    setErrorReply (apology: ErrorReplyHandler) {
      checkFunction('bot.setErrorReply', apology)
      scope.setApology(apology)
    },
    onReport (handler: ReportHandler) {
      checkFunction('bot.onReport', handler)
      if (listeners.onReport !== undefined) throw new FST_BOT_HANDLER_DUPLICATE('bot.onReport')
      listeners.onReport = handler
    }
  }

  /** The options, which may be left out, and what is registered with them. */
  function read (
    call: string, rest: unknown[], known: string[]
  ): { options: ActionOptions; registration: HandlerRegistration } {
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    checkFunction(call, handler)
    if (typeof options !== 'object' || options === null || Array.isArray(options)) {
      throw new FST_BOT_HANDLER_INVALID(call, 'the options must be an object')
    }
    const stranger = Object.keys(options).find(name => !known.includes(name))
    if (stranger !== undefined) {
      throw new FST_BOT_HANDLER_INVALID(call, `there is no option ${stranger}, but ${known.join(', ')}`)
    }
    checkOptions(call, options)
    if ('interimReply' in options) listeners.interimReply ??= call
    return { options, registration: { ...sayings(options), scope, handler: handler as Handler } }
  }

  function checkFunction (call: string, handler: unknown): void {
    if (isReady()) throw new FST_BOT_HANDLER_LATE(call)
    if (typeof handler !== 'function') throw new FST_BOT_HANDLER_INVALID(call, 'the handler must be a function')
  }
}

function checkOptions (
  call: string, { summary, memory, body, onInvalidMemory, requires, deduplicate }: ActionOptions
): void {
  const refuse = (cure: string) => new FST_BOT_HANDLER_INVALID(call, cure)
  if (summary !== undefined && typeof summary !== 'string') throw refuse('the summary must be a string')
  if (deduplicate !== undefined && typeof deduplicate !== 'boolean') throw refuse('deduplicate must be true or false')
  for (const [name, schema] of Object.entries({ memory, body })) {
    const problem = schema === undefined ? undefined : findSchemaProblem(schema)
    if (problem !== undefined) throw refuse(`${name} ${problem}`)
  }
  if (onInvalidMemory !== undefined && memory === undefined) {
    throw refuse('onInvalidMemory needs a memory schema beside it')
  }
  if (
    onInvalidMemory !== undefined &&
    onInvalidMemory !== 'error' &&
    onInvalidMemory !== 'drop' &&
    typeof onInvalidMemory !== 'function'
  ) {
    throw refuse("onInvalidMemory must be 'error', 'drop' or a function that makes the memory fit")
  }
  const problem = requires === undefined ? undefined : findRequirementsProblem(requires)
  if (problem !== undefined) throw refuse(`requires${problem}`)
}

function sayings ({
  summary, memory, onInvalidMemory, requires, interimReply, deduplicate = true
}: ActionOptions): Omit<HandlerRegistration, 'scope' | 'handler'> {
  return {
    ...(summary !== undefined && { summary }),
    ...(memory !== undefined && { memory }),
    ...(requires !== undefined && { requires }),
    interimReply,
    deduplicate,
    memorySchema: memory === undefined ? undefined : createMemorySchema(memory, onInvalidMemory)
  }
}
