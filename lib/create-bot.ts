import { KindGuard, type TSchema } from '@sinclair/typebox'
import type { ActionOptions, Bot } from './bot.ts'
import { FST_BOT_HANDLER_DUPLICATE, FST_BOT_HANDLER_INVALID, FST_BOT_HANDLER_LATE } from './errors.ts'
import type { ReportHandler } from './http/errors.ts'
import { METHODS, isRoute, type Method } from './options.ts'
import type { SkillRegistry } from './skills/registry.ts'
import type { Skill } from './skills/skill.ts'
import type { Apology } from './turn/take-turn.ts'
import type { Handler } from './turn/turn.ts'

/** What the app wants to hear of; filled in as it says so. */
export interface Listeners {
  apology?: Apology
  onReport?: ReportHandler
}

/** A handler with a route of its own. */
export interface Action {
  route: string
  method: Method
  body: TSchema | undefined
  skill: Skill
}

/** What `app.bot` is made of. */
interface Parts {
  registry: SkillRegistry
  listeners: Listeners
  addAction: (action: Action) => void
  /** Whether the app is ready, so that it is too late to add anything. */
  isReady: () => boolean
}

const SAYINGS = ['summary', 'memory']

/** Checks what an app registers, at the moment it does, and puts it where turns will find it. */
export function createBot ({ registry, listeners, addAction, isReady }: Parts): Bot {
  return {
    skill (name: string | readonly string[] | RegExp, ...rest: unknown[]) {
      const { options, handler } = read('bot.skill', rest, SAYINGS)
      registry.addSkill(name, options, handler)
    },
    intent (slug: string, ...rest: unknown[]) {
      const { options, handler } = read('bot.intent', rest, SAYINGS)
      registry.addIntent(slug, options, handler)
    },
    action (route: string, ...rest: unknown[]) {
      const { options: { method = 'POST', body, ...options }, handler } = read('bot.action', rest, ['method', 'body', ...SAYINGS])
      const refuse = (cure: string) => new FST_BOT_HANDLER_INVALID('bot.action', cure)
      if (!isRoute(route)) throw refuse('the route must be a string that starts with a slash, without query or fragment')
      if (!METHODS.includes(method)) throw refuse(`the method must be one of ${METHODS.join(', ')}`)
      if (body !== undefined && method === 'GET') throw refuse('a GET has no body: leave its schema out')
      addAction({ route, method, body, skill: { ...options, kind: 'action', label: `${method} ${route}`, handler } })
    },
    fallback (...rest: unknown[]) {
      const { options, handler } = read('bot.fallback', rest, SAYINGS)
      registry.setFallback(options, handler)
    },
    onError (apology: Apology) {
      read('bot.onError', [apology], [])
      if (listeners.apology !== undefined) throw new FST_BOT_HANDLER_DUPLICATE('bot.onError')
      listeners.apology = apology
    },
    onReport (handler: ReportHandler) {
      read('bot.onReport', [handler], [])
      if (listeners.onReport !== undefined) throw new FST_BOT_HANDLER_DUPLICATE('bot.onReport')
      listeners.onReport = handler
    }
  }

  /** The options, which may be left out, and the handler. */
  function read (call: string, rest: unknown[], known: string[]): { options: ActionOptions, handler: Handler } {
    if (isReady()) throw new FST_BOT_HANDLER_LATE(call)
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    if (typeof handler !== 'function') throw new FST_BOT_HANDLER_INVALID(call, 'the handler must be a function')
    if (typeof options !== 'object' || options === null || Array.isArray(options)) throw new FST_BOT_HANDLER_INVALID(call, 'the options must be an object')
    const stranger = Object.keys(options).find(name => !known.includes(name))
    if (stranger !== undefined) throw new FST_BOT_HANDLER_INVALID(call, `there is no option ${stranger}, but ${known.join(', ')}`)
    const { summary, memory, body } = options as ActionOptions
    if (summary !== undefined && typeof summary !== 'string') throw new FST_BOT_HANDLER_INVALID(call, 'the summary must be a string')
    for (const [name, schema] of Object.entries({ memory, body })) {
      if (schema !== undefined && !KindGuard.IsSchema(schema)) throw new FST_BOT_HANDLER_INVALID(call, `${name} must be a TypeBox schema`)
    }
    return { options: options as ActionOptions, handler: handler as Handler }
  }
}
