import type { PGlite } from '@electric-sql/pglite'

const LOOK_EVERY_MS = 5000
const MUCH_BYTES = 16 * 1024 * 1024 // of the log of changes

/** Keeps that log small; without this it is reused rather than given back. */
export const SMALL_LOG = ['-c', 'min_wal_size=32MB', '-c', 'max_wal_size=32MB'] // the least that PostgreSQL takes

/**
 * Does what the background processes of PostgreSQL do, which PGlite does not have: gives the space of deleted rows
 * back, counts rows for the planner, and ends the log of changes. Waits until enough was written to be worth it.
 *
 * @param onTrouble gets the code of a failure; the work is tried again
 * @returns a function that stops it, and waits for what is running
 */
export function startVacuum (
  database: Pick<PGlite, 'query' | 'exec'>, onTrouble: (failure: string) => void, everyMs = LOOK_EVERY_MS
): () => Promise<void> {
  let before = '0/0'
  let working: Promise<void> | undefined
  const looking = setInterval(() => { working ??= work().finally(() => { working = undefined }) }, everyMs).unref()

  async function work (): Promise<void> {
    try {
      const { rows: [row] } = await database.query<{ much: boolean }>(
        'SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), $1::pg_lsn) > $2 AS much', [before, MUCH_BYTES])
      if (row?.much !== true) return
      await database.exec('VACUUM ANALYZE')
      await database.exec('CHECKPOINT')
      const { rows: [now] } = await database.query<{ place: string }>('SELECT pg_current_wal_lsn()::text AS place')
      before = now?.place as string
    } catch (error) {
      onTrouble(String((error as { code?: unknown }).code))
    }
  }

  return async () => {
    clearInterval(looking)
    await working
  }
}
