import type { FastifyInstance } from 'fastify'
import type { Bot } from './bot.ts'
import { createBot, type Parts } from './create-bot.ts'
import { HookScope } from './skills/hook-scope.ts'

/**
 * `app.bot` as each scope of the app sees it: the same bot, whose hooks count for the scope that adds them and for
 * those below it. Fastify makes the instance of a plugin from that of its parent, as its prototype.
 */
export function botsOf (root: FastifyInstance, parts: Parts): (instance: FastifyInstance) => Bot {
  const scopes = new WeakMap<FastifyInstance, { bot: Bot, scope: HookScope }>()

  function enter (instance: FastifyInstance): { bot: Bot, scope: HookScope } {
    const known = scopes.get(instance)
    if (known !== undefined) return known
    const scope = new HookScope(instance === root ? undefined : enter(Object.getPrototypeOf(instance)).scope)
    const entered = { bot: createBot(parts, scope), scope }
    scopes.set(instance, entered)
    return entered
  }

  return instance => enter(instance).bot
}
