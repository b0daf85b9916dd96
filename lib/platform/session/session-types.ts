import type { Memory, Participant } from '../../../schemas/conversation.ts'
import type { BotFile } from '../bot-file/schema.ts'
import type { NluOverride } from '../engine/input.ts'
import type { PushRecord, TurnRecord } from './records.ts'
import type { ConversationState } from '../engine/state.ts'

/** One conversation with a bot, turn by turn: what a terminal, a page and a test talk to. */
export interface Session {
  /** Name of the bot; without a bot file the webhook's URL. */
  readonly name: string
  /** What the bot file says, with `${NAME}` as it was written; null without one. */
  readonly bot: BotFile | null
  /** Where webhooks are called: the base URL, or the one URL without a bot file. */
  readonly url: string
  /** What the bot file says that will not be done, and languages that are understood word by word only. */
  readonly warnings: readonly string[]
  readonly state: ConversationState
  /** All turns so far, the oldest first. */
  readonly turns: readonly TurnRecord[]
  /** All that the bot has pushed so far, the oldest first. */
  readonly pushed: readonly PushRecord[]
  /** What the user may press: the buttons of the last turn's replies and of what was pushed since, in order. */
  readonly buttons: readonly ClickableButton[]
  /** Says a sentence. Calls are taken in order: a second one waits for the first. Never rejects for what a bot does. */
  say: (text: string, understood?: NluOverride) => Promise<TurnRecord>
  /**
   * Presses one of the `buttons`, by its title or else its value.
   *
   * @throws FST_BOT_BUTTON_UNKNOWN when there is none of that title; the message has the titles there are
   * @throws FST_BOT_BUTTON_NOT_CLICKABLE for one that sends nothing, such as a link
   */
  click: (title: string) => Promise<TurnRecord>
  /**
   * Takes messages that the bot pushes, whatever they are. They only change what the user sees and may press.
   */
  push: (messages: readonly unknown[]) => PushRecord
  /** Calls the listener for each later push. Returns what ends that. */
  onPush: (listener: (pushed: PushRecord) => void) => () => void
  /** Forgets everything: no turns, a new conversation id, the memory and language of the beginning. */
  restart: () => void
  /**
   * Goes back to how things were after that turn, and what was pushed before the next; 0 is before the first. @throws
   * FST_BOT_OPTION_INVALID for no such turn
   */
  goBack: (turn: number) => void
  /** Goes on from where another session was, as given by its `turns`, `state` and `pushed`. */
  restore: (kept: SessionSnapshot) => void
  /** Replaces the memory. @throws FST_BOT_MEMORY_INVALID when it is no JSON object */
  setMemory: (memory: Memory) => void
  /** Goes on in another language. */
  setLanguage: (language: string) => void
  /** Goes on as another user, in a conversation of that id. What is not given stays. */
  setUser: (user: SessionUser) => void
}

/** Who talks with the bot. */
export interface SessionUser {
  /** Id of the conversation. */
  readonly id?: string
  /** What the channel tells of the user. */
  readonly participant?: Participant
}

/** All that a conversation was so far. */
export type SessionSnapshot = Pick<Session, 'turns' | 'state' | 'pushed'>

/** A button that the user can click. */
export interface ClickableButton {
  readonly title: string
  /** What a press sends as the user's sentence; for trigger_skill the skill's name; for a link its address. */
  readonly value: string
  /**
   * `say`: sends its value; `skill`: runs a skill; `nothing`: happens outside the conversation, as a link or a call
   * does.
   */
  readonly press: 'say' | 'skill' | 'nothing'
  /** As in the reply; undefined for quick replies. */
  readonly type: string | undefined
}
