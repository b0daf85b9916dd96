import { randomUUID } from 'node:crypto'
import { createBatcher } from '../../store/batcher.ts'
import type { Queryable, Store } from '../../store/store.ts'
import { MAX_CONCURRENCY } from './concurrency.ts'
import { endItems, type EndedItem, type EndedRow } from './end-items.ts'
import { ENQUEUE } from './enqueue.ts'
import { countEvent } from './metrics.ts'
import { PACE_MS } from './pace.ts'
import {
  columnsOf, conversationKey, encode, orderKey, QUEUES, type Payload, type Payloads, type QueueName
} from './payload.ts'
import type { Result, TakenItem } from './queue-item.ts'
import { retryUntilAborted } from './retry-until-aborted.ts'

/** A worker that is silent for so long loses what it took. On PGlite nobody else could take it. */
export const LEASE_MS = 15_000
const FOREVER_MS = 10 * 365 * 24 * 3_600_000

/** How an attempt failed. */
export interface Postponement {
  readonly delayMs: number
  readonly failures?: number
  readonly unconfirmed?: number
  /** Whether the attempt took long, so that the conversation goes to the slow lane. */
  readonly isSlow?: boolean
}

/** What came of the end of an item. */
export interface Ended {
  /** Whether it was still this process that had it. If not, nothing was written. */
  readonly isOurs: boolean
  readonly next: TakenItem | undefined
}

/** Gets the queues that have something for other workers of this process. */
export type OnEnqueued = (queues: readonly QueueName[]) => void

/** Hands over what waits. Each call is one statement. */
export interface JobQueue {
  readonly bot: string
  readonly store: Store
  /** Ends the messages to other processes: what this one enqueued its workers know already. */
  readonly origin: string
  /**
   * @param deadline when the caller stops waiting, by the clock of the database in seconds. A statement that comes
   * later writes nothing.
   */
  enqueue: (payloads: Payloads, deadline?: number) => Promise<boolean>
  /** Enqueues one item that this process has taken already. */
  enqueueTaken: (queue: QueueName, payload: Payload, deadline?: number) => Promise<TakenItem | undefined>
  /** Takes the first items of conversations that are due, the longest due first. */
  take: (queue: QueueName, limits: { readonly fast: number, readonly slow: number }) => Promise<TakenItem[]>
  /**
   * Ends an item. What it did has happened, so that is tried again until the database says that it is noted.
   *
   * @param signal when it is not tried again any more. Default: it is tried once
   */
  end: (item: TakenItem, result?: Result, signal?: AbortSignal) => Promise<Ended>
  /** Gives an item back, to be tried again. Returns whether it was still this process's. */
  postpone: (item: TakenItem, postponement: Postponement) => Promise<boolean>
  /** Renews the leases of items. Those of another process by now are left alone. */
  renew: (items: readonly TakenItem[]) => Promise<void>
  /** Whether nobody else can have taken the item. */
  isHeld: (item: TakenItem) => boolean
  /** The queues that have something due, and the clock of the database in seconds. */
  findDue: () => Promise<{ queues: readonly QueueName[], clock: number }>
  /** Gives back what the process that had this store before took, and did not end. */
  requeueStalled: () => Promise<void>
}

const GIVEN = (first: number): string =>
  `unnest($${first}::text[], $${first + 1}::text[], $${first + 2}::text[],
    $${first + 3}::text[]) WITH ORDINALITY AS given (queue, key, conversation, payload, place)`

const IN_TIME = (place: number): string =>
  `($${place}::float8 IS NULL OR extract(epoch FROM clock_timestamp()) < $${place}::float8)`

/** Grows, and is another in each life of a row: a conversation that was emptied begins as a new row. */
const NEXT_FENCE = 'greatest(fence + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)'
const HELD = 'bot = $1 AND queue = $2 AND key = $3 AND fence = $4'

/** A plan does not know the limit. With the one inside it is made for as many as can be taken at a time. */
const DUE = (lane: string, limit: string): string => `
  (SELECT * FROM (
    SELECT key, is_taken FROM bot_webhook.conversation_queue
    WHERE bot = $1 AND queue = $2 AND is_slow = ${lane} AND due_at <= now()
      AND NOT (SELECT coalesce((SELECT $2 = ANY (paused) FROM bot_webhook.bot WHERE name = $1), false))
    ORDER BY due_at LIMIT ${MAX_CONCURRENCY} FOR UPDATE SKIP LOCKED
  ) AS due_${lane} LIMIT ${limit})`

/** An item, and how many statements were to end it, alone or together with others. */
interface TriedItem extends EndedItem { tries: number }

interface TakenRow extends Omit<TakenItem, 'queue' | 'renewedAt' | 'id'> { id: number | null }

