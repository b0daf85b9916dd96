import type { FastifyBaseLogger } from 'fastify'
import { FST_BOT_JOB_DIED, FST_BOT_PUSH_FAILED, FST_BOT_PUSH_REJECTED } from '../../errors.ts'
import { unseal, type Letter } from '../queue/payload.ts'
import { insist } from '../queue/retry-until-aborted.ts'
import { givenUp, type Fetched, type Mail } from '../queue/job-queue.ts'
import { waitAfter } from '../queue/retry.ts'
import type { Push } from './client.ts'
import type { Connector } from './connector.ts'

/** One message to push. */
export interface Message extends Letter { readonly message: unknown }

const DEATHS = 20 // attempts beyond the limit: those whose process died are no fault of the message

/** Pushes one message of the queue. The conversation waits for it: what was said first is read first. */
export function deliverer (mail: Mail, push: Push, { retry }: Connector, log: FastifyBaseLogger) {
  return async function deliver (job: Fetched, signal: AbortSignal): Promise<void> {
    const letter = unseal<Message>(job.data)
    const attempt = job.retryCount + 1
    const label = { conversation: letter.conversation.slice(0, 100), attempt }
    if (attempt > retry.limit + DEATHS) return giveUp(new FST_BOT_JOB_DIED(attempt - 1))

    const pushed = await push(letter.conversation, letter.message, signal)
    if (pushed.outcome === 'sent') {
      await insist(() => mail.finish('push', job), signal)
      log.info(label, 'bot push: sent')
    } else if (pushed.outcome === 'refused') {
      await giveUp(new FST_BOT_PUSH_REJECTED(pushed.why))
    } else if (attempt > retry.limit) {
      await giveUp(new FST_BOT_PUSH_FAILED(pushed.why))
    } else {
      const wait = Math.max(pushed.after ?? 0, waitAfter(attempt, retry))
      log.warn({ ...label, failure: pushed.why, ms: Math.round(wait) }, 'bot push: not now, it is tried again')
      await mail.postpone('push', job, wait)
    }

    async function giveUp (error: { code: string, message: string }): Promise<void> {
      await mail.finish('push', job, { dead: [givenUp('push', letter, error, attempt)] })
      log.error({ ...label, code: error.code }, `bot push: given up: ${error.message}`)
    }
  }
}
