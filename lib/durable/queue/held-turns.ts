import type { FastifyError } from '@fastify/error'
import type { FastifyBaseLogger } from 'fastify'
import { FST_BOT_JOB_DIED, FST_BOT_SKILL_UNKNOWN } from '../../errors.ts'
import type { BotInternals, RecordedCall } from '../../http/bot-internals.ts'
import { describeFailure } from '../../http/failure.ts'
import { recordCall } from '../../http/recorded-call.ts'
import { toLogLabel } from '../../shared/log-label.ts'
import { withResolvers } from '../../shared/with-resolvers.ts'
import type { Deferrals } from '../../turn/deferral.ts'
import { INTERIM_TIMEOUT_MS } from '../../turn/interim-reply.ts'
import { messageForLog } from '../../turn/message-for-log.ts'
import { DEATH_LIMIT } from './death-limit.ts'
import { toJobs, type WriteInTime } from './deferrals.ts'
import type { JobQueue } from './job-queue.ts'
import type { Result, TakenItem } from './queue-item.ts'
import { decode, toPushes, type Payload } from './payload.ts'
import { settlesWithin, type Attempt } from './worker.ts'

/** A turn whose user was told to wait: the call, as it came. Its headers are not kept, for they hold credentials. */
export interface TurnPayload extends Payload, Omit<RecordedCall, 'bytes'> {
  /** The bytes of the body, in base64; undefined when there was none. */
  readonly body: string | undefined
}

/** The turns of this process whose users were told to wait. */
export interface HeldTurns {
  readonly hold: Required<Deferrals>['hold']
  readonly items: () => TakenItem[]
  /** Waits for those that are running, and after so many milliseconds gives them to another process. */
  readonly stop: (graceMs: number) => Promise<void>
}

/** Keeps a turn until its handler is done, in this process or, when that dies, in another. */
export function createHeldTurns (jobQueue: JobQueue, writeInTime: WriteInTime, log: FastifyBaseLogger): HeldTurns {
  const held = new Map<TakenItem, Promise<void>>()
  const givenBack = new AbortController()

  return {
    async hold (turn) {
      const conversation = turn.id as string
      const { bytes, ...call } = recordCall(turn)
      const payload: TurnPayload = { conversation, ...call, body: bytes?.toString('base64') }
      const item = await writeInTime(async deadline => jobQueue.enqueueTaken('turns', payload, deadline))
      const { promise: done, resolve } = withResolvers()
      held.set(item, done)

      return {
        async done (outcome) {
          const result: Result = 'error' in outcome
            ? {
                dead: { code: outcome.error.code, message: outcome.error.message, attempts: 1 },
                payloads: { pushes: toPushes(conversation, outcome.replies) }
              }
            : {
                payloads: {
                  pushes: toPushes(conversation, outcome.replies), jobs: toJobs(conversation, outcome.deferred)
                }
              }
          const inTime = AbortSignal.any([givenBack.signal, AbortSignal.timeout(INTERIM_TIMEOUT_MS)])
          try {
            const { isOurs } = await jobQueue.end(item, result, inTime)
            if (!isOurs) log.warn(turn.logLabel, 'bot turn: held, and another process has taken it over')
            else if ('error' in outcome) {
              log.error({ ...turn.logLabel, ...describe(outcome.error) },
                `bot turn: held, and moved to the dead letters: ${outcome.error.message}`)
            }
          } catch (error) {
            log.error({ ...turn.logLabel, failure: (error as Error).message },
              'bot turn: held, and its result cannot be stored: another process takes it over')
          } finally {
            held.delete(item)
            resolve()
          }
        }
      }
    },

    items: () => [...held.keys()],

    async stop (graceMs) {
      await settlesWithin(graceMs, Promise.all(held.values()))
      givenBack.abort()
      const left = [...held.keys()]
      held.clear()
      // their leases end by themselves
      await Promise.all(left.map(async item => jobQueue.postpone(item, { delayMs: 0 }))).catch(() => {})
    }
  }
}

/** Takes over a turn whose process died: it runs again from its beginning, and what it answers is pushed. */
export function createTakeoverProcessor ({ recordedCalls }: BotInternals, jobQueue: JobQueue, log: FastifyBaseLogger) {
  return async function processTakeover (item: TakenItem, { signal }: Pick<Attempt, 'signal'>): Promise<undefined> {
    const { conversation, route, method, url, params, body } = decode<TurnPayload>(item.payload)
    const attempt = item.deaths + 1
    const label = { conversation: toLogLabel(conversation), attempt }
    if (item.deaths > DEATH_LIMIT) return toDeadLetter(new FST_BOT_JOB_DIED(item.deaths))

    const run = recordedCalls.get(route)
    if (run === undefined) return toDeadLetter(new FST_BOT_SKILL_UNKNOWN())
    const bytes = body === undefined ? undefined : Buffer.from(body, 'base64')
    const result = await run({ route, method, url, params, bytes }, INTERIM_TIMEOUT_MS)
    const replies = result.status === 200 ? JSON.parse(result.body).replies : []
    if (result.error !== undefined) return toDeadLetter(result.error, replies)
    const payloads = { pushes: toPushes(conversation, replies), jobs: toJobs(conversation, result.deferred) }
    const { isOurs } = await jobQueue.end(item, { payloads }, signal)
    log.info(label, isOurs
      ? 'bot turn: taken over from a process that died'
      : 'bot turn: taken over too late, another process has it')

    async function toDeadLetter (error: FastifyError, replies: readonly unknown[] = []): Promise<undefined> {
      const dead = { code: error.code, message: error.message, attempts: attempt }
      const { isOurs } = await jobQueue.end(item, { dead, payloads: { pushes: toPushes(conversation, replies) } },
        signal)
      if (isOurs) {
        log.error({ ...label, ...describe(error) },
        `bot turn: taken over, and moved to the dead letters: ${messageForLog(error)}`)
      }
    }
  }
}

/** What the log says of an error, with the name and the place of what the handler threw. */
function describe (error: FastifyError): object {
  return { code: error.code, ...(error.cause !== undefined && { failure: describeFailure(error.cause) }) }
}
