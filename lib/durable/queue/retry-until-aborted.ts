import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 500

/** Classes of SQLSTATE: a database that says that the data or the statement is wrong says so again. */
const PERMANENT = /^(?:22|23|42)...$/

/**
 * Retries until the action succeeds, or cannot succeed, or the signal aborts. For recording what has happened in the
 * world, which must not happen twice.
 */
export async function retryUntilAborted<T> (action: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await action()
    } catch (error) {
      if (signal.aborted || PERMANENT.test(String((error as { code?: unknown }).code))) throw error
      await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => {})
    }
  }
}
