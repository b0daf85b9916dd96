import type { Queryable } from '../../store/store.ts'
import { countThroughput } from './metrics.ts'

const FLUSH_MS = 10_000
const SEEN_MS = 20_000
const DELETE_MS = 600_000
const RETENTION = { deadLetters: '14 days', throughput: '1 day' }

/**
 * Notes that the bot is alive and how much it has done, and deletes what is too old.
 *
 * @returns a function that stops it, after what was counted is noted
 */
export function startUpkeep (store: Queryable, bot: string, onTrouble: (error: Error) => void): () => Promise<void> {
  const throughput = countThroughput(bot)
  const timers = [
    every(FLUSH_MS, flush),
    every(SEEN_MS,
      async () => { await store.query('UPDATE bot_webhook.bot SET seen_at = now() WHERE name = $1', [bot]) }),
    every(DELETE_MS, deleteExpired)
  ]

  function every (milliseconds: number, work: () => Promise<void>): NodeJS.Timeout {
    return setInterval(() => { work().catch(onTrouble) }, milliseconds).unref()
  }

  async function flush (): Promise<void> {
    for (const [queue, { done, failed }] of throughput.take()) {
      await store.query(`
        INSERT INTO bot_webhook.throughput AS known (bot, queue, minute, done, failed)
          VALUES ($1, $2, date_trunc('minute', now()), $3, $4)
        ON CONFLICT (bot, queue, minute) DO UPDATE
          SET done = known.done + $3, failed = known.failed + $4`, [bot, queue, done, failed])
    }
  }

  async function deleteExpired (): Promise<void> {
    await store.query('DELETE FROM bot_webhook.dead_letter WHERE bot = $1 AND at < now() - $2::interval',
      [bot, RETENTION.deadLetters])
    await store.query('DELETE FROM bot_webhook.throughput WHERE bot = $1 AND minute < now() - $2::interval',
      [bot, RETENTION.throughput])
  }

  return async () => {
    for (const timer of timers) clearInterval(timer)
    await flush().catch(onTrouble)
    throughput.stop()
  }
}
