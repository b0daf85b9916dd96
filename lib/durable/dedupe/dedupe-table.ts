import { hash } from 'node:crypto'
import type { FastifyError } from '@fastify/error'
import type { CachedResponse, DedupeCall } from '../../dedupe/dedupe-store.ts'
import type { Migration } from '../../store/migrate.ts'
import type { Queryable } from '../../store/store.ts'

/**
 * A process (`owner`) claims a call until it has an answer or a failure. Nothing in it can be read back: call and
 * conversation are hashes. Not logged, so that a turn does not wait for the disk: a database that crashes forgets it.
 */
export const migration: Migration = {
  module: 'dedupe',
  steps: [`
    CREATE UNLOGGED TABLE bot_webhook.answer (
      call bytea PRIMARY KEY,
      bot text NOT NULL,
      conversation bytea,
      owner text NOT NULL,
      until timestamptz NOT NULL,
      body text,
      failure text,
      size integer NOT NULL DEFAULT 0
    );
    CREATE INDEX answer_until ON bot_webhook.answer (until);
    CREATE INDEX answer_bot ON bot_webhook.answer (bot, until);
    CREATE INDEX answer_conversation ON bot_webhook.answer (conversation)
  `]
}

/** How long a claim holds when nobody renews it. */
export const LEASE_MS = 5000
const BODY_KEPT_MS = 5 * 60_000
const FAILURE_KEPT_MS = 5000 // for those who wait
/** A longer answer is known to the process that gave it, and not stored. */
export const MAX_BODY_CHARS = 65_536
const MAX_BYTES = 64 * 1024 * 1024 // of all answers of a bot

/** What is known of a call: an answer, or that somebody runs it. */
export interface Found {
  /** Whether this process has claimed it now. */
  readonly isOurs: boolean
  readonly response: CachedResponse | undefined
  /** Whether nobody runs it, and no answer is kept. */
  readonly isFree: boolean
}

/** A call that somebody wants to run, by its id. */
export interface Claim { readonly id: string, readonly conversation: string | undefined }

/** How a claim of this process ended. */
export interface Completed { readonly id: string, readonly response: CachedResponse }

/** Claims and answers of a bot in a database. Each call is one statement, whatever number of claims it is about. */
export interface DedupeTable {
  /** The hash that names a call here. */
  idOf: (call: DedupeCall) => string
  /** Claims calls that nobody has claimed, whose claim has run out, or which failed; and looks up the others. */
  acquire: (claims: readonly Claim[]) => Promise<Found[]>
  /** Looks a call up, and does not claim it. */
  find: (id: string) => Promise<Found>
  /** Ends claims of this process. */
  complete: (completed: readonly Completed[]) => Promise<void>
  /** Gives up a claim of this process: the call is free. */
  release: (id: string) => Promise<void>
  /** Goes on with claims of this process. */
  renew: (ids: readonly string[]) => Promise<void>
  /** Deletes what is old, of all bots, and the oldest answers of this bot when they have too many bytes. */
  deleteExpired: () => Promise<void>
}

interface Row { is_ours: boolean, body: string | null, failure: string | null, is_over: boolean | null }

