import { FST_BOT_STORE_NEWER } from '../../errors.ts'
import type { Queryable, Store } from './store.ts'

/** What a room of this package keeps in the schema `bot_webhook`. */
export interface Migration {
  room: string
  /** SQL, each step once and in this order. One that was released is never changed, only followed by others. */
  steps: readonly string[]
}

const LOCK = 0x626f75 // any number that everyone who migrates agrees on

/**
 * Brings the tables of a room up to date, all of it or nothing, one process at a time.
 *
 * @throws FST_BOT_STORE_NEWER when a newer version of this package did more than this one knows
 */
export async function migrate (store: Pick<Store, 'transaction'>, { room, steps }: Migration): Promise<void> {
  await store.transaction(async tx => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    await tx.query('CREATE SCHEMA IF NOT EXISTS bot_webhook; CREATE TABLE IF NOT EXISTS bot_webhook.room (name text PRIMARY KEY, steps integer NOT NULL)')
    const done = await stepsDone(tx, room)
    if (done > steps.length) throw new FST_BOT_STORE_NEWER(room, done, steps.length)
    for (const step of steps.slice(done)) await tx.query(step)
    await tx.query('INSERT INTO bot_webhook.room (name, steps) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET steps = $2', [room, steps.length])
  })
}

async function stepsDone (tx: Queryable, room: string): Promise<number> {
  const [row] = await tx.query<{ steps: number }>('SELECT steps FROM bot_webhook.room WHERE name = $1', [room])
  return row?.steps ?? 0
}
