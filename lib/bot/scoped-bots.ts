import type { FastifyInstance } from 'fastify'
import type { Bot, BotExtensions } from './bot.ts'
import { createHandlerMethods, type BotParts } from './handler-methods.ts'
import type { BotInternals } from '../http/bot-internals.ts'
import { HookScope } from './hook-scope.ts'
import type { ReplyPolicy } from '../turn/respond.ts'

interface Inside extends Pick<BotParts, 'internals' | 'policy'> { extension: object }

const insides = new WeakMap<Bot, Inside>()

/** Internal extension points of a bot, for the durable entry. */
export function getBotInternals (bot: Bot): BotInternals {
  return insideOf(bot).internals
}

/** Reply policy of the bot, from its registration options. */
export function getReplyPolicy (bot: Bot): ReplyPolicy {
  return insideOf(bot).policy
}

/** Adds methods to a bot, in all scopes of its app. */
export function addBotMethods (bot: Bot, methods: Partial<BotExtensions>): void {
  Object.assign(insideOf(bot).extension, methods)
}

function insideOf (bot: Bot): Inside {
  return insides.get(bot) as Inside
}

/**
 * `app.bot` as each scope of the app sees it: the same bot, whose hooks count for the scope that adds them and for
 * those below it. Fastify makes the instance of a plugin from that of its parent, as its prototype.
 */
export function createScopedBots (
  root: FastifyInstance, parts: BotParts, rootScope: HookScope
): (instance: FastifyInstance) => Bot {
  const extension = {} as BotExtensions // filled in by who adds to it
  const scopes = new WeakMap<FastifyInstance, { bot: Bot, scope: HookScope }>()

  function enter (instance: FastifyInstance): { bot: Bot, scope: HookScope } {
    const known = scopes.get(instance)
    if (known !== undefined) return known
    const scope = instance === root ? rootScope : new HookScope(enter(Object.getPrototypeOf(instance)).scope)
    const bot: Bot = Object.assign(Object.create(extension), createHandlerMethods(parts, scope))
    insides.set(bot, { internals: parts.internals, policy: parts.policy, extension })
    const entered = { bot, scope }
    scopes.set(instance, entered)
    return entered
  }

  return instance => enter(instance).bot
}
