import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { FST_BOT_JOB_DIED } from '../../errors.ts'
import { describeFailure } from '../../http/failure.ts'
import { asInsider, type Insider } from '../../http/insider.ts'
import { getRawBody } from '../../http/raw-body.ts'
import type { Deferral, Deferrals } from '../../turn/deferral.ts'
import { INTERIM_TIMEOUT_MS } from '../../turn/interim-reply.ts'
import { DEATH_LIMIT } from './death-limit.ts'
import { toJobs, type WriteInTime } from './deferrals.ts'
import type { JobQueue, Result, TakenItem } from './job-queue.ts'
import { decode, type Payload } from './payload.ts'
import { toPushes } from './pushes.ts'
import { retryUntilAborted } from './retry-until-aborted.ts'
import { settlesWithin } from './worker.ts'

/** A turn whose user was told to wait: the call, as it came. Its headers are not kept, for they hold credentials. */
export interface TurnPayload extends Payload {
  readonly method: string
  readonly url: string
  /** The bytes of the body, in base64; undefined when there was none. */
  readonly body: string | undefined
}

/** The turns of this process whose users were told to wait. */
export interface HeldTurns {
  readonly hold: Deferrals['hold']
  readonly items: () => TakenItem[]
  /** Waits for those that are running, and after so many milliseconds gives them to another process. */
  readonly stop: (graceMs: number) => Promise<void>
}

/** Keeps a turn until its handler is done, in this process or, when that dies, in another. */
export function createHeldTurns (jobQueue: JobQueue, writeInTime: WriteInTime, log: FastifyBaseLogger): HeldTurns {
  const held = new Map<TakenItem, { done: Promise<void>, resolve: () => void }>()
  const givenBack = new AbortController()

  return {
    async hold (turn) {
      const conversation = turn.id as string
      const { method, originalUrl } = turn.request
      const payload: TurnPayload = { conversation, method, url: originalUrl, body: getRawBody(turn.request)?.toString('base64') }
      const item = await writeInTime(async deadline => jobQueue.enqueueTaken('turns', payload, deadline))
      let resolve = (): void => {}
      const done = new Promise<void>(_resolve => { resolve = _resolve })
      held.set(item, { done, resolve })

      return {
        async done (outcome) {
          const result: Result = 'error' in outcome
            ? { dead: { code: outcome.error.code, message: outcome.error.message, attempts: 1 } }
            : { payloads: { pushes: toPushes(conversation, outcome.replies), jobs: toJobs(conversation, outcome.deferred) } }
          const inTime = AbortSignal.any([givenBack.signal, AbortSignal.timeout(INTERIM_TIMEOUT_MS)])
          try {
            const { isOurs } = await retryUntilAborted(async () => jobQueue.end(item, result), inTime)
            if (!isOurs) log.warn(turn.label, 'bot turn: held, and another process has taken it over')
            else if ('error' in outcome) {
              const { code, message, cause } = outcome.error
              log.error({ ...turn.label, code, failure: describeFailure(cause ?? outcome.error) }, `bot turn: held, and moved to the dead letters: ${message}`)
            }
          } catch (error) {
            log.error({ ...turn.label, failure: (error as Error).message }, 'bot turn: held, and its result cannot be stored: another process takes it over')
          } finally {
            held.delete(item)
            resolve()
          }
        }
      }
    },

    items: () => [...held.keys()],

    async stop (graceMs) {
      await settlesWithin(graceMs, Promise.all([...held.values()].map(({ done }) => done)))
      givenBack.abort()
      const left = [...held.keys()]
      held.clear()
      await Promise.all(left.map(async item => jobQueue.postpone(item, { delayMs: 0 }))).catch(() => {}) // their leases end by themselves
    }
  }
}

/** Takes over a turn whose process died: it runs again from its beginning, and what it answers is pushed. */
export function createTakeoverProcessor (app: FastifyInstance, jobQueue: JobQueue, log: FastifyBaseLogger) {
  return async function processTakeover (item: TakenItem): Promise<undefined> {
    const { conversation, method, url, body } = decode<TurnPayload>(item.payload)
    const attempt = item.deaths + 1
    const label = { conversation: conversation.slice(0, 100), attempt }
    if (item.deaths > DEATH_LIMIT) return toDeadLetter(new FST_BOT_JOB_DIED(item.deaths))

    const inside: Insider = { deadline: INTERIM_TIMEOUT_MS, deferred: [] as Deferral[] }
    const response = await asInsider(inside, async () => await app.inject({ // it begins when it is waited for
      method: method as 'POST',
      url,
      ...(body !== undefined && { payload: Buffer.from(body, 'base64'), headers: { 'content-type': 'application/json' } })
    }))
    const answer = response.json()
    if (response.statusCode !== 200) return toDeadLetter({ code: answer.code, message: `taken over, it was answered ${response.statusCode}` })
    await jobQueue.end(item, { payloads: { pushes: toPushes(conversation, answer.replies), jobs: toJobs(conversation, inside.deferred) } })
    log.info(label, 'bot turn: taken over from a process that died')

    async function toDeadLetter ({ code, message }: { code: string, message: string }): Promise<undefined> {
      const { isOurs } = await jobQueue.end(item, { dead: { code, message, attempts: attempt } })
      if (isOurs) log.error({ ...label, code }, `bot turn: taken over, and moved to the dead letters: ${message}`)
    }
  }
}
