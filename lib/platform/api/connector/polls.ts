import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { FST_BOT_CONVERSATION_BUSY } from '../../../errors.ts'
import { withResolvers } from '../../../shared/with-resolvers.ts'
import type { ConnectorMessage } from '../conversations/conversation.ts'
import type { ConversationStore } from '../conversations/store.ts'

/** Calls that are held until there is something to tell. */
export interface Polls {
  /**
   * Messages after that one, at once or as soon as there are some; none when nothing comes for a while, or at the end.
   */
  wait: (id: string, after: string | undefined, request: Pick<IncomingMessage, 'socket'>) => Promise<ConnectorMessage[]>
  /** Answers all that are held. */
  close: () => void
}

const HOLD_MS = 30_000
const LOOK_AGAIN_MS = 5000 // at what other processes have stored: their notifications may be lost
const MAX_HELD = 4 // polls of one conversation, such as one for each tab
const SILENCE_MS = 120_000
const WAIT_SECONDS = 120 // between two polls of a silent conversation

export function createPolls (store: Pick<
  ConversationStore, 'isShared' | 'messages' | 'onMessages'
>, { holdMs = HOLD_MS, lookAgainMs = LOOK_AGAIN_MS } = {}): Polls {
  const held = new Map<string, Set<() => void>>()
  let closed = false
  const stop = store.onMessages(wake)

  return {
    async wait (id, after, { socket }) {
      const waiting = held.get(id) ?? new Set()
      if (waiting.size >= MAX_HELD) throw new FST_BOT_CONVERSATION_BUSY()
      // first: a message may come while the store is asked
      const { promise: changed, resolve: wakeUp } = withResolvers()
      waiting.add(wakeUp)
      held.set(id, waiting)
      const gone = new AbortController()
      const timer = setTimeout(wakeUp, holdMs)
      let looking: NodeJS.Timeout | undefined
      const look = (): void => { store.messages(id, after).then(found => { if (found.length > 0) wakeUp() }, wakeUp) }
      try {
        const messages = await store.messages(id, after)
        if (messages.length > 0 || closed || socket.destroyed) return messages
        once(socket, 'close', { signal: gone.signal }).then(() => { wakeUp() }, () => {})
        if (store.isShared) looking = setInterval(look, lookAgainMs)
        await changed
        return await store.messages(id, after)
      } finally {
        gone.abort()
        clearTimeout(timer)
        clearInterval(looking)
        waiting.delete(wakeUp)
        if (waiting.size === 0) held.delete(id)
      }
    },

    close () {
      closed = true
      stop()
      for (const id of [...held.keys()]) wake(id)
    }
  }

  function wake (id: string): void {
    for (const wakeUp of held.get(id) ?? []) wakeUp()
  }
}

/**
 * Seconds that a client may wait before it polls again: the platform's were told to when nobody had spoken for two
 * minutes.
 */
export function waitTimeOf (updatedAt: number, now = Date.now()): number {
  return now - updatedAt >= SILENCE_MS ? WAIT_SECONDS : 0
}
