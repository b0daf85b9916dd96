import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import { addInbox, prepareInbox, type Eraser } from '../../lib/durable/inbox/inbox.ts'
import {
  completeInboxOptions, inboxOptionsSchema, type InboxOptions, type InboxSettings
} from '../../lib/durable/inbox/options.ts'
import { readOptions } from '../../lib/shared/options/read-options.ts'
import { openStore } from '../../lib/store/open.ts'
import type { Queryable, Store } from '../../lib/store/store.ts'
import { build, type Configure, type Options } from './app.ts'

type Ending = Pick<Test, 'teardown'>

/** A folder that is removed when the test ends. */
export async function folder (t: Ending): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bot-inbox-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

/** A store, in memory unless a URL is given; closed when the test ends. */
export async function openTestStore (t: Ending, url = 'pglite:'): Promise<Store> {
  const store = await openStore(url, { log: { warn () {}, error () {} } })
  t.teardown(() => store.close())
  return store
}

export function readInboxOptions (inbox: InboxOptions): InboxSettings {
  return completeInboxOptions(readOptions(inboxOptionsSchema, inbox, { path: 'inbox' }))
}

/** An app whose bot has an inbox on that store. */
export async function withInbox (t: Ending, store: Store, {
  inbox, bot = 'bot', erasers = [], options = {}, server = {}
}: {
  inbox: InboxOptions, bot?: string, erasers?: readonly Eraser[], options?: Options, server?: FastifyServerOptions
}, configure: Configure = () => {}): Promise<FastifyInstance> {
  return build(t, options, async app => {
    await prepareInbox(store, bot)
    const { close } = await addInbox(app, { store, bot, settings: readInboxOptions(inbox), erasers })
    app.addHook('onClose', close)
    await configure(app)
  }, server)
}

/** A store that can be made to fail, or to keep everyone waiting. */
export function breakable (store: Store): Store & { state: 'up' | 'failing' | 'hanging', asked: number } {
  const broken = Object.assign(Object.create(store) as Store, {
    state: 'up' as 'up' | 'failing' | 'hanging',
    asked: 0,
    query: async <Row>(sql: string, values?: readonly unknown[]) =>
      throughTrouble(async () => store.query<Row>(sql, values)),
    transaction: async <T>(work: (tx: Queryable) => Promise<T>) => throughTrouble(async () => store.transaction(work))
  })
  return broken

  async function throughTrouble<T> (ask: () => Promise<T>): Promise<T> {
    broken.asked++
    while (broken.state === 'hanging') await sleep(20)
    if (broken.state === 'failing') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    return ask()
  }
}

/** Waits until something is so, at most two minutes. */
export async function until (is: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !await is(); waited += 20) {
    if (waited > 120_000) throw new Error('it did not come true')
    await sleep(20)
  }
}
