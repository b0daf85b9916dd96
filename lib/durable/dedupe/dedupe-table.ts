import { hash } from 'node:crypto'
import type { FastifyError } from '@fastify/error'
import type { DedupeCall, CachedResponse } from '../../dedupe/dedupe-store.ts'
import type { Migration } from '../store/migrate.ts'
import type { Queryable } from '../store/store.ts'

/**
 * A call is claimed by a process (`owner`), until it has an answer or a failure. Nothing in it can be read back: call and
 * conversation are hashes. Not logged, so that a turn does not wait for the disk: a database that crashes forgets it.
 */
export const migration: Migration = {
  room: 'once',
  steps: [`
    CREATE UNLOGGED TABLE bot_webhook.answer (
      call bytea PRIMARY KEY, conversation bytea, owner text NOT NULL, until timestamptz NOT NULL, body text, failure text
    );
    CREATE INDEX ON bot_webhook.answer (until);
    CREATE INDEX ON bot_webhook.answer (conversation)
  `]
}

/** How long a claim holds when nobody renews it. */
export const LEASE = 5000 // milliseconds
const KEPT = 5 * 60_000 // milliseconds
const TOLD = 5000 // milliseconds: how long a failure is there for those who wait

const UNTIL = 'now() + make_interval(secs => $1 / 1000.0)'

/** What is known of a call; nothing but `over` while it is being run. */
interface Row { body: string | null, failure: string | null, over: boolean }

/** Claims and answers of a bot in a database. */
export interface Ledger {
  /** Claims a call that nobody has claimed, or whose claim has run out, or which failed. @returns whether it did */
  take: (call: DedupeCall) => Promise<boolean>
  /** What came of a call; undefined while it is being run. `over` when its claim has run out. */
  look: (call: DedupeCall) => Promise<{ given: CachedResponse | undefined, over: boolean }>
  /** Ends a claim of this process. */
  settle: (call: DedupeCall, given: CachedResponse) => Promise<void>
  /** Gives up a claim of this process: the call is free. */
  release: (call: DedupeCall) => Promise<void>
  /** Goes on with claims of this process. */
  renew: (calls: readonly DedupeCall[]) => Promise<void>
  /** Deletes what is old, of all bots. */
  sweep: () => Promise<void>
}

export function ledgerOf (database: Queryable, name: string, owner: string): Ledger {
  const idOf = ({ caller, host, method, url, uuid, body }: DedupeCall): Buffer => {
    const head = JSON.stringify([name, caller, host, method, url, uuid])
    return hash('sha256', Buffer.concat([Buffer.from(head), body]), 'buffer')
  }

  return {
    async take (call) {
      const rows = await database.query(`
        INSERT INTO bot_webhook.answer AS known (call, conversation, owner, until) VALUES ($2, $3, $4, ${UNTIL})
        ON CONFLICT (call) DO UPDATE SET owner = excluded.owner, until = excluded.until, body = NULL, failure = NULL
        WHERE known.until < now() OR known.failure IS NOT NULL
        RETURNING 1 AS taken
      `, [LEASE, idOf(call), call.conversation === undefined ? null : conversationId(name, call.conversation), owner])
      return rows.length > 0
    },

    async look (call) {
      const [row] = await database.query<Row>('SELECT body, failure, until < now() AS over FROM bot_webhook.answer WHERE call = $1', [idOf(call)])
      return row === undefined ? { given: undefined, over: true } : { given: givenIn(row), over: row.over }
    },

    async settle (call, given) {
      const [time, column, value] = 'body' in given ? [KEPT, 'body', given.body] : [TOLD, 'failure', `${given.error.statusCode} ${given.error.code}`]
      await database.query(`UPDATE bot_webhook.answer SET ${column} = $2, until = ${UNTIL} WHERE call = $3 AND owner = $4`, [time, value, idOf(call), owner])
    },

    async release (call) {
      await database.query('DELETE FROM bot_webhook.answer WHERE call = $1 AND owner = $2', [idOf(call), owner])
    },

    async renew (calls) {
      await database.query(`UPDATE bot_webhook.answer SET until = ${UNTIL} WHERE call = ANY($2::bytea[]) AND owner = $3 AND body IS NULL AND failure IS NULL`, [LEASE, calls.map(idOf), owner])
    },

    async sweep () {
      await database.query('DELETE FROM bot_webhook.answer WHERE until < now()')
    }
  }
}

/** Deletes the answers of a conversation. @returns how many there were */
export async function eraseAnswers (tx: Queryable, name: string, conversation: string): Promise<number> {
  const rows = await tx.query('DELETE FROM bot_webhook.answer WHERE conversation = $1 RETURNING 1 AS gone', [conversationId(name, conversation)])
  return rows.length
}

function conversationId (name: string, conversation: string): Buffer {
  return hash('sha256', `${name} ${conversation}`, 'buffer')
}

/** Of a failure the code is known, which is all that a caller is told. */
function givenIn ({ body, failure, over }: Row): CachedResponse | undefined {
  if (over) return undefined
  if (body !== null) return { body }
  if (failure === null) return undefined
  const [statusCode, code = ''] = failure.split(' ')
  return { error: Object.assign(new Error('the same call failed in another process'), { statusCode: Number(statusCode), code }) as FastifyError }
}
