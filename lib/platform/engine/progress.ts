import type { Nlp } from '../../../schemas/nlp.ts'
import type { BotFile } from '../bot-file/schema.ts'
import type { CallRecord, LogCode, LogEntry } from '../session/records.ts'
import type { ConversationState } from './state.ts'
import type { Outside } from './effects.ts'
import type { Scope } from './variables.ts'

/** A turn while it happens. The state in it is replaced by a new one with each change. */
export interface Progress {
  readonly effects: Outside
  readonly nlp: Nlp
  state: ConversationState
  readonly replies: unknown[]
  readonly calls: CallRecord[]
  readonly logs: LogEntry[]
  /** Reports to the errors route that are on their way. */
  readonly reports: Array<Promise<void>>
}

/** A turn of a bot that has skills. */
export interface BotProgress extends Progress {
  readonly bot: BotFile
  /** The state that the turn began with. */
  readonly before: ConversationState
  /** Skills that were started in this turn, in order. */
  readonly started: string[]
  /** Where a goto leads: the skill that runs when this one is done. */
  next: string | undefined
  /** Skills that the next sentence tries first. */
  readonly later: string[]
  /** Entities and intents of the sentence that have filled a requirement: each fills one. */
  readonly taken: Set<unknown>
}

export function log (progress: Progress, level: LogEntry['level'], code: LogCode, message: string, data: Record<string, unknown> = {}): void {
  progress.logs.push({ level, code, message, data })
}

/** What variables and conditions see at this moment. */
export function scopeOf ({ nlp, state, effects }: Progress): Scope {
  return {
    memory: state.memory,
    nlp,
    language: state.language,
    skill: state.skill,
    skill_stack: state.skill_stack,
    skill_occurences: state.skill_occurences,
    skill_occurrences: state.skill_occurences,
    conversation_id: state.id,
    participant_data: state.participant_data,
    current_message: nlp.source,
    message_received_at: new Date(effects.now()).toISOString()
  }
}
