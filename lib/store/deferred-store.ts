import { resolve } from 'node:path'
import { storeIdentity } from './store-identity.ts'
import { PGLITE } from './store-url.ts'
import type { Store } from './store.ts'

/** A store that may still be opening: calls wait for it. */
export function deferStore (url: string, opening: Promise<Store>): Store {
  const isPglite = url.startsWith(PGLITE)
  const name = url.slice(PGLITE.length)
  let opened: Store | undefined
  opening.then(store => { opened = store }, () => {}) // the calls reject
  return {
    kind: isPglite ? 'pglite' : 'postgres',
    folder: isPglite && name !== '' ? resolve(name) : undefined,
    identity: storeIdentity(url),
    query: async (sql, values) => (await opening).query(sql, values),
    transaction: async work => (await opening).transaction(work),
    dedupe: { query: async (sql, values) => (await opening).dedupe.query(sql, values) },
    lastAnswerAt: () => opened?.lastAnswerAt() ?? 0,
    listen: async (channel, onMessage) => (await opening).listen(channel, onMessage),
    close: async () => { await opening.then(async store => store.close(), () => {}) }
  }
}
