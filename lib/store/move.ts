import { FST_BOT_STORE_NOT_EMPTY } from '../errors.ts'
import type { Queryable, Store } from './store.ts'

/** In this order, for rows refer to rows of tables before. Answers to calls are not moved: they last five minutes. */
const TABLES = [
  'bot', 'conversation_queue', 'queue_item', 'dead_letter', 'throughput', 'inbox', 'inbox_group', 'inbox_entry',
  'inbox_erased'
]
const BATCH = 500

/**
 * Moves all that a store holds to another one, in one transaction there; then the first one is empty. Both must have
 * their tables, and no bot may work on either.
 *
 * @returns how many rows of each table
 * @throws FST_BOT_STORE_NOT_EMPTY when the other one holds something
 */
export async function moveStore (source: Store, target: Store): Promise<Array<{ table: string, rows: number }>> {
  const moved = await target.transaction(async tx => {
    const counts: Array<{ table: string, rows: number }> = []
    for (const table of TABLES) {
      const [there] = await tx.query(`SELECT FROM bot_webhook.${table} LIMIT 1`)
      if (there !== undefined) throw new FST_BOT_STORE_NOT_EMPTY(table)
      counts.push({ table, rows: await copyTable(source, tx, table) })
    }
    // by a process that has ended
    await tx.query('UPDATE bot_webhook.conversation_queue SET due_at = now() WHERE is_taken')
    return counts
  })
  await source.query(`TRUNCATE ${TABLES.map(table => `bot_webhook.${table}`).join(', ')}`)
  return moved
}

/** Rows travel as JSON, in which PostgreSQL writes and reads every type that the tables have. */
async function copyTable (source: Queryable, target: Queryable, table: string): Promise<number> {
  const rows = await source.query<{ row: string }>(`SELECT to_json(known)::text AS row
    FROM bot_webhook.${table} AS known`)
  for (let from = 0; from < rows.length; from += BATCH) {
    await target.query(`
      INSERT INTO bot_webhook.${table} OVERRIDING SYSTEM VALUE
      SELECT known.* FROM unnest($1::text[]) AS given, json_populate_record(NULL::bot_webhook.${table},
        given::json) AS known`,
    [rows.slice(from, from + BATCH).map(({ row }) => row)])
  }
  const [identity] = await target.query<{ sequence: string | null }>(`SELECT CASE WHEN EXISTS (
    SELECT FROM information_schema.columns WHERE table_schema = 'bot_webhook' AND table_name = $1
      AND column_name = 'id' AND is_identity = 'YES'
  ) THEN pg_get_serial_sequence('bot_webhook.' || $1, 'id') END AS sequence`, [table])
  if (identity?.sequence != null) {
    await target.query(`SELECT setval($1, (SELECT coalesce(max(id), 0) + 1
    FROM bot_webhook.${table}), false)`, [identity.sequence])
  }
  return rows.length
}