/** @param pass is waited for before items are ended. Default: nothing is */
export function openJobQueue (
  store: Store, bot: string, onEnqueued: OnEnqueued, pass: () => Promise<void> = async () => {}
): JobQueue {
  const leaseMs = store.kind === 'pglite' ? FOREVER_MS : LEASE_MS
  const origin = randomUUID()
  const endTogether = async (ended: readonly TriedItem[]) => {
    for (const one of ended) one.tries++
    return endItems(store, bot, origin, leaseMs, ended)
  }
  const endAlone = async (one: TriedItem): Promise<EndedRow> => (await endTogether([one]))[0] as EndedRow
  const createEndBatcher = () => createBatcher<TriedItem, EndedRow>(async ended => {
    await pass()
    return endTogether(ended).catch(error => {
      if (ended.length === 1) throw error
      return ended.map(endAlone) // what fails for one is not to keep the others
    })
  }, PACE_MS)
  // one each: a statement changes a row once only, and a job puts messages into a conversation of another queue
  const endInBatch = { jobs: createEndBatcher(), pushes: createEndBatcher(), turns: createEndBatcher() }

  return {
    bot,
    store,
    origin,

    async enqueue (payloads, deadline) {
      const [row] = await store.query<{ count: number }>(`
        WITH given AS (SELECT * FROM ${GIVEN(2)} WHERE ${IN_TIME(6)}), ${ENQUEUE('given', origin)}
        SELECT (SELECT count(*) FROM item) AS count, (SELECT count(*) FROM notified) AS notified`,
      [bot, ...columnsOf(payloads), deadline ?? null])
      onEnqueued(queuesIn(payloads))
      return (row as { count: number }).count > 0
    },

    async enqueueTaken (queue, payload, deadline) {
      const key = orderKey(queue, payload.conversation)
      const sentAt = performance.now()
      const encoded = encode(payload)
      const [row] = await store.query<{ id: number }>(`
        WITH taken AS (
          INSERT INTO bot_webhook.conversation_queue (bot, queue, key, due_at, is_taken, fence)
          SELECT $1, $2, $3, now() + $6 * interval '1 millisecond', true, 1 WHERE ${IN_TIME(7)}
          RETURNING 1
        )
        INSERT INTO bot_webhook.queue_item (bot, queue, key, conversation, payload) SELECT $1, $2, $3, $4, $5
          FROM taken RETURNING id`,
      [bot, queue, key, conversationKey(payload.conversation), encoded, leaseMs, deadline ?? null])
      return row && {
        queue,
        key,
        fence: 1,
        version: 0,
        id: row.id,
        payload: encoded,
        failures: 0,
        deaths: 0,
        unconfirmed: 0,
        renewedAt: sentAt
      }
    },

    async take (queue, { fast, slow }) {
      const sentAt = performance.now()
      const rows = await store.query<TakenRow>(`
        WITH due AS (${DUE('false', '$3')} UNION ALL ${DUE('true', '$4')}), taken AS (
          UPDATE bot_webhook.conversation_queue AS known
          SET due_at = now() + $5 * interval '1 millisecond', is_taken = true, fence = ${NEXT_FENCE}
          FROM due WHERE known.bot = $1 AND known.queue = $2 AND known.key = due.key
          RETURNING known.key, fence, version, due.is_taken AS died
        ), head AS (
          SELECT taken.*, item.id, payload, failures, deaths, unconfirmed FROM taken LEFT JOIN LATERAL (
            SELECT * FROM bot_webhook.queue_item AS item WHERE bot = $1 AND queue = $2 AND item.key = taken.key
              ORDER BY item.id LIMIT 1
          ) AS item ON true
        ), counted AS (
          UPDATE bot_webhook.queue_item AS item SET deaths = item.deaths + 1 FROM head WHERE died AND item.id = head.id
        )
        SELECT key, fence, version, id, payload, failures, deaths + died::integer AS deaths, unconfirmed FROM head`,
      [bot, queue, fast, slow, leaseMs])
      await Promise.all(rows.filter(({ id }) => id === null).map(async row => removeEmpty(queue, row)))
      return rows.filter(({ id }) => id !== null).map(row => toItem(queue, row, sentAt))
    },

    async end (item, result = {}, signal = AbortSignal.abort()) {
      const one: TriedItem = { item, result, tries: 0 }
      let sentAt = 0
      const { version, id, payload, failures, deaths, unconfirmed } = await retryUntilAborted(async () => {
        sentAt = performance.now()
        return endInBatch[item.queue](one)
      }, signal)
      // after a try without an answer it was most likely that one that removed it
      if (version === null) return { isOurs: one.tries > 1, next: undefined }
      const { payloads = {}, dead, takeNext = false } = result
      countEvent(dead === undefined
        ? { bot, queue: item.queue, event: 'done' }
        : { bot, queue: item.queue, event: 'dead', code: dead.code })
      const isLeft = id === null ? version !== item.version : !takeNext
      onEnqueued([...queuesIn(payloads), ...(isLeft ? [item.queue] : [])])
      const { queue, key, fence } = item
      const next = { key, fence, version, id, payload, failures, deaths, unconfirmed }
      return { isOurs: true, next: id === null || !takeNext ? undefined : toItem(queue, next, sentAt) }
    },

    async postpone (item, { delayMs, failures = 0, unconfirmed = 0, isSlow = false }) {
      const rows = await store.query(`
        WITH held AS (
          UPDATE bot_webhook.conversation_queue
          SET due_at = now() + $6 * interval '1 millisecond', is_taken = false, is_slow = $9
          WHERE ${HELD} AND is_taken RETURNING 1
        )
        UPDATE bot_webhook.queue_item SET failures = failures + $7, unconfirmed = unconfirmed + $8 FROM held
          WHERE id = $5 RETURNING 1`,
      [bot, item.queue, item.key, item.fence, item.id, delayMs, failures, unconfirmed, isSlow])
      if (failures + unconfirmed > 0) countEvent({ bot, queue: item.queue, event: 'retry' })
      onEnqueued([item.queue])
      return rows.length > 0
    },

    async renew (items) {
      if (store.kind === 'pglite' || items.length === 0) return
      const sentAt = performance.now()
      const rows = await store.query<{ key: string, queue: string }>(RENEW,
        [bot, items.map(({ queue }) => queue), items.map(({ key }) => key), items.map(({ fence }) => fence), leaseMs])
      const renewed = new Set(rows.map(({ queue, key }) => `${queue}/${key}`))
      for (const item of items) if (renewed.has(`${item.queue}/${item.key}`)) item.renewedAt = sentAt
    },

    isHeld: ({ renewedAt }) => performance.now() - renewedAt < leaseMs,

    async findDue () {
      const [row] = await store.query<{ queues: QueueName[], clock: number }>(`
        SELECT extract(epoch FROM clock_timestamp())::float8 AS clock, array(
          SELECT DISTINCT queue FROM unnest($2::text[]) AS queue, (VALUES (false), (true)) AS lane (is_slow)
          WHERE (SELECT true FROM bot_webhook.conversation_queue AS due WHERE due.bot = $1
            AND due.queue = queue.queue AND due.is_slow = lane.is_slow AND due_at <= now() ORDER BY due_at LIMIT 1)
        ) AS queues`, [bot, QUEUES])
      return row as { queues: QueueName[], clock: number }
    },

    async requeueStalled () {
      if (store.kind === 'postgres') return
      await store.query('UPDATE bot_webhook.conversation_queue SET due_at = now() WHERE bot = $1 AND is_taken', [bot])
    }
  }

  /** A conversation whose items were erased. */
  async function removeEmpty (queue: QueueName, { key, fence, version }: TakenRow): Promise<void> {
    await store.query(`
      WITH removed AS (DELETE FROM bot_webhook.conversation_queue WHERE ${HELD} AND version = $5 RETURNING 1)
      UPDATE bot_webhook.conversation_queue SET due_at = now(), is_taken = false WHERE ${HELD} AND NOT EXISTS (SELECT
        FROM removed)`,
    [bot, queue, key, fence, version])
  }
}

