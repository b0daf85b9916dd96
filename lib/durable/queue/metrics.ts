import { channel } from 'node:diagnostics_channel'
import type { QueueName } from './payload.ts'

/** What is published on the channel `fastify-bot-webhook:queue`. It holds no id of a conversation. */
export interface QueueEvent {
  /** Name of the bot in its store. */
  readonly bot: string
  readonly queue: QueueName
  /** `done`: an item has been worked off; `retry`: it failed and is tried again; `dead`: it became a dead letter. */
  readonly event: 'done' | 'retry' | 'dead'
  /** Why it became a dead letter. */
  readonly code?: string
}

const events = channel('fastify-bot-webhook:queue')

export function countEvent (event: QueueEvent): void {
  events.publish(event)
}

/** Counts the events of a bot until it is stopped. */
export function countThroughput (bot: string): {
  take: () => Map<QueueName, { done: number, failed: number }>, stop: () => void
} {
  let counts = new Map<QueueName, { done: number, failed: number }>()
  const onEvent = (event: unknown): void => {
    const { bot: name, queue, event: kind } = event as QueueEvent
    if (name !== bot) return
    const count = counts.get(queue) ?? { done: 0, failed: 0 }
    count[kind === 'done' ? 'done' : 'failed']++
    counts.set(queue, count)
  }
  events.subscribe(onEvent)
  return {
    take () {
      const taken = counts
      counts = new Map()
      return taken
    },
    stop: () => { events.unsubscribe(onEvent) }
  }
}
