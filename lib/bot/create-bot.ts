import type { TSchema } from '@sinclair/typebox'
import type { ActionOptions, HandlerMethods } from './bot.ts'
import { FST_BOT_HANDLER_DUPLICATE, FST_BOT_HANDLER_INVALID, FST_BOT_HANDLER_LATE } from '../errors.ts'
import type { ReportHandler } from '../http/errors-route.ts'
import type { Seams } from '../http/bot-internals.ts'
import { METHODS, isRoute, type Method } from './options.ts'
import { schemaProblem } from '../shared/schema-check.ts'
import type { HookScope } from './hook-scope.ts'
import type { SkillRegistry } from './handler-registry.ts'
import { requirementsProblem } from './requirements.ts'
import { skillFrom, type Registration, type Skill } from './registered-handler.ts'
import type { Apology, ReplyHook, TurnHook } from '../turn/hooks.ts'
import { memoryShape } from '../turn/memory-schema.ts'
import type { AnswerRules } from '../turn/respond.ts'
import type { Handler } from '../turn/turn.ts'

/** What the app wants to hear of; filled in as it says so. */
export interface Listeners {
  onReport?: ReportHandler
  /** The first handler that has holding words. */
  holding?: string
}

/** A handler with a route of its own. */
export interface Action {
  route: string
  method: Method
  body: TSchema | undefined
  skill: Skill
}

/** What `app.bot` is made of. */
export interface Parts {
  registry: SkillRegistry
  listeners: Listeners
  seams: Seams
  rules: AnswerRules
  addAction: (action: Action) => void
  /** Whether the app is ready, so that it is too late to add anything. */
  isReady: () => boolean
}

const SAYINGS = ['summary', 'memory', 'onStale', 'requires', 'holding', 'once']

/** Checks what an app registers in one of its scopes, at the moment it does, and puts it where turns will find it. */
export function createBot ({ registry, listeners, addAction, isReady }: Parts, scope: HookScope): HandlerMethods {
  return {
    skill (name: string | readonly string[] | RegExp, ...rest: unknown[]) {
      registry.addSkill(name, read('bot.skill', rest, SAYINGS).registration)
    },
    intent (slug: string, ...rest: unknown[]) {
      registry.addIntent(slug, read('bot.intent', rest, SAYINGS).registration)
    },
    action (route: string, ...rest: unknown[]) {
      const { options: { method = 'POST', body }, registration } = read('bot.action', rest, ['method', 'body', ...SAYINGS])
      const refuse = (cure: string) => new FST_BOT_HANDLER_INVALID('bot.action', cure)
      if (!isRoute(route)) throw refuse('the route must be a string that starts with a slash, without query or fragment')
      if (!METHODS.includes(method)) throw refuse(`the method must be one of ${METHODS.join(', ')}`)
      if (body !== undefined && method === 'GET') throw refuse('a GET has no body: leave its schema out')
      addAction({ route, method, body, skill: skillFrom('action', `${method} ${route}`, registration) })
    },
    fallback (...rest: unknown[]) {
      registry.setFallback(read('bot.fallback', rest, SAYINGS).registration)
    },
    onTurn (hook: TurnHook) {
      checkFunction('bot.onTurn', hook)
      scope.addTurnHook(hook)
    },
    onReply (hook: ReplyHook) {
      checkFunction('bot.onReply', hook)
      scope.addReplyHook(hook)
    },
    onError (apology: Apology) {
      checkFunction('bot.onError', apology)
      scope.setApology(apology)
    },
    onReport (handler: ReportHandler) {
      checkFunction('bot.onReport', handler)
      if (listeners.onReport !== undefined) throw new FST_BOT_HANDLER_DUPLICATE('bot.onReport')
      listeners.onReport = handler
    }
  }

  /** The options, which may be left out, and what is registered with them. */
  function read (call: string, rest: unknown[], known: string[]): { options: ActionOptions, registration: Registration } {
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    checkFunction(call, handler)
    if (typeof options !== 'object' || options === null || Array.isArray(options)) throw new FST_BOT_HANDLER_INVALID(call, 'the options must be an object')
    const stranger = Object.keys(options).find(name => !known.includes(name))
    if (stranger !== undefined) throw new FST_BOT_HANDLER_INVALID(call, `there is no option ${stranger}, but ${known.join(', ')}`)
    checkOptions(call, options)
    if ('holding' in options) listeners.holding ??= call
    return { options, registration: { ...sayings(options), scope, handler: handler as Handler } }
  }

  function checkFunction (call: string, handler: unknown): void {
    if (isReady()) throw new FST_BOT_HANDLER_LATE(call)
    if (typeof handler !== 'function') throw new FST_BOT_HANDLER_INVALID(call, 'the handler must be a function')
  }
}

function checkOptions (call: string, { summary, memory, body, onStale, requires, once }: ActionOptions): void {
  const refuse = (cure: string) => new FST_BOT_HANDLER_INVALID(call, cure)
  if (summary !== undefined && typeof summary !== 'string') throw refuse('the summary must be a string')
  if (once !== undefined && typeof once !== 'boolean') throw refuse('once must be true or false')
  for (const [name, schema] of Object.entries({ memory, body })) {
    const problem = schema === undefined ? undefined : schemaProblem(schema)
    if (problem !== undefined) throw refuse(`${name} ${problem}`)
  }
  if (onStale !== undefined && memory === undefined) throw refuse('onStale needs a memory schema beside it')
  if (onStale !== undefined && onStale !== 'error' && onStale !== 'drop' && typeof onStale !== 'function') {
    throw refuse('onStale must be \'error\', \'drop\' or a function that makes the memory fit')
  }
  const problem = requires === undefined ? undefined : requirementsProblem(requires)
  if (problem !== undefined) throw refuse(`requires${problem}`)
}

function sayings ({ summary, memory, onStale, requires, holding, once = true }: ActionOptions): Omit<Registration, 'scope' | 'handler'> {
  return {
    ...(summary !== undefined && { summary }),
    ...(memory !== undefined && { memory }),
    ...(requires !== undefined && { requires }),
    holding,
    once,
    shape: memory === undefined ? undefined : memoryShape(memory, onStale)
  }
}
