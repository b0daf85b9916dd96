import type { Queryable } from '../../../store/store.ts'

/** What a bot may keep. */
export interface Quota {
  readonly entries: number
  readonly bytes: number
  /** Milliseconds that an entry is kept. */
  readonly ttl: number
}

const SHARE = 0.9 // of the quota that is left, so that not every entry costs a trim

/**
 * Takes out the oldest entries of the largest groups until the quota is kept. A group loses its last entry only when
 * all have one: a flood of one error leaves the others alone. What is counted stays counted.
 */
export async function trim (tx: Queryable, bot: string, {
  entries, bytes
}: Pick<Quota, 'entries' | 'bytes'>): Promise<void> {
  await tx.query(`
    WITH placed AS (
      SELECT id, size, row_number() OVER (PARTITION BY group_id ORDER BY id DESC) AS place FROM bot_webhook.inbox_entry
        WHERE bot = $1
    ), summed AS (
      SELECT id, count(*) OVER kept AS entries, sum(size) OVER kept AS bytes
        FROM placed WINDOW kept AS (ORDER BY place, id DESC)
    )
    DELETE FROM bot_webhook.inbox_entry WHERE id IN (SELECT id FROM summed WHERE entries > $2::float8
      OR bytes > $3::float8)`,
  [bot, entries * SHARE, bytes * SHARE])
  await updateCounters(tx, bot)
}

/** Says anew how much a bot keeps. */
export async function updateCounters (tx: Queryable, bot: string): Promise<void> {
  await tx.query(`
    UPDATE bot_webhook.inbox SET (entries, bytes) = (SELECT count(*), coalesce(sum(size), 0)
      FROM bot_webhook.inbox_entry WHERE bot = $1)
    WHERE bot = $1`, [bot])
}
