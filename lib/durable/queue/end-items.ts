import type { Queryable } from '../../store/store.ts'
import { ENQUEUE } from './enqueue.ts'
import { columnsOf } from './payload.ts'
import type { Result, TakenItem } from './queue-item.ts'

/** An item that this process ends, and what comes of it. */
export interface EndedItem { readonly item: TakenItem, readonly result: Result }

/** What the database says of an item that was ended. */
export interface EndedRow extends Pick<TakenItem, 'payload' | 'failures' | 'deaths' | 'unconfirmed'> {
  /** Null when another process has the conversation: then nothing was written. */
  readonly version: number | null
  /** The next item of the conversation, if there is one. */
  readonly id: number | null
}

const HELD = `known.bot = $1 AND known.queue = outcome.queue AND known.key = outcome.key
  AND known.fence = outcome.fence`

/**
 * The rows of `held` are as they are when they are locked; the statement sees all else as it was when it began. So what
 * becomes of a conversation is decided by the version in `held`: an item that came in between is found there.
 *
 * What comes of an item is written for those in `done`: when the answer of the database is lost, the item is ended once
 * more, and its messages are not to be sent twice.
 */
const END = (origin: string, hasResults: boolean): string => `
  WITH ended AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::boolean[],
      $8::boolean[]) WITH ORDINALITY AS ended (queue, key, fence, id, version, takes_next, is_slow, place)
  ), held AS (
    SELECT ended.*, known.version AS new_version FROM ended JOIN bot_webhook.conversation_queue AS known
      ON known.bot = $1 AND known.queue = ended.queue AND known.key = ended.key AND known.fence = ended.fence
    ORDER BY known.queue, known.key FOR UPDATE OF known
  ), done AS (
    DELETE FROM bot_webhook.queue_item AS item USING held WHERE item.id = held.id
    RETURNING held.place, held.queue, conversation, payload
  ), outcome AS (
    SELECT held.*, next.id AS next_id, payload, failures, deaths, unconfirmed, takes_next AND next.id IS NOT NULL
      AS goes_on FROM held LEFT JOIN LATERAL (
        SELECT * FROM bot_webhook.queue_item AS item
        WHERE item.bot = $1 AND item.queue = held.queue AND item.key = held.key AND item.id > held.id
        ORDER BY item.id LIMIT 1
      ) AS next ON true
  ), kept AS (
    UPDATE bot_webhook.conversation_queue AS known SET is_slow = outcome.is_slow, is_taken = goes_on,
      due_at = now() + CASE WHEN goes_on THEN $9 * interval '1 millisecond' ELSE interval '0' END
    FROM outcome WHERE ${HELD} AND (next_id IS NOT NULL OR new_version <> outcome.version)
  ), removed AS (
    DELETE FROM bot_webhook.conversation_queue AS known USING outcome
    WHERE ${HELD} AND next_id IS NULL AND new_version = outcome.version
  )${hasResults
    ? `, dead AS (
    INSERT INTO bot_webhook.dead_letter (bot, queue, conversation, payload, code, reason, attempts)
    SELECT $1, queue, conversation, payload, code, reason, attempts FROM done JOIN unnest($10::text[], $11::text[],
      $12::integer[]) WITH ORDINALITY AS dead (code, reason, attempts, place) USING (place) WHERE code IS NOT NULL
  ), given AS (
    SELECT given.* FROM unnest($13::bigint[], $14::text[], $15::text[], $16::text[], $17::text[]) WITH ORDINALITY
      AS given (ended, queue, key, conversation, payload, place) JOIN done ON done.place = given.ended
  ), ${ENQUEUE('given', origin)}`
    : ''}
  SELECT new_version AS version, next_id AS id, payload, failures, deaths, unconfirmed
    ${hasResults ? ', (SELECT count(*) FROM notified) AS notified' : ''}
  FROM ended LEFT JOIN outcome USING (place) ORDER BY place`

/** Ends items of this process in one statement: all of them, or none. @returns one row each */
export async function endItems (
  database: Queryable, bot: string, origin: string, leaseMs: number, ended: readonly EndedItem[]
): Promise<EndedRow[]> {
  const column = <T>(of: (one: EndedItem) => T): T[] => ended.map(of)
  const values: unknown[] = [
    bot,
    column(({ item }) => item.queue),
    column(({ item }) => item.key),
    column(({ item }) => item.fence),
    column(({ item }) => item.id),
    column(({ item }) => item.version),
    column(({ result }) => result.takeNext === true),
    column(({ result }) => result.isSlow === true),
    leaseMs
  ]
  const hasResults = ended.some(({ result: { dead, payloads } }) => dead !== undefined || payloads !== undefined)
  if (hasResults) {
    values.push(column(({ result }) => result.dead?.code ?? null), column(({ result }) => result.dead?.message ?? null),
      column(({ result }) => result.dead?.attempts ?? null))
    const given = ended.map(({ result }) => columnsOf(result.payloads ?? {}))
    values.push(given.flatMap(([queues], index) => queues.map(() => index + 1)))
    for (const index of [0, 1, 2, 3] as const) values.push(given.flatMap(columns => columns[index]))
  }
  return database.query<EndedRow>(END(origin, hasResults), values)
}
