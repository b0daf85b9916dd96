import type { Memory, Participant } from '../../../../schemas/conversation.ts'
import type { ConversationState } from '../../engine/state.ts'

/** What somebody says: a sentence, a pressed button, or a skill that is asked for by its name. */
export interface UserInput {
  readonly text: string
  /** Runs this skill, whatever its triggers. */
  readonly skill?: string
}

/** What a call sets in a conversation before its sentence is read. */
export interface CallContext {
  readonly language?: string
  readonly memory?: Memory
  /** Keeps what the memory has besides. Default: the memory is replaced. */
  readonly merge?: boolean
  readonly participant?: Participant
}

/** An input that is stored and not answered yet. */
export interface PendingInput {
  readonly seq: number
  readonly messageId: string
  readonly input: UserInput & CallContext
}

/** Where a conversation takes place: in the webchat channel, or between a program and the runtime API. */
export type Channel = 'webchat' | 'api'

export interface Conversation {
  readonly id: string
  /** The webchat posts to this id, and polls with the other. */
  readonly chatId: string
  readonly channel: Channel
  readonly state: ConversationState
  /** Grows with each change of the state: a change that was made of an older one is refused. */
  readonly version: number
  /** Milliseconds since 1970. */
  readonly updatedAt: number
}

/** A message as the Bot Connector tells it. */
export interface ConnectorMessage {
  readonly id: string
  readonly conversation: string
  readonly participant: { readonly id: string, readonly isBot: boolean, readonly senderId: string }
  readonly attachment: Readonly<Record<string, unknown>>
  /** ISO 8601. Grows from message to message: clients sort by it. */
  readonly receivedAt: string
}

/** A message before it is stored. */
export interface MessageDraft {
  readonly id: string
  readonly isBot: boolean
  readonly attachment: Readonly<Record<string, unknown>>
  /** What is still to be answered. */
  readonly input?: UserInput & CallContext
}
