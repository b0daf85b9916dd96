import type { Reply } from '../../schemas/replies.ts'
import type { HandlerResult } from './turn.ts'

/** What a handler returned, as a list of messages; what they look like is not checked here. */
export function toMessages (outcome: HandlerResult): Reply[] {
  if (outcome === undefined || outcome === null) return []
  return Array.isArray(outcome) ? outcome.map(message) : [message(outcome as string | Reply)]
}

function message (outcome: string | Reply): Reply {
  return typeof outcome === 'string' ? { type: 'text', content: outcome } : outcome
}
