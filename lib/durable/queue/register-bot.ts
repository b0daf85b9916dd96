import { createHash } from 'node:crypto'
import { FST_BOT_STORE_NAME_TAKEN } from '../../errors.ts'
import type { Queryable } from '../../store/store.ts'

/**
 * Notes a bot in its store. Two bots of one name would push each other's messages with their own tokens, so a name
 * belongs to one Bot Connector for as long as a process of it lives or something waits.
 *
 * @param connector base URL of the Bot Connector; undefined when the bot has none
 * @throws FST_BOT_STORE_NAME_TAKEN
 */
export async function registerBot (store: Queryable, name: string, connector: string | undefined): Promise<void> {
  const fingerprint = connector === undefined ? null : createHash('sha256').update(connector).digest('base64url')
  const rows = await store.query(`
    INSERT INTO bot_webhook.bot AS known (name, connector) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET connector = coalesce($2, known.connector), seen_at = now()
    WHERE $2::text IS NULL OR known.connector IS NULL OR known.connector = $2
      OR (known.seen_at < now() - interval '1 minute' AND NOT EXISTS (SELECT FROM bot_webhook.conversation_queue
        WHERE bot = $1))
    RETURNING 1`, [name, fingerprint])
  if (rows.length === 0) throw new FST_BOT_STORE_NAME_TAKEN(name)
}
