import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { addBotMethods, getReplyPolicy, getBotInternals } from '../bot/scoped-bots.ts'
import { FST_BOT_NOT_REGISTERED, FST_BOT_HANDLER_DUPLICATE } from '../errors.ts'
import { addInbox, type Eraser } from './inbox/inbox.ts'
import { deadLetters, type DeadLetters } from './queue/dead-letters.ts'
import { startDesk } from './queue/job-runtime.ts'
import { eraseLetters } from './queue/erase.ts'
import type { AddJob } from './queue/job.ts'
import { answersInStore } from './dedupe/postgres-dedupe-store.ts'
import { readOptions, type DurableOptions } from './options.ts'
import { openInTime } from './store/open-in-time.ts'
import { openStore } from './store/open.ts'

declare module '../bot/bot.ts' {
  interface BotExtensions {
    /** Does what `turn.defer` leaves for later; added by fastify-bot-webhook/durable. */
    job: AddJob
    /** Jobs, messages and turns that were given up; added by fastify-bot-webhook/durable. */
    deadLetters: DeadLetters
  }
}

async function plugin (fastify: FastifyInstance, options: DurableOptions): Promise<void> {
  const { store: url, name, connector, concurrency, inbox: inboxOptions } = readOptions(options)
  const { bot, log } = fastify
  if (bot === undefined) throw new FST_BOT_NOT_REGISTERED()
  const internals = getBotInternals(bot)
  if ('job' in bot) throw new FST_BOT_HANDLER_DUPLICATE('durable')

  let ready = false
  const store = await openInTime(openStore(url, { log }), fastify.initialConfig.pluginTimeout)
  fastify.addHook('onClose', () => store.close())

  const erasers: Eraser[] = [async (_tx, conversation) => { await internals.dedupeStore?.forget(conversation) }]
  if (internals.dedupeStore !== undefined && internals.isDefaultDedupeStore && store.kind === 'postgres') { // a folder of PGlite has one process, which remembers by itself
    const answers = await answersInStore(store, name, log)
    fastify.addHook('onClose', async () => { answers.close() })
    internals.dedupeStore = answers
  }

  const desk = await startDesk(fastify, { store, name, connector, concurrency, rules: getReplyPolicy(bot), internals, isReady: () => ready })
  if (desk.deferrals !== undefined) internals.deferrals = desk.deferrals
  addBotMethods(bot, { job: desk.job, deadLetters: deadLetters(desk.mail) })

  if (inboxOptions !== false) {
    const inbox = await addInbox(fastify, {
      store,
      bot: name,
      options: inboxOptions,
      erasers: [...erasers, (tx, conversation) => eraseLetters(tx, desk.mail.queues, conversation)]
    })
    fastify.addHook('onClose', () => inbox.close()) // before the store, whose hook was added before
  }

  fastify.addHook('onReady', async () => {
    ready = true
    await desk.open()
  })
  fastify.addHook('preClose', () => desk.close())
}

/**
 * Lets a bot answer later, and remember what went wrong: work that turns leave for later is kept in a store, done in
 * order, and pushed through the Bot Connector. Register it after the bot.
 */
export const durable = fp(plugin, { name: 'fastify-bot-webhook-durable', fastify: '5.x' })
