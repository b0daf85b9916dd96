import type { Nlp } from '../../../schemas/nlp.ts'
import type { BotFile } from '../bot-file/schema.ts'
import type { LogCode, LogEntry } from './log-entry.ts'
import type { CallRecord } from '../calls/call-record.ts'
import type { ApiResponse, ConversationState } from './state.ts'
import type { Templates } from './template.ts'
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
  /** For texts with blocks and helpers; undefined where the bot has none. */
  readonly templates?: Templates | undefined
  /** Answers of API calls of this turn, large ones too. */
  readonly responses?: Map<string, ApiResponse>
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
  /** Intents of the sentence that started the skill which now goes on. */
  startedBy: readonly string[]
  /** Skills that the sentence has triggered, when they are several. */
  triggered: readonly string[]
  /** What a requirement has found and its validation refused, by key: its actions see it as if it were kept. */
  refused: Readonly<Record<string, unknown>>
  /** Set by a reset: the next sentence shows the language anew. */
  forgetsLanguage: boolean
  readonly responses: Map<string, ApiResponse>
}

/** Begins what is told of an action: where it is, for its author. */
export function inSkill ({ state: { skill } }: Progress): string {
  return `skill ${skill}: `
}

/** Fills in templates. Those that cannot be are logged. @param what is not done for that */
export function fillOrLog<T> (progress: Progress, what: string, fill: () => T): T | undefined {
  try {
    return fill()
  } catch (error) {
    log(progress, 'error', 'E_TEMPLATE_FAILED',
      `${inSkill(progress)}${what}, its template cannot be filled in: ${(error as Error).message}`)
    return undefined
  }
}

export function log (progress: Progress, level: LogEntry['level'], code: LogCode, message: string, data: Record<
  string, unknown
> = {}): void {
  progress.logs.push({ level, code, message, data })
}

/** What variables and conditions see at this moment. */
export function scopeOf (progress: Progress): Scope {
  const { nlp, state, effects, responses } = progress
  const { refused = {}, startedBy = [] } = progress as Partial<BotProgress>
  return {
    memory: { ...state.memory, ...refused },
    nlp,
    language: state.language,
    skill: state.skill,
    skill_stack: state.skill_stack,
    skill_occurences: state.skill_occurences,
    skill_occurrences: state.skill_occurences,
    conversation_id: state.id,
    participant_data: state.participant_data,
    current_message: nlp.source,
    message_received_at: new Date(effects.now()).toISOString(),
    api_service_response: { ...state.api_service_response, ...Object.fromEntries(responses ?? []) },
    startedBy
  }
}
