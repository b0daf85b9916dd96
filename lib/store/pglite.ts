import { chmod, mkdir, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { FST_BOT_STORE_UNAVAILABLE } from '../errors.ts'
import { importOptionalPackage } from '../shared/optional-package.ts'
import { lockFolder, type Lock } from './folder-lock.ts'
import type { Answer, Command, ThreadData } from './pglite-thread.ts'
import { storeIdentity } from './store-identity.ts'
import type { Queryable, Store, StoreContext } from './store.ts'
import { unavailable } from './unavailable.ts'

const USE = { what: 'a store that begins with pglite:', packages: ['@electric-sql/pglite'], production: true }
const OWNER_ONLY = 0o700

/**
 * Opens PostgreSQL inside this process, on a thread of its own: in a folder, which is made if it is not there, or in
 * memory when none is named. It does not wait for the disk (fsync is off): what was committed survives the death of the
 * process, not that of the machine.
 */
export async function openPglite (name: string, { log }: Pick<StoreContext, 'log'>): Promise<Store> {
  await importOptionalPackage('@electric-sql/pglite', USE)
  const folder = name === '' ? undefined : resolve(name)
  let lock: Lock | undefined
  let database: Thread
  try {
    lock = folder === undefined ? undefined : await lockPrivateFolder(folder)
    const dataDir = folder === undefined ? undefined : join(folder, 'database')
    if (dataDir !== undefined && !existsSync(join(dataDir, 'PG_VERSION'))) await createDatabase(dataDir, log)
    database = await startThread({ dataDir, createOnly: false }, log)
  } catch (cause) {
    lock?.release()
    throw unavailable(cause)
  }

  const query = queryOf(database)
  return {
    kind: 'pglite',
    folder,
    identity: storeIdentity(`pglite:${name}`),
    query,
    transaction: work => transaction(database, work),
    dedupe: { query },
    lastAnswerAt: () => performance.now(),
    listen: async () => ({ close: async () => {} }),
    async close () {
      await database.end()
      lock?.release()
    }
  }
}

/** The folder holds what users wrote, in files that PGlite itself leaves open to all. */
async function lockPrivateFolder (folder: string): Promise<Lock> {
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY })
  const { mode } = await stat(folder)
  if ((mode & 0o077) !== 0) await chmod(folder, OWNER_ONLY)
  return lockFolder(folder)
}

/**
 * Its memory never shrinks, and the making of a database takes three times as much as its use: it gets a thread of its
 * own.
 */
async function createDatabase (dataDir: string, log: Pick<StoreContext['log'], 'warn'>): Promise<void> {
  const maker = await startThread({ dataDir, createOnly: true }, log)
  await maker.end()
}

/** A database on another thread. */
interface Thread {
  ask: (command: Command) => Promise<unknown>
  end: () => Promise<void>
}

interface Pending { resolve: (value: unknown) => void, reject: (error: Error) => void }

async function startThread (workerData: ThreadData, log: Pick<StoreContext['log'], 'warn'>): Promise<Thread> {
  const worker = new Worker(new URL(`./pglite-thread${extname(import.meta.url)}`, import.meta.url), { workerData })
  const pending = new Map<number, Pending>()
  let lastId = 0
  let gone: Error | undefined

  worker.on('message', ({ id, value, error, warning }: Answer) => {
    if (warning !== undefined) {
      return log.warn({ failure: warning },
        'bot store: cannot give back the space of deleted rows, trying again')
    }
    const asked = pending.get(id) as Pending
    pending.delete(id)
    if (pending.size === 0) worker.unref()
    if (error === undefined) asked.resolve(value)
    else asked.reject(Object.assign(new Error(error.message), error))
  })
  worker.on('error', error => { fail(error) })
  const exited = new Promise<void>(resolve => {
    worker.on('exit', () => {
      fail(new Error('its thread has ended'))
      resolve()
    })
  })

  function fail (cause: Error): void {
    gone ??= new FST_BOT_STORE_UNAVAILABLE(cause.message, { cause })
    for (const { reject } of pending.values()) reject(gone)
    pending.clear()
  }

  async function ask (command: Command): Promise<unknown> {
    if (gone !== undefined) throw gone
    const id = ++lastId
    worker.ref() // an answer that somebody waits for keeps the process alive, an idle database does not
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject })
      worker.postMessage({ ...command, id })
    })
  }

  await ask({ kind: 'open' })
  return {
    ask,
    async end () {
      await ask({ kind: 'close' }).catch(() => {}) // it has ended already
      worker.ref()
      await exited
    }
  }
}

let lastTransaction = 0

async function transaction<T> (database: Thread, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const tx = ++lastTransaction
  await database.ask({ kind: 'begin', tx })
  try {
    const result = await work({ query: queryOf(database, tx) })
    await database.ask({ kind: 'end', tx, commit: true })
    return result
  } catch (error) {
    await database.ask({ kind: 'end', tx, commit: false }).catch(() => {}) // it has ended already
    throw error
  }
}

function queryOf (database: Thread, tx?: number): Queryable['query'] {
  return async <Row>(sql: string, values?: readonly unknown[]) => {
    const rows = await database.ask({
      kind: 'query', sql, ...(values !== undefined && { values }), ...(tx !== undefined && { tx })
    })
    for (const row of rows as Array<Record<string, unknown>>) {
      for (const [name, value] of Object.entries(row)) {
        if (value instanceof Uint8Array) row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      }
    }
    return rows as Row[]
  }
}
