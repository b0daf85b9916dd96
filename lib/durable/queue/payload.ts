import { createHash, randomBytes } from 'node:crypto'

/** The queues of a bot. */
export type QueueName =
  /** Jobs that turns leave for later. */
  | 'jobs'
  /** Messages to push. */
  | 'pushes'
  /** Turns whose user was told to wait, to be taken over when their process dies. */
  | 'turns'

export const QUEUES: readonly QueueName[] = ['jobs', 'pushes', 'turns']

/** What an item of a queue holds, as JSON. */
export interface Payload {
  /** Id of the conversation that it belongs to. */
  readonly conversation: string
}

/** One message to push. */
export interface PushPayload extends Payload { readonly message: unknown }

/** Payloads to put into queues, together. */
export type Payloads = Partial<Record<QueueName, readonly Payload[]>>

/**
 * JSON has no NUL and no half of a surrogate pair, which users do send and `text` does not take: only their escapes.
 */
export function encode (payload: Payload): string {
  return JSON.stringify(payload)
}

export function decode<P extends Payload> (payload: string): P {
  return JSON.parse(payload)
}

/** Names a conversation in the tables. An id may be longer than an index takes, and hold what `text` does not take. */
export function conversationKey (conversation: string): string {
  return createHash('sha256').update(conversation).digest('base64url')
}

/** What is done in order has the same key: all of a conversation, but for held turns, which wait for nobody. */
export function orderKey (queue: QueueName, conversation: string): string {
  return queue === 'turns' ? randomBytes(32).toString('base64url') : conversationKey(conversation)
}

/** The columns of the items: queue, key, conversation and payload. */
export function columnsOf (payloads: Payloads): [string[], string[], string[], string[]] {
  const columns: [string[], string[], string[], string[]] = [[], [], [], []]
  for (const [queue, list] of Object.entries(payloads) as Array<[QueueName, readonly Payload[]]>) {
    for (const payload of list) {
      columns[0].push(queue)
      columns[1].push(orderKey(queue, payload.conversation))
      columns[2].push(conversationKey(payload.conversation))
      columns[3].push(encode(payload))
    }
  }
  return columns
}

export function toPushes (conversation: string, replies: readonly unknown[]): PushPayload[] {
  return replies.map(message => ({ conversation, message }))
}
