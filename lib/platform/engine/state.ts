import type { Memory, Participant } from '../../../schemas/conversation.ts'

/**
 * All that a conversation is between two sentences. Never changed in place: each turn gives a new one, so an old one
 * can be gone back to. Plain JSON.
 */
export interface ConversationState {
  /** Opaque; a UUID unless told otherwise. */
  readonly id: string
  /** ISO 639-1 code; null until the first sentence has shown it. */
  readonly language: string | null
  readonly memory: Memory
  /** The skill that handled the last sentence; null before the first, and for a call without a skill. */
  readonly skill: string | null
  /** Skills that wait, the last one first in line. */
  readonly skill_stack: readonly string[]
  /** Those on the stack that have asked for something and wait for the answer; the others wait for their triggers. */
  readonly asking: readonly string[]
  /** How many sentences in a row `skill` has handled. The platform spells it with one r. */
  readonly skill_occurences: number
  readonly participant_data: Participant
  /** Whether the skill that initializes the bot has run. */
  readonly initialized?: boolean
  /** Intents of the sentences that started the skills that are asking, by skill: they hold until the skill is done. */
  readonly started_by?: Readonly<Record<string, readonly string[]>>
  /** Answers of API calls, by name. Large ones are left out. */
  readonly api_service_response?: Readonly<Record<string, ApiResponse>>
}

/** The answer of an API call, as variables see it. */
export interface ApiResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON where it is some, or else text. */
  readonly body: unknown
}

/** What a conversation may start with. */
export interface InitialState {
  /** Default: a new UUID. */
  id?: string
  /** Default: what the first sentence is in. */
  language?: string
  /** Default: empty. */
  memory?: Memory
  /** Default: empty. */
  participant?: Participant
}

/**
 * The state of a conversation before its first turn.
 *
 * @example
 * const state = createInitialState({ language: 'en' }, randomUUID)
 */
export function createInitialState ({
  id, language, memory = {}, participant = {}
}: InitialState, uuid: () => string): ConversationState {
  return {
    id: id ?? uuid(),
    language: language ?? null,
    memory: structuredClone(memory),
    skill: null,
    skill_stack: [],
    asking: [],
    skill_occurences: 0,
    participant_data: structuredClone(participant)
  }
}
