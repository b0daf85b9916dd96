import type { ConversationState } from '../../engine/state.ts'
import type { CallContext } from './conversation.ts'

/** The state with what a call sets before its sentence is read. */
export function applyContext (state: ConversationState, {
  language, memory, merge = false, participant
}: CallContext): ConversationState {
  return {
    ...state,
    ...(language !== undefined && { language }),
    ...(memory !== undefined && { memory: merge ? { ...state.memory, ...memory } : memory }),
    ...(participant !== undefined && { participant_data: participant })
  }
}
