import type { FastifyBaseLogger } from 'fastify'
import t from 'tap'
import type { CircuitBreaker } from '../../lib/durable/push/circuit-breaker.ts'
import type { PushResult } from '../../lib/durable/push/client.ts'
import { createPushProcessor } from '../../lib/durable/push/process-push.ts'
import { DEATH_LIMIT } from '../../lib/durable/queue/death-limit.ts'
import type { JobQueue } from '../../lib/durable/queue/job-queue.ts'
import type { TakenItem } from '../../lib/durable/queue/queue-item.ts'

const RETRY = { limit: 2, delay: 1000, backoff: false }
const log = { info () {}, warn () {}, error () {} } as unknown as FastifyBaseLogger
const taken = (): TakenItem => ({
  queue: 'pushes',
  key: 'k',
  fence: 1,
  version: 0,
  id: 1,
  payload: JSON.stringify({ conversation: 'c1', message: { type: 'text', content: 'x' } }),
  failures: 0,
  deaths: 0,
  unconfirmed: 0,
  renewedAt: performance.now()
})

/** What is asked of queue and Bot Connector in one attempt. */
async function attempt ({ item = {}, breaker = {}, result = { outcome: 'sent' }, isHeld = true, isClosing = false }: {
  item?: Partial<TakenItem>,
  breaker?: Partial<CircuitBreaker>,
  result?: PushResult,
  isHeld?: boolean
  isClosing?: boolean
}): Promise<unknown[][]> {
  const asked: unknown[][] = []
  const jobQueue = {
    async end (_item: TakenItem, { dead }: { dead?: { code: string } }) {
      asked.push(dead === undefined ? ['end'] : ['dead', dead.code])
      return { isOurs: true, next: undefined }
    },
    async postpone (_item: TakenItem, { delayMs, failures, unconfirmed }: Record<string, number>) {
      asked.push(['postpone', delayMs, { failures, unconfirmed }])
      return true
    },
    async renew () { asked.push(['renew']) },
    isHeld: () => isHeld
  } as unknown as JobQueue
  const push = async () => {
    asked.push(['push'])
    return result
  }
  const calm = {
    limit: () => 8, waitMs: () => undefined, onSent () {}, onUnavailable: () => undefined, onUnconfirmed () {}
  }
  const processPush = createPushProcessor(jobQueue,
    { push, breaker: { ...calm, ...breaker } as CircuitBreaker, retry: RETRY }, log)
  const signal = isClosing ? AbortSignal.abort(new Error('the app is closing')) : new AbortController().signal
  await processPush({ ...taken(), ...item }, { signal, takesNext: () => true, isSlow: () => false })
  return asked
}

t.test('a message is sent, and its end is noted', async t => {
  t.strictSame(await attempt({}), [['push'], ['end']])
})

t.test('a message that took its process with it again and again is not sent', async t => {
  t.strictSame(await attempt({ item: { deaths: DEATH_LIMIT + 1 } }), [['dead', 'FST_BOT_JOB_DIED']])
})

t.test('a message waits when the breaker has opened since it was taken', async t => {
  const nothing = { failures: undefined, unconfirmed: undefined }
  t.strictSame(await attempt({ breaker: { limit: () => 0, waitMs: () => 700 } }), [['postpone', 700, nothing]])
  t.strictSame(await attempt({ breaker: { limit: () => 0 } }), [['postpone', 0, nothing]])
})

t.test('a process that may have stood still asks whether it still has the message', async t => {
  const item = { renewedAt: performance.now() - 6000 }
  t.strictSame(await attempt({ item }), [['renew'], ['push'], ['end']])
  t.strictSame(await attempt({ item, isHeld: false }), [['renew']], 'another process may be further on')
})

t.test('what a Bot Connector that takes nothing says of the wait is kept to', async t => {
  const result: PushResult = { outcome: 'unavailable', reason: 'it answered 429', isRateLimit: true }
  const nothing = { failures: undefined, unconfirmed: undefined }
  t.strictSame(await attempt({ result }), [['push'], ['postpone', RETRY.delay, nothing]])
  t.strictSame(await attempt({ result: { ...result, afterMs: 5000 } }), [['push'], ['postpone', 5000, nothing]])
  t.strictSame(await attempt({ result, breaker: { onUnavailable: () => 900 } }), [['push'], ['postpone', 900, nothing]])
})

t.test('a message that cannot be delivered is tried again, and given up after the last retry', async t => {
  const result: PushResult = { outcome: 'unavailable', reason: 'ECONNREFUSED', isRateLimit: false }
  t.match(await attempt({ result }), [['push'], ['postpone', Number, { failures: 1 }]])
  t.match(await attempt({ result: { ...result, afterMs: 60_000 } }), [['push'], ['postpone', 60_000, { failures: 1 }]])
  t.strictSame(await attempt({ result, item: { failures: RETRY.limit } }), [['push'], ['dead', 'FST_BOT_PUSH_FAILED']])
})

t.test('a message without an answer is sent again at once by the next process when the app closes', async t => {
  const result: PushResult = { outcome: 'unconfirmed', reason: 'ECONNRESET' }
  t.strictSame(await attempt({ result, isClosing: true }),
    [['push'], ['postpone', 0, { failures: undefined, unconfirmed: 1 }]])
  t.match(await attempt({ result }), [['push'], ['postpone', Number, { unconfirmed: 1 }]])
  t.strictSame(await attempt({ result, item: { unconfirmed: 2 } }), [['push'], ['dead', 'FST_BOT_PUSH_UNCONFIRMED']])
})

t.test('what became of a message that another process has by now is left to that', async t => {
  const results: PushResult[] = [
    { outcome: 'unavailable', reason: 'another process has it' },
    { outcome: 'failed', reason: 'it answered 500' },
    { outcome: 'refused', reason: 'it answered 404' },
    { outcome: 'unconfirmed', reason: 'ECONNRESET' }
  ]
  for (const result of results) t.strictSame(await attempt({ result, isHeld: false }), [['push']], result.outcome)
  t.strictSame(await attempt({ isHeld: false }), [['push'], ['end']], 'the breaker is told, and the queue knows')
})
