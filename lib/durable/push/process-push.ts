import type { FastifyBaseLogger } from 'fastify'
import { FST_BOT_JOB_DIED, FST_BOT_PUSH_FAILED, FST_BOT_PUSH_REJECTED, FST_BOT_PUSH_UNCONFIRMED } from '../../errors.ts'
import { toLogLabel } from '../../shared/log-label.ts'
import { DEATH_LIMIT } from '../queue/death-limit.ts'
import type { JobQueue } from '../queue/job-queue.ts'
import type { TakenItem } from '../queue/queue-item.ts'
import { decode, type PushPayload } from '../queue/payload.ts'
import { retryUntilAborted } from '../queue/retry-until-aborted.ts'
import { waitAfter } from '../queue/retry.ts'
import type { Attempt } from '../queue/worker.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import type { Push } from './client.ts'
import type { Connector } from './connector.ts'

/** How often a message is sent again that got no answer: each time the user may read it once more. */
const UNCONFIRMED_LIMIT = 2
const OLD_LEASE_MS = 5000 // when it was renewed so long ago, the process may have stood still

/** Pushes one message. The conversation waits for it: what was said first is read first. */
export function createPushProcessor (
  jobQueue: JobQueue, {
    push, breaker, retry
  }: { push: Push, breaker: CircuitBreaker, retry: Connector['retry'] }, log: FastifyBaseLogger
) {
  return async function processPush (item: TakenItem, {
    signal, takesNext, isSlow
  }: Attempt): Promise<TakenItem | undefined> {
    const { conversation, message } = decode<PushPayload>(item.payload)
    const label = {
      conversation: toLogLabel(conversation), attempt: item.failures + item.unconfirmed + item.deaths + 1
    }
    if (item.deaths > DEATH_LIMIT) return toDeadLetter(new FST_BOT_JOB_DIED(item.deaths))
    if (breaker.limit() === 0) { // it opened since this conversation was taken
      await jobQueue.postpone(item, { delayMs: breaker.waitMs() ?? 0 })
      return
    }
    const isHeld = (): boolean => jobQueue.isHeld(item)
    if (performance.now() - item.renewedAt > OLD_LEASE_MS) {
      await jobQueue.renew([item])
      if (!isHeld()) return // another process has it, and may be further on
    }

    const result = await push(conversation, message, { signal, isHeld })
    if (result.outcome !== 'sent' && !isHeld()) return // another process has it by now, and says what comes of it
    switch (result.outcome) {
      case 'sent': {
        breaker.onSent(conversation)
        const { next } = await jobQueue.end(item, { isSlow: isSlow(), takeNext: takesNext() }, signal)
        log.info(label, 'bot push: sent')
        return next
      }
      case 'refused': return toDeadLetter(new FST_BOT_PUSH_REJECTED(result.reason))
      case 'unavailable': {
        const wait = breaker.onUnavailable(conversation, result.reason, result.afterMs)
        if (wait === undefined && !result.isRateLimit) return fail(result.reason, result.afterMs)
        await jobQueue.postpone(item, { delayMs: wait ?? Math.max(result.afterMs ?? 0, retry.delay), isSlow: isSlow() })
        return
      }
      case 'failed': return fail(result.reason, result.afterMs)
      case 'unconfirmed': {
        breaker.onUnconfirmed(result.reason)
        if (item.unconfirmed >= UNCONFIRMED_LIMIT) {
          return toDeadLetter(new FST_BOT_PUSH_UNCONFIRMED(item.unconfirmed + 1, result.reason))
        }
        const wait = signal.aborted ? 0 : waitAfter(item.unconfirmed + 1, retry)
        logRetry(result.reason, wait)
        await retryUntilAborted(async () =>
          jobQueue.postpone(item, { delayMs: wait, unconfirmed: 1, isSlow: isSlow() }), signal)
      }
    }

    async function fail (reason: string, afterMs = 0): Promise<TakenItem | undefined> {
      if (item.failures >= retry.limit) return toDeadLetter(new FST_BOT_PUSH_FAILED(reason))
      const wait = Math.max(afterMs, waitAfter(item.failures + 1, retry))
      logRetry(reason, wait)
      await jobQueue.postpone(item, { delayMs: wait, failures: 1, isSlow: isSlow() })
    }

    async function toDeadLetter ({ code, message }: { code: string, message: string }): Promise<TakenItem | undefined> {
      const { isOurs, next } = await jobQueue.end(item,
        { dead: { code, message, attempts: label.attempt }, isSlow: isSlow(), takeNext: takesNext() }, signal)
      if (isOurs) log.error({ ...label, code }, `bot push: moved to the dead letters: ${message}`)
      return next
    }

    function logRetry (failure: string, wait: number): void {
      log.warn({ ...label, failure, ms: Math.round(wait) }, 'bot push: failed, trying again')
    }
  }
}
