import { setTimeout as sleep } from 'node:timers/promises'
import type { PgBoss } from 'pg-boss'
import type { Fetched } from './job-queue.ts'

/** Does what is in a queue. */
export interface Worker {
  /** Looks at the queue now. */
  wake: () => void
  /** Fetches nothing more, waits for what is being done, and after so many milliseconds tells that to stop. */
  stop: (grace: number) => Promise<void>
}

export interface Work {
  /** How many jobs are done at a time. */
  slots: number
  /** Ends the attempt itself; when it rejects, the job is found by its silence. The signal says that it must come to an end. */
  run: (job: Fetched, signal: AbortSignal) => Promise<void>
  /** Hears that the queue could not be looked at. */
  onTrouble: (error: Error) => void
}

const POLL = 500 // milliseconds: what this process puts into a queue wakes the worker; this is for what others do, and for what is due later
const HEARTBEAT = 3000 // milliseconds
const HURRY = 2000 // milliseconds before the end of its time in which an attempt is told to stop
const LAST_WORDS = 1000 // milliseconds: for what was told to stop

/** Starts to work off a queue. A job that ends makes room for the next at once. */
export function startWorker (boss: PgBoss, queue: string, { slots, run, onTrouble }: Work): Worker {
  const running = new Map<Fetched, { controller: AbortController, done: Promise<void> }>()
  let stopping = false
  let rest = new AbortController() // aborted to end a rest
  let woken = false

  const heartbeat = setInterval(() => {
    if (running.size > 0) boss.touch(queue, [...running.keys()]).catch(onTrouble)
  }, HEARTBEAT).unref()
  const ended = loop()

  async function loop (): Promise<void> {
    while (!isStopping()) {
      woken = false
      const free = slots - running.size
      let found = 0
      try {
        const jobs = free === 0 ? [] : await boss.fetch<Fetched['data']>(queue, { batchSize: free })
        found = jobs.length
        for (const job of jobs) start(job, job.expireInSeconds)
      } catch (error) {
        if (!stopping) onTrouble(error as Error)
      }
      if (free === 0 || found < free) await pause()
    }
  }

  function start (job: Fetched, seconds: number): void {
    const controller = new AbortController()
    const timer = setTimeout(() => { controller.abort(new Error('the job takes too long')) }, seconds * 1000 - HURRY)
    const done = run(job, controller.signal).catch(onTrouble).finally(() => {
      clearTimeout(timer)
      running.delete(job)
      wake()
    })
    running.set(job, { controller, done })
  }

  function isStopping (): boolean {
    return stopping
  }

  async function pause (): Promise<void> {
    if (woken || stopping) return
    rest = new AbortController()
    await sleep(POLL, undefined, { signal: rest.signal, ref: false }).catch(() => {})
  }

  function wake (): void {
    woken = true
    rest.abort()
  }

  async function stop (grace: number): Promise<void> {
    stopping = true
    wake()
    await ended
    const all = Promise.all([...running.values()].map(({ done }) => done))
    if (!await within(grace, all)) {
      for (const { controller } of running.values()) controller.abort(new Error('the app is closing'))
      await within(LAST_WORDS, all)
    }
    clearInterval(heartbeat)
  }

  return { wake, stop }
}

async function within (milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(milliseconds, false, { signal: timer.signal }).catch(() => false)
  const inTime = await Promise.race([promise.then(() => true), late])
  timer.abort()
  return inTime
}
