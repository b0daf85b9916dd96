import type { FastifyInstance } from 'fastify'
import type { Bot, BotExtensions } from './bot.ts'
import { createBot, type BotParts } from './create-bot.ts'
import type { BotInternals } from '../http/bot-internals.ts'
import { HookScope } from './hook-scope.ts'
import type { ReplyPolicy } from '../turn/respond.ts'

interface Opening extends Pick<BotParts, 'seams' | 'rules'> { extension: object }

const openings = new WeakMap<Bot, Opening>()

/** Where another entry of this package takes part in what a bot does. */
export function getBotInternals (bot: Bot): BotInternals {
  return openingOf(bot).seams
}

/** What all that a bot says must keep to, by the options that it was registered with. */
export function getReplyPolicy (bot: Bot): ReplyPolicy {
  return openingOf(bot).rules
}

/** Adds methods to a bot, in all scopes of its app. */
export function addBotMethods (bot: Bot, methods: Partial<BotExtensions>): void {
  Object.assign(openingOf(bot).extension, methods)
}

function openingOf (bot: Bot): Opening {
  return openings.get(bot) as Opening
}

/**
 * `app.bot` as each scope of the app sees it: the same bot, whose hooks count for the scope that adds them and for
 * those below it. Fastify makes the instance of a plugin from that of its parent, as its prototype.
 */
export function createScopedBots (root: FastifyInstance, parts: BotParts): (instance: FastifyInstance) => Bot {
  const extension = {} as BotExtensions // filled in by who adds to it
  const scopes = new WeakMap<FastifyInstance, { bot: Bot, scope: HookScope }>()

  function enter (instance: FastifyInstance): { bot: Bot, scope: HookScope } {
    const known = scopes.get(instance)
    if (known !== undefined) return known
    const scope = new HookScope(instance === root ? undefined : enter(Object.getPrototypeOf(instance)).scope)
    const bot: Bot = Object.assign(Object.create(extension), createBot(parts, scope))
    openings.set(bot, { seams: parts.seams, rules: parts.rules, extension })
    const entered = { bot, scope }
    scopes.set(instance, entered)
    return entered
  }

  return instance => enter(instance).bot
}
