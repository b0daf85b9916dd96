import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Begins something again and again at its pace, whether or not what was begun before has ended, and so hears of every
 * standstill.
 */
export async function atPace (
  milliseconds: number, isOver: () => boolean, begin: () => Promise<unknown>
): Promise<void> {
  const running = new Set<Promise<unknown>>()
  const began = performance.now()
  for (let number = 0; !isOver(); number++) {
    const one = begin().finally(() => running.delete(one))
    running.add(one)
    await sleep(Math.max(0, began + (number + 1) * milliseconds - performance.now()))
  }
  await Promise.all(running)
}
