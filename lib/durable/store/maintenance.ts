import type { PGlite } from '@electric-sql/pglite'
import type { StoreSurroundings } from './store.ts'

const LOOK = 5000 // milliseconds between two looks at how much was written
const MUCH = 16 * 1024 * 1024 // bytes of the log of changes, after which it is done

/** Keeps that log small; without this it is reused rather than given back. */
export const SMALL_LOG = ['-c', 'min_wal_size=32MB', '-c', 'max_wal_size=32MB'] // the least that PostgreSQL takes

/**
 * Does what other processes of PostgreSQL do, of which PGlite has none: gives the space of deleted rows back, and ends
 * the log of changes, which would grow for as long as this process lives. Waits until enough was written to be worth it.
 *
 * @returns what stops it, and waits for what is being done
 */
export function startUpkeep (database: Pick<PGlite, 'query' | 'exec'>, { log }: Pick<StoreSurroundings, 'log'>, every = LOOK): () => Promise<void> {
  let before = '0/0'
  let working: Promise<void> | undefined
  const looking = setInterval(() => { working ??= work().finally(() => { working = undefined }) }, every).unref()

  async function work (): Promise<void> {
    try {
      const { rows: [row] } = await database.query<{ much: boolean }>('SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), $1::pg_lsn) > $2 AS much', [before, MUCH])
      if (row?.much !== true) return
      await database.exec('VACUUM')
      await database.exec('CHECKPOINT')
      const { rows: [now] } = await database.query<{ place: string }>('SELECT pg_current_wal_lsn()::text AS place')
      before = now?.place as string
    } catch (error) {
      log.warn({ failure: (error as { code?: unknown }).code }, 'bot store: the space of what was deleted could not be given back; it is tried again')
    }
  }

  return async () => {
    clearInterval(looking)
    await working
  }
}
