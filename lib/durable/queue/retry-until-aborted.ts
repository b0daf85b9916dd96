import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 500

/**
 * Retries until the action succeeds or the signal aborts. For recording what has happened in the world, which must not
 * happen twice.
 */
export async function retryUntilAborted<T> (action: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await action()
    } catch (error) {
      if (signal.aborted) throw error
      await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => {})
    }
  }
}
