import type { ConversationState } from '../../engine/state.ts'
import type { Channel, ConnectorMessage, Conversation, MessageDraft, PendingInput } from './conversation.ts'

/** A change of a conversation: all of it is stored, or nothing. */
export interface Commit {
  /** The version that the change was made of. */
  readonly version: number
  readonly state: ConversationState
  /** Messages to append. */
  readonly messages: readonly MessageDraft[]
  /** `seq` of the input that is answered with it. */
  readonly answered?: number
}

/** The conversations of one bot. Everything in it is plain JSON. */
export interface ConversationStore {
  /** Whether other processes may have it open, too. */
  readonly isShared: boolean
  /**
   * Stores a new conversation, unless there is one of that id. At the limit the one that was idle longest gives way.
   */
  create: (conversation: {
    readonly id: string, readonly chatId: string, readonly channel: Channel, readonly state: ConversationState
  }) => Promise<void>
  load: (id: string) => Promise<Conversation | undefined>
  findByChatId: (chatId: string) => Promise<Conversation | undefined>
  /** The latest first. */
  list: (limit: number) => Promise<Conversation[]>
  remove: (id: string) => Promise<void>
  /** Removes those without a change since then. */
  removeIdle: (before: number) => Promise<number>
  count: () => Promise<number>

  /**
   * Exclusive use of a conversation, among all processes that share the store.
   *
   * @param wait whether to wait for it
   * @returns what gives it back; undefined when another process has it
   */
  lock: (id: string, wait: boolean) => Promise<(() => Promise<void>) | undefined>
  /** @returns the messages as stored; undefined when the conversation is gone, or another change came first */
  commit: (id: string, commit: Commit) => Promise<ConnectorMessage[] | undefined>
  /** Appends messages without a change of the state. One whose id is known already is left out. */
  append: (id: string, messages: readonly MessageDraft[]) => Promise<ConnectorMessage[] | undefined>
  /** In order. @param after id of a message; all when there is none of that id */
  messages: (id: string, after?: string) => Promise<ConnectorMessage[]>
  /** The oldest input that is not answered. */
  nextInput: (id: string) => Promise<PendingInput | undefined>
  /** Conversations that have such an input: whoever took it may have died. */
  unanswered: () => Promise<string[]>

  /** Calls the listener with the id of a conversation that has new messages. @returns what ends that */
  onMessages: (listener: (id: string) => void) => () => void
  /** Rejects when the store cannot be reached. */
  ping: () => Promise<void>
  close: () => Promise<void>
}

export interface StoreLimits {
  /** Conversations at a time. */
  readonly maxConversations: number
  /** Messages of a conversation; older ones are forgotten. */
  readonly maxMessages: number
}

/** The two participants of a conversation: their ids are made of its own. */
export function toConnectorMessage (conversation: string, {
  id, isBot, attachment
}: Pick<MessageDraft, 'id' | 'isBot' | 'attachment'>, receivedAt: number): ConnectorMessage {
  const senderId = isBot ? 'bot' : conversation
  return {
    id,
    conversation,
    participant: { id: `${isBot ? 'bot' : 'user'}-${conversation}`, isBot, senderId },
    attachment,
    receivedAt: new Date(receivedAt).toISOString()
  }
}
