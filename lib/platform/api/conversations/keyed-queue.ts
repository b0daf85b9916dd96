import { FST_BOT_CONVERSATION_BUSY } from '../../../errors.ts'

/** Runs work one after the other for each key, in the order in which it was asked for. */
export interface KeyedQueue {
  /** @throws FST_BOT_CONVERSATION_BUSY when too much waits already */
  run: <T>(key: string, work: () => Promise<T>) => Promise<T>
  isFull: (key: string) => boolean
  /** Resolves when nothing runs or waits. */
  idle: () => Promise<void>
}

export function createKeyedQueue (maxWaiting: number): KeyedQueue {
  const queues = new Map<string, { last: Promise<unknown>, length: number }>()

  return {
    run,
    isFull: key => (queues.get(key)?.length ?? 0) >= maxWaiting,
    async idle () {
      while (queues.size > 0) await Promise.all([...queues.values()].map(({ last }) => last))
    }
  }

  async function run<T> (key: string, work: () => Promise<T>): Promise<T> {
    const queue = queues.get(key) ?? { last: Promise.resolve(), length: 0 }
    if (queue.length >= maxWaiting) throw new FST_BOT_CONVERSATION_BUSY()
    queues.set(key, queue)
    queue.length++
    const done = queue.last.then(work)
    queue.last = done.catch(() => {})
    try {
      return await done
    } finally {
      queue.length--
      if (queue.length === 0) queues.delete(key)
    }
  }
}
