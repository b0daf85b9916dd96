import type { FastifyError } from '@fastify/error'
import type { FastifyBaseLogger } from 'fastify'
import {
  FST_BOT_JOB_DIED, FST_BOT_JOB_FAILED, FST_BOT_JOB_INPUT_INVALID, FST_BOT_JOB_UNKNOWN, FST_BOT_REPLY_INVALID
} from '../../errors.ts'
import { describeFailure, logFailure } from '../../http/failure.ts'
import { toLogLabel } from '../../shared/log-label.ts'
import { withResolvers } from '../../shared/with-resolvers.ts'
import { messageForLog } from '../../turn/message-for-log.ts'
import { checkReplies, type ReplyPolicy } from '../../turn/respond.ts'
import type { Deferral } from '../../turn/deferral.ts'
import type { JobContext } from './job.ts'
import type { JobQueue } from './job-queue.ts'
import type { TakenItem } from './queue-item.ts'
import { decode, toPushes, type Payload } from './payload.ts'
import type { JobRegistry } from './registry.ts'
import { waitAfter, type Retry } from './retry.ts'
import { DEATH_LIMIT } from './death-limit.ts'
import type { Attempt } from './worker.ts'

/** A job that a turn left for later. */
export interface JobPayload extends Payload, Deferral {}

/** A job that this process does not know may be known to a replica of a newer version. */
const UNKNOWN_JOB: Required<Retry> = { limit: 8, delay: 1000, backoff: true }

/** An invalid input or reply is invalid the next time, too. */
const PERMANENT: ReadonlySet<string> = new Set(['FST_BOT_REPLY_INVALID', 'FST_BOT_JOB_INPUT_INVALID'])

/** Runs one job. Its replies are enqueued in the statement that ends it. */
export function createJobProcessor (jobQueue: JobQueue, jobs: JobRegistry, rules: ReplyPolicy, log: FastifyBaseLogger) {
  return async function processJob (item: TakenItem, {
    signal, takesNext, isSlow
  }: Attempt): Promise<TakenItem | undefined> {
    const { conversation, job: name, input } = decode<JobPayload>(item.payload)
    const attempt = item.failures + item.deaths + 1
    const label = { job: name, conversation: toLogLabel(conversation), attempt }
    const started = performance.now()
    const job = jobs.find(name)
    if (job === undefined) {
      return fail(new FST_BOT_JOB_UNKNOWN(name, 'register it again, or take it from the dead letters'), UNKNOWN_JOB)
    }
    if (item.deaths > DEATH_LIMIT) return toDeadLetter(new FST_BOT_JOB_DIED(item.deaths))

    let replies: readonly unknown[]
    try {
      jobs.check(name, input) // the schema may be another since
      replies = checkReplies(await orAborted(signal, async () => job.handler(input, createContext())), rules)
      JSON.stringify(replies)
    } catch (reason) {
      return fail(toJobError(reason), job.retry)
    }
    const { isOurs, next } = await jobQueue.end(item,
      { payloads: { pushes: toPushes(conversation, replies) }, isSlow: isSlow(), takeNext: takesNext() }, signal)
    log.info({ ...label, ms: Math.round(performance.now() - started) },
      isOurs ? 'bot job: done' : 'bot job: done too late, another process has it')
    return next

    async function fail (error: FastifyError, retry: Required<Retry>): Promise<TakenItem | undefined> {
      // by the end of the app, or a lost lease
      const isInterrupted = signal.aborted && (signal.reason as Error).name !== 'TimeoutError'
      const isLast = !isInterrupted && (PERMANENT.has(error.code) || item.failures >= retry.limit)
      logAttempt(error, isLast)
      if (isLast) return toDeadLetter(error)
      const delayMs = isInterrupted ? 0 : waitAfter(item.failures + 1, retry)
      await jobQueue.postpone(item, { delayMs, failures: isInterrupted ? 0 : 1, isSlow: isSlow() })
    }

    async function toDeadLetter (error: FastifyError): Promise<TakenItem | undefined> {
      const { code, message } = error
      const payloads = { pushes: toPushes(conversation, await repliesTo(error)) }
      const { isOurs, next } = await jobQueue.end(item,
        { dead: { code, message, attempts: attempt }, payloads, takeNext: takesNext() }, signal)
      if (isOurs) log.error({ ...label, code }, `bot job: moved to the dead letters: ${messageForLog(error)}`)
      return next
    }

    /** What the user reads who waits; nothing when the error reply fails, too. */
    async function repliesTo (error: FastifyError): Promise<readonly unknown[]> {
      const errorReply = job?.errorReply
      try {
        const result = typeof errorReply === 'function'
          ? await orAborted(signal, async () => errorReply(error, createContext()))
          : errorReply
        const replies = checkReplies(result, rules)
        JSON.stringify(replies)
        return replies
      } catch (reason) {
        logFailure(log, {
          level: 'error',
          line: { ...label, failure: describeFailure(reason) },
          message: 'bot job: the error reply failed, the user reads nothing',
          thrown: reason
        })
        return []
      }
    }

    function createContext (): JobContext {
      return { conversation, attempt, signal, log: log.child({ job: name, conversation: label.conversation }) }
    }

    function logAttempt (error: FastifyError, isLast: boolean): void {
      const { code, cause } = error
      const isThrown = code === 'FST_BOT_JOB_FAILED'
      logFailure(log, {
        level: 'warn',
        line: { ...label, code, ...(isThrown && { failure: describeFailure(cause) }) },
        message: isLast ? 'bot job: failed' : 'bot job: failed, trying again',
        thrown: isThrown ? cause : error
      })
    }
  }
}

/** A handler that does not look at its signal is not waited for when that is aborted. */
async function orAborted<T> (signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  const { promise: aborted, reject } = withResolvers<never>()
  const onAbort = (): void => { setTimeout(() => { reject(signal.reason) }, LAST_WORDS_MS) }
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([run(), aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

const LAST_WORDS_MS = 500

/** What a job returns may throw when it is looked at, like what it throws. */
function toJobError (reason: unknown): FastifyError {
  const isOurs = reason instanceof FST_BOT_REPLY_INVALID || reason instanceof FST_BOT_JOB_INPUT_INVALID
  return isOurs ? reason as FastifyError : new FST_BOT_JOB_FAILED(describeFailure(reason).name, { cause: reason })
}
