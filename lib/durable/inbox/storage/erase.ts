import type { Queryable } from '../../../store/store.ts'
import { conversationKey, tracesOf } from '../entry/conversation.ts'
import type { Entry } from '../entry/entry.ts'
import { updateCounters } from './enforce-quota.ts'
import { lock } from './write.ts'

/**
 * Takes out all that was kept of a conversation: entries that are about it, and entries in which its id stands
 * anywhere.
 * What arrives later and is older, from the spool of another process, is not taken in any more.
 *
 * @returns how many entries there were
 */
export async function eraseEntries (tx: Queryable, bot: string, conversation: string, at: Date): Promise<number> {
  const key = conversationKey(conversation)
  const traces = tracesOf(conversation)
  await lock(tx, bot)
  await tx.query('INSERT INTO bot_webhook.inbox_erased (bot, conversation, at) VALUES ($1, $2, $3) ON CONFLICT (bot, ' +
    'conversation) DO UPDATE SET at = $3', [bot, key, at])
  const found = traces.map((_, index) => `position($${index + 3}::bytea IN raw) > 0 OR position($${index + 3}::bytea ` +
    'IN convert_to(detail, \'UTF8\')) > 0').join(' OR ')
  const erased = await tx.query(`DELETE FROM bot_webhook.inbox_entry WHERE bot = $1 AND (conversation = $2 OR ${found})
    RETURNING id`, [bot, key, ...traces])
  await updateCounters(tx, bot)
  await tx.query('UPDATE bot_webhook.inbox SET erasures = erasures + 1 WHERE bot = $1', [bot])
  return erased.length
}

/** The same of an entry that is not in the database. */
export function isAbout ({ conversation: key, raw, detail }: Entry, conversation: string): boolean {
  const words = Buffer.from(JSON.stringify(detail))
  return key?.equals(conversationKey(conversation)) === true ||
    tracesOf(conversation).some(trace => raw.includes(trace) || words.includes(trace))
}
