import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Listener } from './store.ts'

const RECONNECT_MS = 2000

/**
 * Listens on a channel over a connection of its own, and opens it again when it is lost. A notification only saves
 * time: whoever listens looks by itself from time to time, too.
 *
 * @param channel a name that needs no quotes
 */
export function listenOn (connect: () => Client, channel: string, onMessage: (message: string) => void): Listener {
  const closing = new AbortController()
  let current: Client | undefined
  const ended = stayConnected()

  async function stayConnected (): Promise<void> {
    while (!closing.signal.aborted) {
      const client = current = connect()
      const lost = new Promise<void>(resolve => {
        client.once('end', resolve)
        client.on('error', () => { resolve() })
      })
      client.on('notification', ({ payload = '' }) => { onMessage(payload) })
      try {
        await client.connect()
        await client.query(`LISTEN ${channel}`)
        await lost
      } catch {}
      client.end().catch(() => {})
      await sleep(RECONNECT_MS, undefined, { signal: closing.signal, ref: false }).catch(() => {})
    }
  }

  return {
    async close () {
      closing.abort()
      current?.end().catch(() => {})
      await ended
    }
  }
}
