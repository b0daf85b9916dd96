import type { Payload } from './payload.ts'

/** One message to push. */
export interface PushPayload extends Payload { readonly message: unknown }

export function toPushes (conversation: string, replies: readonly unknown[]): PushPayload[] {
  return replies.map(message => ({ conversation, message }))
}
