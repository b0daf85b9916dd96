import type { FastifyError } from '@fastify/error'
import type { FastifyBaseLogger } from 'fastify'
import { FST_BOT_JOB_DIED, FST_BOT_JOB_FAILED, FST_BOT_JOB_INPUT_INVALID, FST_BOT_JOB_UNKNOWN, FST_BOT_REPLY_INVALID } from '../../errors.ts'
import { describeFailure, logThrown } from '../../http/failure.ts'
import { checkReplies, type ReplyPolicy } from '../../turn/respond.ts'
import type { Deferral } from '../../turn/deferral.ts'
import { unseal, type Letter } from './payload.ts'
import { givenUp, type Fetched, type Mail } from './job-queue.ts'
import type { JobRegistry } from './registry.ts'
import { waitAfter, type Retry } from './retry.ts'

/** A job that a turn left for later. */
export interface Errand extends Letter, Deferral {}

const DEATHS = 5 // attempts beyond the limit: those whose process died are not always the fault of the job

/** A job that this process does not know may be known to a replica of a newer version. */
const UNKNOWN: Required<Retry> = { limit: 8, delay: 1000, backoff: true }

/** What is wrong with the input or the replies is wrong the next time, too. */
const STAYS: ReadonlySet<string> = new Set(['FST_BOT_REPLY_INVALID', 'FST_BOT_JOB_INPUT_INVALID'])

/** Does one job of the queue. Its replies are kept in the same moment in which it is done. */
export function jobber (mail: Mail, jobs: JobRegistry, rules: ReplyPolicy, log: FastifyBaseLogger) {
  return async function doJob (fetched: Fetched, signal: AbortSignal): Promise<void> {
    const errand = unseal<Errand>(fetched.data)
    const { conversation, job: name, input } = errand
    const attempt = fetched.retryCount + 1
    const label = { job: name, conversation: conversation.slice(0, 100), attempt }
    const started = performance.now()
    const job = jobs.find(name)
    if (job === undefined) return failed(new FST_BOT_JOB_UNKNOWN(name, 'register it again, or take it from the dead letters'), UNKNOWN)
    if (attempt > job.retry.limit + DEATHS) return giveUp(new FST_BOT_JOB_DIED(attempt - 1))

    let replies: readonly unknown[]
    try {
      jobs.check(name, input) // the schema may be another since
      const outcome = await job.handler(input, { conversation, attempt, signal, log: log.child({ job: name, conversation: label.conversation }) })
      replies = checkReplies(outcome, rules)
      JSON.stringify(replies)
    } catch (reason) {
      return failed(codedFailure(reason), job.retry)
    }
    const ours = await mail.finish('work', fetched, { push: replies.map(message => ({ conversation, message })) })
    log.info({ ...label, ms: Math.round(performance.now() - started) }, ours ? 'bot job: done' : 'bot job: took too long, and was given to another')

    async function failed (error: FastifyError, retry: Required<Retry>): Promise<void> {
      const last = STAYS.has(error.code) || attempt > retry.limit
      logFailure(error, last)
      if (last) return giveUp(error)
      await mail.postpone('work', fetched, signal.aborted ? 0 : waitAfter(attempt, retry))
    }

    async function giveUp (error: FastifyError): Promise<void> {
      await mail.finish('work', fetched, { dead: [givenUp('work', errand, error, attempt)] })
      log.error({ ...label, code: error.code }, `bot job: given up: ${error.message}`)
    }

    function logFailure (error: FastifyError, last: boolean): void {
      const failure = error.code === 'FST_BOT_JOB_FAILED' ? { failure: describeFailure(error.cause) } : {}
      log.warn({ ...label, code: error.code, ...failure }, last ? 'bot job: failed' : 'bot job: failed, it is tried again')
      logThrown(log, error, 'bot job: what went wrong')
    }
  }
}

/** What a job returns may throw when it is looked at, and so is looked at as what it throws. */
function codedFailure (reason: unknown): FastifyError {
  const ours = reason instanceof FST_BOT_REPLY_INVALID || reason instanceof FST_BOT_JOB_INPUT_INVALID
  return ours ? reason as FastifyError : new FST_BOT_JOB_FAILED(describeFailure(reason).name, { cause: reason })
}
