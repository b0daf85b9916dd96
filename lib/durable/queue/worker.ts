import { setTimeout as sleep } from 'node:timers/promises'
import type { JobQueue } from './job-queue.ts'
import { PACE_MS, SPREAD_MS, spreadOut } from './pace.ts'
import type { TakenItem } from './queue-item.ts'
import type { QueueName } from './payload.ts'

/** Works off a queue. */
export interface Worker {
  /** Looks at the queue now. */
  wake: () => void
  /** What it has taken. */
  items: () => TakenItem[]
  /** Takes nothing more, waits for what is running, and after so many milliseconds tells that to stop. */
  stop: (graceMs: number) => Promise<void>
}

/** What an attempt knows besides its item. */
export interface Attempt {
  /** Aborted when it takes too long, when the lease is lost, and when the app closes. */
  readonly signal: AbortSignal
  /** Whether the conversation goes on at once with its next item, or the others have their turn first. */
  readonly takesNext: () => boolean
  /** Whether it takes so long that its conversation belongs in the slow lane. */
  readonly isSlow: () => boolean
}

export interface WorkerOptions {
  /** How many conversations are worked on at a time. Slow ones have a quarter as many slots besides. */
  readonly concurrency: number
  /** The longest that an attempt may take. */
  readonly timeoutMs: number
  /** Ends the item itself, and resolves to the next one of the conversation. What rejects is found by its silence. */
  readonly process: (item: TakenItem, attempt: Attempt) => Promise<TakenItem | undefined>
  /** How many slots may be used now, and when that changes: for what all items have in common. Default: all. */
  readonly gate?: { readonly limit: () => number, readonly waitMs: () => number | undefined }
  /** What the worker waits for before it asks for more, and before it begins an attempt. Default: nothing */
  readonly pass?: () => Promise<void>
  /** Gets what keeps the worker from its work. */
  readonly onTrouble: (error: Error) => void
}

const SLOW_MS = 1000
const SLICE_MS = 1000 // for one conversation, before others have their turn
const RETRY_TAKE_MS = 500 // when the queue could not be looked at
const REST_MS = 60_000 // when nothing is due: whoever finds something wakes it
const LOOK_MS = 250 // at how long the attempts have been running
const LAST_WORDS_MS = 1000 // for what was told to stop

interface Running {
  item: TakenItem
  /** When its attempt began; undefined while it waits for that. */
  beganAt: number | undefined
  isSlow: boolean
  /** Of its attempt. */
  controller: AbortController | undefined
  done: Promise<void>
}

/** Starts to work off a queue. An attempt that ends makes room for the next at once. */
export function startWorker (jobQueue: JobQueue, queue: QueueName, {
  concurrency, timeoutMs, process, gate, pass = async () => {}, onTrouble
}: WorkerOptions): Worker {
  const slowSlots = Math.ceil(concurrency / 4)
  const running: Running[] = []
  const nextStart = spreadOut(SPREAD_MS / concurrency)
  const stopping = new AbortController()
  let endRest = (): void => {}
  let isWoken = false
  let leavesSome = false // whether it may not have had room for all that was due
  const looking = setInterval(look, LOOK_MS).unref()
  const ended = loop()

  async function loop (): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false
      const free = freeSlots()
      const taken = free.fast + free.slow === 0 ? 0 : await take(free)
      if (taken === undefined) await pause(RETRY_TAKE_MS)
      else {
        leavesSome = taken >= Math.min(free.fast, free.slow)
        if (taken > 0) await sleep(PACE_MS) // what ends meanwhile makes room for more in the next look
        const hasRoom = taken > 0 && taken >= free.fast && freeSlots().fast > 0 // what ended meanwhile woke nobody
        if (!hasRoom) await pause(gate?.waitMs() ?? REST_MS)
      }
    }
  }

  function freeSlots (): { fast: number, slow: number } {
    const slow = countSlow()
    const limit = gate?.limit() ?? Infinity
    const fast = Math.max(0, Math.min(concurrency - (running.length - slow), limit - running.length))
    return { fast, slow: Math.max(0, Math.min(slowSlots - slow, limit - running.length - fast)) }
  }

  function countSlow (): number {
    return running.filter(({ isSlow }) => isSlow).length
  }

  /** How many were taken; undefined when the queue could not be looked at. */
  async function take (free: { fast: number, slow: number }): Promise<number | undefined> {
    try {
      await pass()
      const items = await jobQueue.take(queue, free)
      for (const item of items) start(item)
      return items.length
    } catch (error) {
      onTrouble(error as Error)
      return undefined
    }
  }

  function start (item: TakenItem): void {
    const one: Running = { item, beganAt: undefined, isSlow: false, controller: undefined, done: Promise.resolve() }
    running.push(one)
    one.done = work(one).catch(onTrouble).finally(() => {
      running.splice(running.indexOf(one), 1)
      if (leavesSome) wake()
    })
  }

  /** Works on a conversation for its slice of time. */
  async function work (one: Running): Promise<void> {
    const began = performance.now()
    let next: TakenItem | undefined = one.item
    while (next !== undefined) {
      one.item = next
      next = await attempt(one, () => !stopping.signal.aborted && performance.now() - began < SLICE_MS)
    }
  }

  async function attempt (one: Running, takesNext: () => boolean): Promise<TakenItem | undefined> {
    const { signal } = one.controller = new AbortController()
    await nextStart()
    await pass()
    if (!jobQueue.isHeld(one.item)) return undefined // this process stood still, and another one has it
    const began = one.beganAt = performance.now()
    try {
      return await process(one.item, { signal, takesNext, isSlow: () => performance.now() - began > SLOW_MS })
    } finally {
      one.beganAt = undefined
      one.isSlow = false
    }
  }

  /** What has been running for long, or for too long, or is another process's by now. */
  function look (): void {
    for (const one of running) {
      if (one.beganAt === undefined) continue
      const age = performance.now() - one.beganAt
      if (age > SLOW_MS && !one.isSlow && countSlow() < slowSlots) {
        one.isSlow = true
        wake() // it has given its slot to another
      }
      if (age > timeoutMs) stopAttempt(one, () => new DOMException('it takes too long', 'TimeoutError'))
      else if (!jobQueue.isHeld(one.item)) stopAttempt(one, () => new Error('the lease is lost'))
    }
  }

  function stopAttempt ({ controller }: Running, reason: () => Error): void {
    if (controller?.signal.aborted === false) controller.abort(reason())
  }

  async function pause (milliseconds: number): Promise<void> {
    if (isWoken || stopping.signal.aborted) return
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, milliseconds).unref()
      endRest = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function wake (): void {
    isWoken = true
    endRest()
  }

  return {
    wake,
    items: () => running.map(({ item }) => item),
    async stop (graceMs) {
      stopping.abort()
      wake()
      await ended
      const all = Promise.all(running.map(({ done }) => done))
      if (!await settlesWithin(graceMs, all)) {
        for (const one of running) stopAttempt(one, () => new Error('the app is closing'))
        await settlesWithin(LAST_WORDS_MS, all)
      }
      clearInterval(looking)
    }
  }
}

export async function settlesWithin (milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(milliseconds, false, { signal: timer.signal }).catch(() => false)
  const inTime = await Promise.race([promise.then(() => true), late])
  timer.abort()
  return inTime
}
