import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE = 500 // milliseconds

/**
 * Does something again until it goes well or the signal says stop: for what has happened in the world and must be
 * written down, or it happens twice.
 */
export async function insist (action: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await action()
      return
    } catch (error) {
      if (signal.aborted) throw error
      await sleep(PAUSE, undefined, { signal, ref: false }).catch(() => {})
    }
  }
}
