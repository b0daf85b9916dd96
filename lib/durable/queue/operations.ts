import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import type { Queryable } from '../../store/store.ts'
import { QUEUES, type QueueName } from './payload.ts'

/** What a queue has to do. */
export interface QueueStatus {
  /** Items that wait or run. */
  readonly depth: number
  /** Conversations that these belong to. */
  readonly conversations: number
  /** Items that processes work on now. */
  readonly running: number
  /** Conversations that wait for the retry of an item. */
  readonly retrying: number
  /** Seconds that the oldest item has waited; 0 when there is none. */
  readonly oldestSeconds: number
  /** Items that were worked off, of all processes, per minute of the last five. */
  readonly donePerMinute: number
  /** Attempts that failed, of all processes, per minute of the last five. */
  readonly failedPerMinute: number
  readonly isPaused: boolean
}

/** What a store holds for a bot. */
export interface StoreStatus {
  readonly bot: string
  readonly queues: Readonly<Record<QueueName, QueueStatus>>
  /** By what was given up and why. */
  readonly deadLetters: ReadonlyArray<{
    readonly queue: QueueName, readonly code: string, readonly count: number, readonly oldestAt: Date
  }>
  /** When a process of the bot last said that it is alive; null when none has. */
  readonly seenAt: Date | null
}

interface Row extends Omit<QueueStatus, 'oldestSeconds' | 'donePerMinute' | 'failedPerMinute' | 'isPaused'> {
  queue: QueueName
  oldest: number
  done: number
  failed: number
  paused: boolean
  seen: Date | null
}

const RATE_MINUTES = 5

export async function readStatus (store: Queryable, bot: string): Promise<StoreStatus> {
  const rows = await store.query<Row>(`
    SELECT wanted.queue, depth, conversations, oldest, running, retrying, done, failed,
      coalesce((SELECT wanted.queue = ANY (paused) FROM bot_webhook.bot WHERE bot.name = $1), false) AS paused,
      (SELECT seen_at FROM bot_webhook.bot WHERE bot.name = $1) AS seen
    FROM unnest($2::text[]) AS wanted (queue), LATERAL (
      SELECT count(*) AS depth, count(DISTINCT key) AS conversations, coalesce(extract(epoch
        FROM now() - min(created_at)), 0)::float8 AS oldest
      FROM bot_webhook.queue_item WHERE bot = $1 AND queue = wanted.queue
    ) AS items, LATERAL (
      SELECT count(*) FILTER (WHERE is_taken) AS running, count(*) FILTER (WHERE NOT is_taken
        AND due_at > now()) AS retrying
      FROM bot_webhook.conversation_queue WHERE bot = $1 AND queue = wanted.queue
    ) AS conversation, LATERAL (
      SELECT coalesce(sum(done), 0)::float8 AS done, coalesce(sum(failed), 0)::float8 AS failed
      FROM bot_webhook.throughput WHERE bot = $1 AND queue = wanted.queue
        AND minute >= date_trunc('minute', now()) - interval '${RATE_MINUTES} minutes'
    ) AS rates`, [bot, QUEUES])
  const deadLetters = await store.query<StoreStatus['deadLetters'][number]>(`
    SELECT queue, code, count(*) AS count, min(at) AS "oldestAt" FROM bot_webhook.dead_letter WHERE bot = $1
      GROUP BY queue, code ORDER BY count DESC`, [bot])
  const queues = Object.fromEntries(rows.map(({ queue, oldest, done, failed, paused, seen, ...row }) => [queue, {
    ...row,
    oldestSeconds: oldest,
    donePerMinute: done /
      RATE_MINUTES,
    failedPerMinute: failed / RATE_MINUTES,
    isPaused: paused
  }])) as unknown as StoreStatus['queues']
  return { bot, queues, deadLetters, seenAt: rows[0]?.seen ?? null }
}

/** Stops or continues the work of all processes of a bot. What runs comes to its end. */
export async function setPaused (
  store: Queryable, bot: string, queue: QueueName | undefined, isPaused: boolean
): Promise<void> {
  if (queue !== undefined &&
    !QUEUES.includes(queue)) throw new FST_BOT_OPTION_INVALID('queue', `must be one of ${QUEUES.join(', ')}`)
  const queues = queue === undefined ? QUEUES : [queue]
  await store.query(`
    INSERT INTO bot_webhook.bot AS known (name, paused) VALUES ($1, CASE WHEN $3 THEN $2::text[] ELSE '{}' END)
    ON CONFLICT (name) DO UPDATE SET paused = array(
      SELECT DISTINCT queue FROM unnest(known.paused || CASE WHEN $3 THEN $2::text[] ELSE '{}' END) AS queue WHERE $3
        OR NOT queue = ANY ($2::text[])
    )`, [bot, queues, isPaused])
}

/** `app.bot.store`: what the store holds for the bot, and the switches of an operator. */
export interface StoreOperations {
  status: () => Promise<StoreStatus & {
    /** Why this process pushes nothing at the moment, such as `it answered 401`; null when it does. */
    readonly pushesStopped: string | null
  }>
  /**
   * Has all processes of the bot start nothing more of a queue, or of all; what arrives is kept. Survives a restart.
   */
  pause: (queue?: QueueName) => Promise<void>
  resume: (queue?: QueueName) => Promise<void>
  /** Asks the database. @throws FST_BOT_STORE_UNAVAILABLE when it does not answer within two seconds */
  ready: () => Promise<void>
}
