import type { Store } from '../../../store/store.ts'
import { updateCounters } from './enforce-quota.ts'
import { lock } from './write.ts'

/** Takes out what is older than it may be: entries, groups, and the names of conversations that were erased. */
export async function deleteExpired (store: Pick<
  Store, 'kind' | 'query' | 'transaction'
>, bot: string, oldest: Date): Promise<void> {
  await store.transaction(async tx => {
    await lock(tx, bot)
    await tx.query('DELETE FROM bot_webhook.inbox_entry WHERE bot = $1 AND at < $2', [bot, oldest])
    await tx.query('DELETE FROM bot_webhook.inbox_group WHERE bot = $1 AND last_seen < $2', [bot, oldest])
    await tx.query('DELETE FROM bot_webhook.inbox_erased WHERE bot = $1 AND at < $2', [bot, oldest])
    await updateCounters(tx, bot)
  })
  // it has nobody else who does
  if (store.kind === 'pglite') {
    await store.query('VACUUM bot_webhook.inbox, bot_webhook.inbox_group, bot_webhook.inbox_entry')
  }
}
