import type { Reply } from '../../schemas/replies.ts'
import type { Outcome } from './turn.ts'

/** What a handler returned, as a list of messages; what they look like is not checked here. */
export function messagesOf (outcome: Outcome): Reply[] {
  if (outcome === undefined || outcome === null) return []
  return Array.isArray(outcome) ? outcome.map(message) : [message(outcome as string | Reply)]
}

function message (outcome: string | Reply): Reply {
  return typeof outcome === 'string' ? { type: 'text', content: outcome } : outcome
}
