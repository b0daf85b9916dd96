import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { addBotMethods, getBotInternals, getReplyPolicy } from '../bot/scoped-bots.ts'
import { FST_BOT_NOT_REGISTERED, FST_BOT_HANDLER_DUPLICATE, FST_BOT_STORE_UNAVAILABLE } from '../errors.ts'
import { createPostgresDedupeStore } from './dedupe/postgres-dedupe-store.ts'
import { addInbox, prepareInbox, type Eraser } from './inbox/inbox.ts'
import { migrations } from './migrations.ts'
import { readDurableOptions, type DurableOptions, type DurableSettings } from './options.ts'
import { createDeadLetters, type DeadLetters } from './queue/dead-letters.ts'
import { createJobRuntime, type PushReplies } from './queue/job-runtime.ts'
import { eraseConversation, openJobQueue } from './queue/job-queue.ts'
import type { AddJob } from './queue/job.ts'
import { readStatus, setPaused, type StoreOperations } from './queue/operations.ts'
import { registerBot } from './queue/register-bot.ts'
import { createTurnsFirst } from './queue/turns-first.ts'
import { claimDefaultName } from './default-name.ts'
import { deferStore } from '../store/deferred-store.ts'
import { migrate } from '../store/migrate.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { within } from '../store/within.ts'

declare module '../bot/bot.ts' {
  interface BotExtensions {
    /** Does what `turn.defer` leaves for later; added by fastify-bot-webhook/durable. */
    job: AddJob
    /**
     * Pushes replies to a conversation outside a turn, behind what it waits for; added by fastify-bot-webhook/durable.
     * Resolves when they are kept.
     *
     * @example
     * app.post('/payments', async ({ body }) => app.bot.push(body.conversation, 'Your payment has arrived.'))
     */
    push: PushReplies
    /** Jobs, messages and turns that were given up; added by fastify-bot-webhook/durable. */
    deadLetters: DeadLetters
    /** What the store holds for the bot, and its switches; added by fastify-bot-webhook/durable. */
    store: StoreOperations
  }
}

const OPEN_MARGIN = 0.2 // of Fastify's pluginTimeout
const READY_TIMEOUT_MS = 2000

async function plugin (fastify: FastifyInstance, options: DurableOptions): Promise<void> {
  const settings = readDurableOptions(options)
  const { store: url, name, isNamed, connector, concurrency, inbox: inboxSettings } = settings
  const { bot, log } = fastify
  if (bot === undefined) throw new FST_BOT_NOT_REGISTERED()
  const internals = getBotInternals(bot)
  if ('job' in bot) throw new FST_BOT_HANDLER_DUPLICATE('durable')
  if (!isNamed) fastify.addHook('onClose', claimDefaultName(url))

  const opening = openPrepared(fastify, settings)
  const store = deferStore(url, opening)
  fastify.addHook('onClose', () => store.close())
  const isOpen = await opensInTime(fastify, opening)

  const erasers: Eraser[] = [
    (tx, conversation) => eraseConversation(tx, name, conversation),
    async (_tx, conversation) => { await internals.dedupeStore?.forget(conversation) }
  ]
  const turnsFirst = createTurnsFirst()
  // a folder of PGlite has one process, which remembers by itself
  if (internals.dedupeStore !== undefined && internals.isDefaultDedupeStore && store.kind === 'postgres') {
    const dedupeStore = createPostgresDedupeStore(store, name, log, turnsFirst)
    fastify.addHook('onClose', async () => dedupeStore.close())
    internals.dedupeStore = dedupeStore
  }

  let ready = false
  const rules = getReplyPolicy(bot)
  const runtime = createJobRuntime(fastify,
    { store, url, name, connector, concurrency, rules, internals, turnsFirst, isReady: () => ready })
  if (runtime.deferrals !== undefined) internals.deferrals = runtime.deferrals
  const deadLetters = createDeadLetters(store, name, runtime.onEnqueued)
  const operations: StoreOperations = {
    status: async () => ({ ...await readStatus(store, name), pushesStopped: runtime.breaker.reason() ?? null }),
    pause: async queue => setPaused(store, name, queue, true),
    async resume (queue) {
      await setPaused(store, name, queue, false)
      runtime.onEnqueued(['jobs', 'pushes', 'turns'])
    },
    async ready () {
      await within(READY_TIMEOUT_MS, store.query('SELECT 1'))
        .catch(cause => { throw new FST_BOT_STORE_UNAVAILABLE(cause.message, { cause }) })
    }
  }
  addBotMethods(bot, { job: runtime.job, push: runtime.push, deadLetters, store: operations })

  if (inboxSettings !== false) {
    const inbox = await addInbox(fastify,
      { store, bot: name, settings: inboxSettings, erasers, queues: { deadLetters, operations } })
    fastify.addHook('onClose', () => inbox.close()) // before the store, whose hook was added before
  }

  fastify.addHook('onReady', async () => {
    ready = true
    if (isOpen) await runtime.open()
    else {
      opening.then(async () => runtime.open()).catch(({ message }) => {
        log.error({ failure: message },
          'bot store: cannot be opened, deferred work and reports are refused')
      })
    }
  })
  fastify.addHook('preClose', () => runtime.close())
}

/** Opens the store, and brings its tables up to date. */
async function openPrepared (
  { log }: FastifyInstance, { store: url, name, connector, inbox }: DurableSettings
): Promise<Store> {
  const store = await openStore(url, { log })
  try {
    await migrate(store, ...migrations)
    await registerBot(store, name, connector?.url)
    await openJobQueue(store, name, () => {}).requeueStalled()
    if (inbox !== false) await prepareInbox(store, name)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * The first start of PGlite may take longer than Fastify gives a plugin: then it goes on beside the start of the app.
 */
async function opensInTime ({
  initialConfig: { pluginTimeout = 0 }, log
}: FastifyInstance, opening: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController()
  const late = pluginTimeout === 0
    ? new Promise<false>(() => {})
    : sleep(pluginTimeout * (1 - OPEN_MARGIN), false as const, { signal: timer.signal }).catch(() => false as const)
  const isOpen = await Promise.race([opening.then(() => true), late]).finally(() => { timer.abort() })
  if (!isOpen) log.warn('bot store: still opening; deferred work and reports wait for it')
  return isOpen
}

/**
 * Lets a bot answer later, and remember what went wrong: work that turns leave for later is kept in a store, done in
 * order, and pushed through the Bot Connector. Register it after the bot.
 */
export const durable = fp(plugin, { name: 'fastify-bot-webhook-durable', fastify: '5.x' })
