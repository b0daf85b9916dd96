import { setTimeout as sleep } from 'node:timers/promises'

/** What comes up within so many milliseconds shares a statement: turns, which people wait for, come between. */
export const PACE_MS = 30

/** A worker begins as many items as it may do at a time within so many milliseconds, one after another. */
export const SPREAD_MS = 90

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
