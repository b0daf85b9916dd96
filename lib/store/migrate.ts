import { FST_BOT_STORE_NEWER } from '../errors.ts'
import type { Queryable, Store } from './store.ts'

/** The tables of one module of this package, in the schema `bot_webhook`. */
export interface Migration {
  module: string
  /** SQL, each step once and in this order. A step that was released is never changed, only followed by others. */
  steps: readonly string[]
}

const LOCK = 0x626f75 // any number that everyone who migrates agrees on
const BASE = `CREATE SCHEMA IF NOT EXISTS bot_webhook;
CREATE TABLE IF NOT EXISTS bot_webhook.module (name text PRIMARY KEY, steps integer NOT NULL)`

/**
 * Brings tables up to date, all of them or none, one process at a time. Changes nothing, and needs no right to, when
 * they are.
 *
 * @throws FST_BOT_STORE_NEWER when a newer version of this package did more than this one knows
 */
export async function migrate (store: Pick<
  Store, 'query' | 'transaction'
>, ...migrations: readonly Migration[]): Promise<void> {
  const before = await stepsDone(store)
  checkVersions(before, migrations)
  if (migrations.every(({ module, steps }) => before.get(module) === steps.length)) return
  await store.transaction(async tx => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    await tx.query(BASE)
    const done = await stepsDone(tx)
    checkVersions(done, migrations)
    for (const { module, steps } of migrations) {
      for (const step of steps.slice(done.get(module) ?? 0)) await tx.query(step)
      await tx.query(noteSteps(module, steps.length))
    }
  })
}

/** SQL for the owner of a database to run: what `migrate` would do there, or on an empty one. */
export async function migrationScript (
  database: Queryable | undefined, migrations: readonly Migration[]
): Promise<string> {
  const done = database === undefined ? new Map<string, number>() : await stepsDone(database)
  checkVersions(done, migrations)
  const missing = migrations.filter(({ module, steps }) => (done.get(module) ?? 0) < steps.length)
  if (missing.length === 0) return '-- nothing to do: the tables are up to date\n'
  const statements = [
    `SELECT pg_advisory_xact_lock(${LOCK})`,
    BASE,
    ...missing.flatMap(({ module, steps }) => [...steps.slice(done.get(module) ?? 0), noteSteps(module, steps.length)])
  ]
  return `BEGIN;\n${statements.map(sql => `${sql.trim().replace(/;$/, '')};\n`).join('')}COMMIT;\n`
}

function noteSteps (module: string, steps: number): string {
  return `INSERT INTO bot_webhook.module (name, steps) VALUES ('${module}', ${steps}) ON CONFLICT (name) DO UPDATE
    SET steps = ${steps}`
}

function checkVersions (done: ReadonlyMap<string, number>, migrations: readonly Migration[]): void {
  for (const { module, steps } of migrations) {
    const known = done.get(module) ?? 0
    if (known > steps.length) throw new FST_BOT_STORE_NEWER(module, known, steps.length)
  }
}

/** How many steps of each module were done. */
async function stepsDone (database: Queryable): Promise<Map<string, number>> {
  const [
    there
  ] = await database.query<{ there: boolean }>("SELECT to_regclass('bot_webhook.module') IS NOT NULL AS there")
  if (there?.there !== true) return new Map()
  const rows = await database.query<{ name: string, steps: number }>('SELECT name, steps FROM bot_webhook.module')
  return new Map(rows.map(({ name, steps }) => [name, steps]))
}
