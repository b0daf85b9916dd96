import { Type } from '@sinclair/typebox'
import { optionsSchema } from '../../shared/options/option.ts'
import { readOptions } from '../../shared/options/read-options.ts'
import type { Queryable } from '../../store/store.ts'
import { ENQUEUE } from './enqueue.ts'
import type { OnEnqueued } from './job-queue.ts'
import { decode, QUEUES, type Payload, type QueueName } from './payload.ts'

/** A job, a message or a turn that was given up. */
export interface DeadLetter {
  readonly id: string
  readonly conversation: string
  /** What it was: a job, a message to push, a turn whose user was told to wait. */
  readonly kind: 'job' | 'push' | 'turn'
  /** Name of the job, if it was one. */
  readonly job?: string
  /** Why it was given up. */
  readonly code: string
  readonly reason: string
  readonly attempts: number
  readonly at: Date
}

/** Which dead letters. */
export interface DeadLetterFilter {
  /** Those that were given up for this reason. Default: all */
  code?: string
}

/** Which of them are listed. */
export interface DeadLetterListOptions extends DeadLetterFilter {
  /** Id of a dead letter: those that came after it. Default: from the first */
  after?: string
}

/** `app.bot.deadLetters`: they are kept for 14 days. */
export interface DeadLetters {
  /** The oldest first, 100 at most. @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN */
  list: (options?: DeadLetterListOptions) => Promise<DeadLetter[]>
  /**
   * Puts one back to where it was given up, behind what its conversation waits for. Returns whether there is such a
   * one.
   */
  retry: (id: string) => Promise<boolean>
  /** Puts back all that there are now. Returns how many. @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN */
  retryAll: (filter?: DeadLetterFilter) => Promise<number>
  /** Deletes them. Returns how many. @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN */
  purge: (filter?: DeadLetterFilter) => Promise<number>
}

const PAGE = 100
const BATCH = 2000
const KINDS = { jobs: 'job', pushes: 'push', turns: 'turn' } as const satisfies Record<QueueName, DeadLetter['kind']>
const ID = /^\d{1,15}$/
const code = Type.String({ description: 'Those that were given up for this reason.', defaultText: 'all' })

export const deadLetterFilterSchema = optionsSchema<DeadLetterFilter>({ code }, {
  title: 'DeadLetterFilter', description: 'Options of `bot.deadLetters.retryAll` and `purge`.'
})

export const deadLetterListOptionsSchema = optionsSchema<DeadLetterListOptions>({
  code,
  after: Type.String({
    description: 'Those that came after this one.',
    pattern: ID.source,
    expected: 'the id of a dead letter',
    defaultText: 'from the first'
  })
}, { title: 'DeadLetterListOptions', description: 'Options of `bot.deadLetters.list`.' })

interface Row {
  id: number, queue: QueueName, payload: string, code: string, reason: string, attempts: number, at: Date
}

export function createDeadLetters (store: Queryable, bot: string, onEnqueued: OnEnqueued): DeadLetters {
  async function retryBatch (ids: { from: number, to: number }, code: string | undefined): Promise<number> {
    const [row] = await store.query<{ count: number }>(`
      WITH dead AS (
        DELETE FROM bot_webhook.dead_letter WHERE id IN (
          SELECT id FROM bot_webhook.dead_letter
          WHERE bot = $1 AND id BETWEEN $2 AND $3 AND ($4::text IS NULL OR code = $4) ORDER BY id LIMIT ${BATCH}
        ) RETURNING queue, conversation, payload, id AS place
      ), given AS (SELECT *, CASE queue WHEN 'turns' THEN 'retry ' || place ELSE conversation END AS key
        FROM dead), ${ENQUEUE('given')}
      SELECT (SELECT count(*) FROM item) AS count, (SELECT count(*)
        FROM notified) AS notified`, [bot, ids.from, ids.to, code ?? null])
    onEnqueued(QUEUES)
    return (row as { count: number }).count
  }

  return {
    async list (options = {}) {
      const { after = '0', code } = readOptions(deadLetterListOptionsSchema, options)
      const rows = await store.query<Row>(`
        SELECT id, queue, payload, code, reason, attempts, at FROM bot_webhook.dead_letter
        WHERE bot = $1 AND id > $2 AND ($3::text IS NULL OR code = $3) ORDER BY id
          LIMIT ${PAGE}`, [bot, Number(after), code ?? null])
      return rows.map(({ id, queue, payload, ...row }) => {
        const { conversation, job } = decode<Payload & { job?: string }>(payload)
        return { id: String(id), conversation, kind: KINDS[queue], ...(job !== undefined && { job }), ...row }
      })
    },
    async retry (id) {
      return ID.test(id) && await retryBatch({ from: Number(id), to: Number(id) }, undefined) > 0
    },
    async retryAll (filter = {}) {
      const { code } = readOptions(deadLetterFilterSchema, filter)
      const [row] = await store.query<{
        last: number | null
      }>('SELECT max(id) AS last FROM bot_webhook.dead_letter WHERE bot = $1', [bot])
      let total = 0
      for (let count = BATCH; count === BATCH; total += count) {
        count = await retryBatch({ from: 0, to: row?.last ?? 0 },
          code)
      }
      return total
    },
    async purge (filter = {}) {
      const { code } = readOptions(deadLetterFilterSchema, filter)
      const [row] = await store.query<{ count: number }>(`
        WITH gone AS (DELETE FROM bot_webhook.dead_letter WHERE bot = $1 AND ($2::text IS NULL OR code = $2)
          RETURNING 1)
        SELECT count(*) AS count FROM gone`, [bot, code ?? null])
      return (row as { count: number }).count
    }
  }
}
