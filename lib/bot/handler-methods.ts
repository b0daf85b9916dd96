import type { HandlerMethods } from './bot.ts'
import { FST_BOT_HANDLER_DUPLICATE, FST_BOT_HANDLER_INVALID, FST_BOT_HANDLER_LATE } from '../errors.ts'
import type { ReportHandler } from '../http/report.ts'
import type { BotInternals } from '../http/bot-internals.ts'
import { isProduction } from '../shared/is-production.ts'
import { isRoute } from './route.ts'
import { readActionOptions, readSkillOptions, type ActionSettings, type OptionsOfHandler } from './handler-options.ts'
import type { HookScope } from './hook-scope.ts'
import type { HandlerRegistry } from './handler-registry.ts'
import { createRegisteredHandler, type HandlerRegistration, type RegisteredHandler } from './registered-handler.ts'
import type { ErrorReplyHandler, ReplyHook, TurnHook } from '../turn/hooks.ts'
import type { ReplyPolicy } from '../turn/respond.ts'
import type { Handler } from '../turn/turn.ts'

/** Listeners that the app registers. */
export interface Listeners {
  onReport?: ReportHandler
  /** The call that first registered a handler with an interim reply. */
  interimReply?: string
}

/** A handler with a route of its own. */
export interface Action extends ActionSettings {
  route: string
  skill: RegisteredHandler
}

/** Where handlers are registered. */
export interface HandlerTarget {
  registry: HandlerRegistry
  listeners: Listeners
  addAction: (action: Action) => void
  /** Whether it is too late to add anything. */
  isReady: () => boolean
}

/** What `app.bot` is made of. */
export interface BotParts extends HandlerTarget {
  internals: BotInternals
  policy: ReplyPolicy
}

/** Checks what an app registers in one of its scopes, at the moment it does, and puts it where turns will find it. */
export function createHandlerMethods (target: HandlerTarget, scope: HookScope): HandlerMethods {
  const { registry, listeners, addAction, isReady } = target
  return {
    skill (name: string | readonly string[] | RegExp, ...rest: unknown[]) {
      registry.addSkill(name, register('bot.skill', rest))
    },
    intent (slug: string, ...rest: unknown[]) {
      registry.addIntent(slug, register('bot.intent', rest))
    },
    action (route: string, ...rest: unknown[]) {
      const [given, handler] = splitArguments('bot.action', rest)
      const { action, options } = readActionOptions('bot.action', given)
      if (typeof route === 'string' && route.endsWith('?') && route.slice(route.lastIndexOf('/')).startsWith('/:')) {
        throw new FST_BOT_HANDLER_INVALID(
          'bot.action', 'an optional parameter cannot be used: add the action twice, with the parameter and without'
        )
      }
      if (!isRoute(route)) {
        throw new FST_BOT_HANDLER_INVALID(
          'bot.action', 'the route must be a string that starts with a slash, without query or fragment'
        )
      }
      const skill = createRegisteredHandler(
        'action', `${action.method} ${route}`, complete('bot.action', options, handler)
      )
      addAction({ ...action, route, skill })
    },
    fallback (...rest: unknown[]) {
      registry.setFallback(register('bot.fallback', rest))
    },
    onTurn (hook: TurnHook) {
      checkFunction('bot.onTurn', hook)
      scope.addTurnHook(hook)
    },
    onReply (hook: ReplyHook) {
      checkFunction('bot.onReply', hook)
      scope.addReplyHook(hook)
    },
    setErrorReply (handler: ErrorReplyHandler) {
      checkFunction('bot.setErrorReply', handler)
      scope.setErrorReply(handler)
    },
    onReport (handler: ReportHandler) {
      checkFunction('bot.onReport', handler)
      if (listeners.onReport !== undefined) throw new FST_BOT_HANDLER_DUPLICATE('bot.onReport')
      listeners.onReport = handler
    }
  }

  function register (call: string, rest: unknown[]): HandlerRegistration {
    const [given, handler] = splitArguments(call, rest)
    return complete(call, readSkillOptions(call, given), handler)
  }

  /** The options may be left out. */
  function splitArguments (call: string, rest: unknown[]): [options: unknown, handler: Handler] {
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    checkFunction(call, handler)
    return [options, handler as Handler]
  }

  function complete (call: string, options: OptionsOfHandler, handler: Handler): HandlerRegistration {
    if (options.interimReply !== undefined) listeners.interimReply ??= call
    return { ...options, scope, registration: isProduction() ? undefined : new Error(call), handler }
  }

  function checkFunction (call: string, handler: unknown): void {
    if (isReady()) throw new FST_BOT_HANDLER_LATE(call)
    if (typeof handler !== 'function') throw new FST_BOT_HANDLER_INVALID(call, 'the handler must be a function')
  }
}
