import type { Nlp } from '../../../schemas/nlp.ts'
import type { CallRecord } from '../calls/call-record.ts'
import type { Decision } from './decision.ts'
import type { LogEntry } from './log-entry.ts'
import type { ConversationState } from './state.ts'

/** What an engine makes of one sentence. */
export interface TurnResult {
  readonly state: ConversationState
  /** Messages in the order of the actions. A webhook's are passed on as they came, whatever they are. */
  readonly replies: readonly unknown[]
  readonly calls: readonly CallRecord[]
  readonly logs: readonly LogEntry[]
  readonly nlp: Nlp
  /** Why this skill took the sentence; absent without a bot file. */
  readonly decision?: Decision
}
