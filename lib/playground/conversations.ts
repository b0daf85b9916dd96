import { randomUUID } from 'node:crypto'
import { FST_BOT_PLAYGROUND_NOT_FOUND } from '../errors.ts'

/** Conversations by their ids, which nobody can guess. Bounded in number, and in the time that one may be idle. */
export interface Conversations<C> {
  start: () => Promise<{ id: string, conversation: C }>
  /** @throws FST_BOT_PLAYGROUND_NOT_FOUND when there is none of that id, or no longer */
  get: (id: string) => C
  /** The one for which the test holds. It counts as idle all the same. */
  find: (test: (conversation: C) => boolean) => C | undefined
  /** All that are kept. */
  all: () => C[]
  /** Drops those that were idle for too long. */
  sweep: () => void
}

export function keepConversations<C> (
  open: () => Promise<C>, { most, idle, now = Date.now }: { most: number; idle: number; now?: () => number }
): Conversations<C> {
  const kept = new Map<string, { conversation: C; used: number }>() // the one that was used last comes last

  return { start, get, find, all, sweep }

  async function start (): Promise<{ id: string; conversation: C }> {
    const conversation = await open()
    const id = randomUUID()
    sweep()
    kept.set(id, { conversation, used: now() })
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break
      kept.delete(oldest)
    }
    return { id, conversation }
  }

  function get (id: string): C {
    sweep()
    const found = kept.get(id)
    if (found === undefined) throw new FST_BOT_PLAYGROUND_NOT_FOUND()
    kept.delete(id)
    kept.set(id, { ...found, used: now() })
    return found.conversation
  }

  function find (test: (conversation: C) => boolean): C | undefined {
    sweep()
    return all().find(test)
  }

  function all (): C[] {
    return [...kept.values()].map(({ conversation }) => conversation)
  }

  function sweep (): void {
    for (const [id, { used }] of kept) if (now() - used > idle) kept.delete(id)
  }
}
