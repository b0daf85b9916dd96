import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { JobQueue } from '../../lib/durable/queue/job-queue.ts'
import type { TakenItem } from '../../lib/durable/queue/queue-item.ts'
import { startWorker } from '../../lib/durable/queue/worker.ts'
import { until } from '../support/durable.ts'

const CONCURRENCY = 4

t.test('a queue is looked at when a slot is free, and only then', async t => {
  let left = 10
  let looks = 0
  const ends: Array<() => void> = []
  const jobQueue = {
    async take (_queue: string, { fast }: { fast: number }) {
      looks++
      const count = Math.min(fast, left)
      left -= count
      return Array.from({ length: count }, () => ({}) as TakenItem)
    },
    isHeld: () => true
  } as unknown as JobQueue
  const worker = startWorker(jobQueue, 'pushes', {
    concurrency: CONCURRENCY,
    timeoutMs: 60_000,
    process: async () => new Promise(resolve => { ends.push(() => { resolve(undefined) }) }),
    onTrouble: error => { throw error }
  })
  await until(() => ends.length === CONCURRENCY)
  t.equal(looks, 1, 'one look fills the slots')
  ends.shift()?.()
  await until(() => ends.length === CONCURRENCY)
  await rounds()
  t.equal(looks, 2, 'another one when a slot has become free')
  for (const end of ends.splice(0)) end()
  await until(() => ends.length === CONCURRENCY)
  for (const end of ends.splice(0)) end()
  await until(() => left === 0 && ends.length === 1)
  for (const end of ends.splice(0)) end()
  await worker.stop(1000)
  t.equal(left, 0)
})

t.test('an attempt is told to stop once, when it takes too long or another process has its item', async t => {
  for (const [staysHeld, timeoutMs, reason] of [
    [true, 100, /takes too long/], [false, 60_000, /lease is lost/]
  ] as const) {
    const reasons: Error[] = []
    const items = [{}] as TakenItem[]
    let isHeld = true
    const jobQueue = { take: async () => items.splice(0), isHeld: () => isHeld } as unknown as JobQueue
    let end = (): void => {}
    const worker = startWorker(jobQueue, 'pushes', {
      concurrency: CONCURRENCY,
      timeoutMs,
      process: async (_item, { signal }) => {
        signal.addEventListener('abort', () => { reasons.push(signal.reason) })
        isHeld = staysHeld
        return new Promise(resolve => { end = () => { resolve(undefined) } })
      },
      onTrouble: error => { throw error }
    })
    await until(() => reasons.length > 0)
    await new Promise(resolve => setTimeout(resolve, 600)) // it looks twice more
    t.match(reasons, [{ message: reason }])
    t.equal(reasons.length, 1)
    end()
    await worker.stop(1000)
  }
})

t.test('an attempt does not begin when another process has its item by then', async t => {
  const items = ['first', 'second'].map(key => ({ key }) as TakenItem)
  const begun: string[] = []
  const jobQueue = { take: async () => items.splice(0), isHeld: ({ key }: TakenItem) => key === 'first' }
  const worker = startWorker(jobQueue as unknown as JobQueue, 'jobs', {
    concurrency: CONCURRENCY,
    timeoutMs: 60_000,
    process: async ({ key }) => {
      begun.push(key)
      return undefined
    },
    onTrouble: error => { throw error }
  })
  await until(() => items.length === 0 && worker.items().length === 0)
  await worker.stop(1000)
  t.strictSame(begun, ['first'])
})

t.test('a worker lets turns go first before it takes something, and before it begins that', async t => {
  const steps: string[] = []
  const items = [{} as TakenItem]
  const jobQueue = {
    async take () {
      steps.push('take')
      return items.splice(0)
    },
    isHeld: () => true
  } as unknown as JobQueue
  const worker = startWorker(jobQueue, 'pushes', {
    concurrency: 1,
    timeoutMs: 60_000,
    async process () {
      steps.push('begin')
      return undefined
    },
    async pass () {
      steps.push('pass')
      await sleep(5)
    },
    onTrouble: error => { throw error }
  })
  await until(() => steps.includes('begin'))
  await worker.stop(1000)
  t.strictSame(steps.slice(0, 4), ['pass', 'take', 'pass', 'begin'])
})

async function rounds (): Promise<void> {
  for (let round = 0; round < 20; round++) await new Promise(resolve => setImmediate(resolve))
}
