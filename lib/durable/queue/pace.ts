import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The pace of work for later, in milliseconds. What comes up within that time shares a statement, and what begins at
 * the same moment is spread over it: turns, which people wait for, come between.
 */
export const PACE_MS = 30

/** Lets those who ask at the same moment go one after another, so many milliseconds apart. */
export function spreadOut (apartMs: number): () => Promise<void> {
  let freeAt = 0
  return async () => {
    const now = performance.now()
    const startsAt = Math.max(now, freeAt)
    freeAt = startsAt + apartMs
    if (startsAt > now) await sleep(startsAt - now)
  }
}
