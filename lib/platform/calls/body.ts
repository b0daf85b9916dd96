import type { Nlp } from '../../../schemas/nlp.ts'
import type { ProtocolVersion } from '../bot-file/schema.ts'
import type { ConversationState } from '../engine/state.ts'

const WARNING = 'The conversation_id field will be depreciated on January 1st 2018! Switch to using the id ' +
  'field instead'

/**
 * What a webhook is told when the bot's author has not written a body: the state of the conversation and the sentence.
 *
 * @param protocolVersion whose form it has; undefined for the documented one. 2017, 2018 and 2019 are the forms that
 * were captured then, with the id under its older name. The id of the action, by which equal calls of one turn differ,
 * is there from
 * 2018 on.
 */
export function defaultBody (
  state: ConversationState, nlp: Nlp, actionId: string, protocolVersion: ProtocolVersion | undefined
): Record<string, unknown> {
  const { id, asking, initialized, started_by: startedBy, api_service_response: responses, ...conversation } = state
  if (protocolVersion === undefined) return { conversation: { id, ...conversation }, nlp, action_id: actionId }
  if (protocolVersion === '2017') {
    const { participant_data: none, ...then } = conversation
    return { conversation: { ...then, conversation_id: id }, nlp: withoutDescriptions(nlp) }
  }
  return {
    nlp,
    action_id: actionId,
    ...(protocolVersion === '2019' && { qna: {} }),
    conversation: { id, conversation_id: id, warning: WARNING, ...conversation }
  }
}

/** Intents had none in 2017. */
function withoutDescriptions ({ intents, ...nlp }: Nlp): Nlp {
  return { ...nlp, intents: (intents ?? []).map(({ description, ...intent }) => intent) }
}