/** Field by field: with a copy of the row, V8 keeps much of each statement until the next full garbage collection. */
function toItem (
  queue: QueueName, { key, fence, version, id, payload, failures, deaths, unconfirmed }: TakenRow, renewedAt: number
): TakenItem {
  return { queue, key, fence, version, id: id as number, payload, failures, deaths, unconfirmed, renewedAt }
}

/** Rows that another statement has locked are ended at this moment, and need no lease. */
export const RENEW = `
  WITH held AS (
    SELECT known.bot, known.queue, known.key
      FROM unnest($2::text[], $3::text[], $4::bigint[]) AS given (queue, key, fence)
    JOIN bot_webhook.conversation_queue AS known
      ON known.bot = $1 AND known.queue = given.queue AND known.key = given.key AND known.fence = given.fence
        AND is_taken
    FOR UPDATE OF known SKIP LOCKED
  )
  UPDATE bot_webhook.conversation_queue AS known SET due_at = now() + $5 * interval '1 millisecond'
  FROM held WHERE known.bot = held.bot AND known.queue = held.queue AND known.key = held.key
  RETURNING known.queue, known.key`

/** Deletes all that the queues hold of a conversation, and its dead letters. What is being done is not called back. */
export async function eraseConversation (tx: Queryable, bot: string, conversation: string): Promise<number> {
  const rows = await tx.query(`
    WITH item AS (DELETE FROM bot_webhook.queue_item WHERE bot = $1 AND conversation = $2 RETURNING 1),
      dead AS (DELETE FROM bot_webhook.dead_letter WHERE bot = $1 AND conversation = $2 RETURNING 1)
    SELECT * FROM item UNION ALL SELECT * FROM dead`, [bot, conversationKey(conversation)])
  return rows.length
}

function queuesIn (payloads: Payloads): QueueName[] {
  return (Object.keys(payloads) as QueueName[]).filter(queue => payloads[queue]?.length !== 0)
}
