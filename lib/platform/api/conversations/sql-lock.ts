import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Queryable } from '../../../store/store.ts'

/** Locks that processes share. One whose process has died ends by itself. */
export interface SharedLocks {
  /** @returns what gives it back; undefined when another process has it, or does not give it back in time */
  lock: (id: string, wait: boolean) => Promise<(() => Promise<void>) | undefined>
  close: () => void
}

const LEASE_SECONDS = 10
const RENEW_MS = 3000
const MAX_WAIT_MS = 30_000
const RETRY_MS = { first: 10, longest: 250 }

export function createSharedLocks (database: Queryable, bot: string, log: Pick<
  FastifyBaseLogger, 'warn'
>): SharedLocks {
  const holder = randomUUID()
  const held = new Set<string>()
  const renewing = setInterval(() => {
    if (held.size === 0) return
    database.query(`UPDATE bot_webhook.conversation_lock SET expires = now() + interval '${LEASE_SECONDS} s'
      WHERE bot = $1 AND holder = $2`, [bot, holder])
      .catch(error => {
        log.warn({ failure: error.message },
          'bot platform: cannot renew the locks of conversations; it is tried again')
      })
  }, RENEW_MS).unref()

  return {
    async lock (id, wait) {
      const until = performance.now() + MAX_WAIT_MS
      for (let pause = RETRY_MS.first; !await take(id); pause = Math.min(pause * 2, RETRY_MS.longest)) {
        if (!wait || performance.now() > until) return undefined
        await sleep(pause)
      }
      held.add(id)
      return () => giveBack(id)
    },
    close () { clearInterval(renewing) }
  }

  async function take (id: string): Promise<boolean> {
    const rows = await database.query(`
      INSERT INTO bot_webhook.conversation_lock AS held (bot, id, holder, expires)
        VALUES ($1, $2, $3, now() + interval '${LEASE_SECONDS} s')
      ON CONFLICT (bot, id) DO UPDATE SET holder = excluded.holder, expires = excluded.expires
        WHERE held.expires < now()
      RETURNING 1`, [bot, id, holder])
    return rows.length > 0
  }

  /** When that fails, the lock expires. */
  async function giveBack (id: string): Promise<void> {
    held.delete(id)
    await database.query('DELETE FROM bot_webhook.conversation_lock WHERE bot = $1 AND id = $2 AND holder = $3',
      [bot, id, holder])
      .catch(error => {
        log.warn({ conversation: id, failure: error.message },
          'bot platform: cannot give back the lock of a conversation; it expires')
      })
  }
}