export function openDedupeTable (database: Queryable, bot: string, owner: string): DedupeTable {
  return {
    idOf ({ caller, host, method, url, uuid, body }) {
      return hash('sha256', JSON.stringify([bot, caller, host, method, url, uuid]) + body.toString('latin1'), 'hex')
    },

    async acquire (claims) {
      const conversations = claims.map(({ conversation }) =>
        conversation === undefined ? '' : conversationId(bot, conversation))
      const rows = await database.query<Row>(`
        WITH given AS (
          SELECT decode(id, 'hex') AS call, decode(nullif(conversation, ''), 'hex') AS conversation, place
          FROM unnest(string_to_array($3, ' '), string_to_array($4, ' '))
            WITH ORDINALITY AS ids (id, conversation, place)
        ), claimed AS (
          INSERT INTO bot_webhook.answer AS known (call, bot, conversation, owner, until)
          SELECT call, $1, conversation, $2, now() + $5 * interval '1 millisecond' FROM given ORDER BY call
          ON CONFLICT (call) DO UPDATE SET owner = excluded.owner, until = excluded.until, body = NULL, failure = NULL,
            size = 0
          WHERE known.until < now() OR known.failure IS NOT NULL
          RETURNING call
        )
        SELECT claimed.call IS NOT NULL AS is_ours, body, failure, until < now() AS is_over
        FROM given LEFT JOIN claimed USING (call) LEFT JOIN bot_webhook.answer AS known ON known.call = given.call
        ORDER BY place`,
      [bot, owner, claims.map(({ id }) => id).join(' '), conversations.join(' '), LEASE_MS])
      return rows.map(toFound)
    },

    async find (id) {
      const [row] = await database.query<Row>(`
        SELECT false AS is_ours, body, failure, until < now() AS is_over FROM bot_webhook.answer
        WHERE call = decode($1, 'hex')`, [id])
      return row === undefined ? { isOurs: false, response: undefined, isFree: true } : toFound(row)
    },

    async complete (completed) {
      const bodies = completed.map(({ response }) =>
        'body' in response && response.body.length <= MAX_BODY_CHARS ? response.body : null)
      const failures = completed.map(({ response }) =>
        'error' in response ? `${response.error.statusCode} ${response.error.code}` : null)
      const kept = completed.map((_, index) =>
        bodies[index] !== null ? BODY_KEPT_MS : failures[index] !== null ? FAILURE_KEPT_MS : -1)
      await database.query(`
        UPDATE bot_webhook.answer AS known
        SET body = given.body, failure = given.failure, until = now() + kept * interval '1 millisecond',
          size = coalesce(octet_length(given.body), 0)
        FROM unnest(string_to_array($2, ' '), $3::text[], $4::text[], $5::integer[]) AS given (id, body, failure, kept)
        WHERE known.call = decode(given.id, 'hex') AND owner = $1`,
      [owner, completed.map(({ id }) => id).join(' '), bodies, failures, kept])
    },

    async release (id) {
      await database.query("DELETE FROM bot_webhook.answer WHERE call = decode($1, 'hex') AND owner = $2", [id, owner])
    },

    async renew (ids) {
      await database.query(`
        UPDATE bot_webhook.answer SET until = now() + $1 * interval '1 millisecond'
        WHERE call IN (SELECT decode(id, 'hex') FROM unnest(string_to_array($2, ' ')) AS ids (id)) AND owner = $3
          AND body IS NULL AND failure IS NULL`, [LEASE_MS, ids.join(' '), owner])
    },

    async deleteExpired () {
      await database.query(`
        WITH expired AS (DELETE FROM bot_webhook.answer WHERE until < now())
        DELETE FROM bot_webhook.answer WHERE bot = $1 AND call IN (
          SELECT call FROM (SELECT call, sum(size) OVER (ORDER BY until DESC, call) AS bytes FROM bot_webhook.answer
            WHERE bot = $1 AND size > 0) AS summed
          WHERE bytes > $2
        )`, [bot, MAX_BYTES])
    }
  }
}

/** Deletes the answers of a conversation. @returns how many there were */
export async function eraseAnswers (tx: Queryable, bot: string, conversation: string): Promise<number> {
  const rows = await tx.query(
    "DELETE FROM bot_webhook.answer WHERE conversation = decode($1, 'hex') RETURNING 1 AS gone",
    [conversationId(bot, conversation)])
  return rows.length
}

function conversationId (bot: string, conversation: string): string {
  return hash('sha256', `${bot} ${conversation}`, 'hex')
}

/** A call that another process claimed at the same moment is not in the row yet: it is being run. */
function toFound (row: Row): Found {
  if (row.is_ours) return { isOurs: true, response: undefined, isFree: false }
  return { isOurs: false, response: toResponse(row), isFree: row.is_over === true }
}

/** Of a failure the code is known, which is all that a caller is told. */
function toResponse ({ body, failure, is_over: isOver }: Row): CachedResponse | undefined {
  if (isOver === true) return undefined
  if (body !== null) return { body }
  if (failure === null) return undefined
  const [statusCode, code = ''] = failure.split(' ')
  return {
    error: Object.assign(new Error('the same call failed in another process'),
      { statusCode: Number(statusCode), code }) as FastifyError
  }
}
