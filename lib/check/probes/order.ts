import { renderJson, renderText, renderValue, variablesIn } from '../../platform/engine/render.ts'
import type { Scope } from '../../platform/engine/variables.ts'
import type { Entry } from '../entries.ts'
import type { Order } from '../runner/run.ts'
import type { CallBody } from './call-body.ts'

/** Whether calls of an entry differ with what the platform has understood. */
export function hasVaryingInput ({ method, url }: Pick<Entry, 'method' | 'url'>): boolean {
  return method !== 'GET' || variablesIn(url).length > 0
}

/**
 * The call that the platform makes of an entry in a conversation: variables in the URL are filled in, and a body of the
 * author's own takes the place of the platform's.
 */
export function orderOf (entry: Entry, call: CallBody): Order {
  const { url, method, body } = entry
  const scope = scopeOf(call)
  const filled = renderText(url, scope)
  const isSameOrigin = URL.canParse(filled) && new URL(filled).origin === new URL(url).origin
  const own = typeof body === 'string' ? renderJson(body, scope) : renderValue(body, scope)
  return { entry: { method, url: isSameOrigin ? filled : url }, body: body === undefined ? call : own }
}

function scopeOf ({ conversation, nlp }: CallBody): Scope {
  return {
    memory: conversation.memory ?? {},
    nlp,
    language: conversation.language,
    skill: conversation.skill,
    skill_stack: conversation.skill_stack,
    skill_occurences: conversation.skill_occurences,
    skill_occurrences: conversation.skill_occurences,
    conversation_id: conversation.id,
    participant_data: conversation.participant_data,
    current_message: nlp.source,
    message_received_at: nlp.timestamp,
    api_service_response: {}
  }
}
