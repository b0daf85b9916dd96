import type { FastifyInstance } from 'fastify'
import { addBotMethods, getBotInternals } from '../../bot/scoped-bots.ts'
import { FST_BOT_INBOX_NOT_FOUND, FST_BOT_OPTION_INVALID } from '../../errors.ts'
import type { FailedTurn } from '../../http/bot-internals.ts'
import { migrate } from '../../store/migrate.ts'
import type { Queryable, Store } from '../../store/store.ts'
import { replay } from './replay/replay.ts'
import { testFileOf } from './replay/test-file.ts'
import { transcriptOf } from './replay/transcript.ts'
import { turnOf } from './replay/turn-of.ts'
import { entryOfFailure } from './entry/from-failure.ts'
import { entryOfReport } from './entry/from-report.ts'
import { idMaker } from './entry/id.ts'
import { readOptions } from '../../shared/options/read-options.ts'
import { createRedactor } from '../../shared/redact/redact.ts'
import { openIngest } from './ingest.ts'
import type { Inbox } from './methods.ts'
import { eraseEntries, isAbout } from './storage/erase.ts'
import { deleteExpired } from './storage/delete-expired.ts'
import { writeEntries } from './storage/write.ts'
import type { InboxSettings } from './options.ts'
import { addPage } from './page.ts'
import type { QueueTools } from './queue-api.ts'
import { findEntry, listEntries, listGroups, markGroupDone, type InboxFinding } from './read/entries.ts'
import { ENTRY_ID, groupOptionsSchema, listOptionsSchema } from './read/list-options.ts'
import { openSpool } from './spool/spool.ts'
import { inboxTables } from './tables.ts'

/** Takes out what another room keeps of a conversation, in the same transaction. */
export type Eraser = (tx: Queryable, conversation: string) => Promise<unknown>

export interface InboxParts {
  store: Store
  /** Name of the bot in the store. Replicas have the same one, other bots another. */
  bot: string
  settings: InboxSettings
  erasers?: readonly Eraser[]
  /** What its page shows of the queues; undefined: nothing. */
  queues?: QueueTools | undefined
}

/** An inbox that takes entries in. */
export interface OpenInbox {
  /** Stops it. What arrived is kept before. To be called before the store is closed. */
  close: () => Promise<void>
}

const TIDY = 600_000 // milliseconds: what is too old stays at most that much longer
const SPOOL = 'bot-spool'

/** Makes the tables of an inbox, which is to be done before it is opened. */
export async function prepareInbox (store: Store, bot: string): Promise<void> {
  await migrate(store, inboxTables)
  await store.query('INSERT INTO bot_webhook.inbox (bot) VALUES ($1) ON CONFLICT DO NOTHING', [bot])
}

/**
 * Opens the inbox of a bot, and has the bot put into it what the platform reports and which turns fail.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_PACKAGE_MISSING
 */
export async function addInbox (fastify: FastifyInstance, {
  store, bot, settings, erasers = [], queues
}: InboxParts): Promise<OpenInbox> {
  const { page, redact, quota, spool: place } = settings
  const log = fastify.log
  const redactor = createRedactor(redact)
  const nextId = idMaker()
  const internals = getBotInternals(fastify.bot)

  const folder = spoolFolder(place?.folder, store)
  const spool = place === undefined || folder === undefined
    ? undefined
    : await openSpool({
      folder,
      owner: `${bot}.${store.identity}`,
      most: place.most,
      warn: (what, message) => { log.warn(what, message) }
    })
  const ingest = openIngest({
    write: entries => writeEntries(store, bot, entries, quota), spool, log
  })
  const tidying = setInterval(keepTidy, TIDY).unref()
  const tidied = keepTidy()

  const inbox: Inbox = {
    groups: async (options = {}) => listGroups(store, bot, readOptions(groupOptionsSchema, options)),
    markDone: async (group, count) => {
      if (!isCount(group)) throw new FST_BOT_OPTION_INVALID('group', 'must be the id of a group')
      if (count !== undefined && !isCount(count)) {
        throw new FST_BOT_OPTION_INVALID('count', 'must be a whole number from 0')
      }
      if (!await markGroupDone(store, bot, group, count)) throw new FST_BOT_INBOX_NOT_FOUND(`group ${group}`)
    },
    list: async (options = {}) => listEntries(store, bot, readOptions(listOptionsSchema, options)),
    get: find,
    replay: async id => replay(internals, await turnOf(id, find), redactor.text),
    transcript: async id => transcriptOf(await turnOf(id, find)),
    export: async id => testFileOf(await turnOf(id, find)),
    erase
  }
  if (page !== undefined) await addPage(fastify, { inbox, queues }, page)
  addBotMethods(fastify.bot, { inbox })
  internals.takeReport = report => ingest.take(entryOfReport(report, nextId(), redactor))
  internals.onFailure = takeFailure

  return {
    async close () {
      clearInterval(tidying)
      await tidied
      await ingest.close()
    }
  }

  function takeFailure (failed: FailedTurn): void {
    const entry = entryOfFailure(failed, { id: nextId(), at: new Date(), requestId: String(failed.turn.request.id) },
      redactor)
    ingest.take(entry).catch(({ code }) => { log.error({ code }, 'bot inbox: a turn that failed could not be kept') })
  }

  async function find (id: string): Promise<InboxFinding> {
    const found = ENTRY_ID.test(id) ? await findEntry(store, bot, id) : undefined
    if (found === undefined) throw new FST_BOT_INBOX_NOT_FOUND(`entry ${id}`)
    return found
  }

  async function erase (conversation: string): Promise<number> {
    if (typeof conversation !== 'string' ||
      conversation === '') throw new FST_BOT_OPTION_INVALID('conversation', 'must be the id of a conversation')
    await ingest.settled()
    await spool?.drop(entry => isAbout(entry, conversation))
    return store.transaction(async tx => {
      const erased = await eraseEntries(tx, bot, conversation, new Date())
      for (const eraseToo of erasers) await eraseToo(tx, conversation)
      return erased
    })
  }

  async function keepTidy (): Promise<void> {
    const oldest = new Date(Date.now() - quota.ttl)
    try {
      await spool?.adopt()
      await spool?.drop(({ at }) => at < oldest)
      await deleteExpired(store, bot, oldest)
    } catch (error) {
      log.warn({ failure: (error as { code?: unknown }).code },
        'bot inbox: what is too old could not be taken out; it is tried again in ten minutes')
    }
  }
}

/** Where the spool is; nowhere for a store in memory, which it would outlive. */
function spoolFolder (chosen: string | undefined, { kind, folder }: Store): string | undefined {
  return chosen ?? folder ?? (kind === 'postgres' ? SPOOL : undefined)
}

function isCount (value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
