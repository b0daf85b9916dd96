import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PGlite, Results, Transaction } from '@electric-sql/pglite'
import type { PgBoss } from 'pg-boss'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import { startBoss } from './boss.ts'
import { lockFolder, type Lock } from './folder-lock.ts'
import type { Queryable, Store, StoreSurroundings } from './store.ts'
import { unavailable } from './unavailable.ts'
import { SMALL_LOG, startUpkeep } from './maintenance.ts'

const USE = { what: 'a store that begins with pglite:', packages: ['@electric-sql/pglite', 'pg-boss'], production: true }
const BYTEA = 17
const INT8 = 20

/**
 * Opens PostgreSQL inside this process: in a folder, which is made if it is not there, or in memory when none is named.
 * It does not wait for the disk (fsync is off): what was committed survives the death of the process, not that of the
 * machine. It does not guard its folder either: the lock is ours.
 */
export async function openPglite (name: string, surroundings: StoreSurroundings): Promise<Store> {
  const { PGlite } = await importOptionalPackage<typeof import('@electric-sql/pglite')>('@electric-sql/pglite', USE)
  const { fromPglite } = await importOptionalPackage<typeof import('pg-boss')>('pg-boss', USE)
  const folder = name === '' ? undefined : resolve(name)
  const lock = folder === undefined ? undefined : await lockOf(folder)

  let lite: PGlite | undefined
  let boss: PgBoss
  try {
    lite = await PGlite.create({
      ...(folder !== undefined && { dataDir: join(folder, 'database') }),
      startParams: [...PGlite.defaultStartParams, ...SMALL_LOG],
      parsers: { [BYTEA]: hex => Buffer.from(hex.slice(2), 'hex'), [INT8]: Number }
    })
    boss = await startBoss({ db: fromPglite(lite), backend: 'pglite' }, surroundings)
  } catch (cause) {
    await lite?.close()
    lock?.release()
    throw unavailable(cause)
  }
  const open = lite
  const stopUpkeep = startUpkeep(open, surroundings)

  return {
    kind: 'pglite',
    folder,
    query: queryOf(open),
    transaction: work => open.transaction(tx => work({ query: queryOf(tx) })),
    boss,
    async close () {
      await stopUpkeep()
      await boss.stop({ graceful: false })
      await open.close()
      lock?.release()
    }
  }
}

async function lockOf (folder: string): Promise<Lock> {
  try {
    await mkdir(folder, { recursive: true })
    return await lockFolder(folder)
  } catch (cause) {
    throw unavailable(cause)
  }
}

function queryOf (database: PGlite | Transaction): Queryable['query'] {
  return async <Row>(sql: string, values?: readonly unknown[]) => {
    const { rows } = values === undefined ? (await database.exec(sql)).at(-1) as Results : await database.query(sql, [...values])
    return rows as Row[]
  }
}
