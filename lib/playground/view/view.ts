import type { PushRecord, TurnRecord } from '../../platform/session/records.ts'
import type { Memory } from '../../../schemas/conversation.ts'
import type { Conversation, Edit } from '../conversation.ts'
import type { Markdown } from '../../platform/reply-view/markdown.ts'
import { showReply, type Shown } from '../../platform/reply-view/reply.ts'

/** What the page is told of a conversation. */
export interface ConversationView {
  name: string
  url: string
  /** Null without a bot file. */
  bot: { skills: string[], languages: readonly string[] } | null
  /** As the bot knows it. */
  conversation: string
  language: string | null
  memory: Memory
  edits: readonly Edit[]
  turns: TurnView[]
  pushed: PushView[]
  /** Grows: an older view is of no use when a newer one is there. */
  version: number
  /** What the bot pushes with. */
  token: string
}

export interface TurnView extends Omit<TurnRecord, 'state' | 'text'> {
  skill: string | null
  language: string | null
  /** The replies as the web client shows them, in the same order. */
  shown: Shown[]
}

export interface PushView extends Omit<PushRecord, 'text'> {
  /** The messages as the web client shows them, in the same order. */
  shown: Shown[]
}

export function viewOf ({ session, edits, version }: Conversation, markdown: Markdown, token: string): ConversationView {
  const { name, url, bot, state, turns, pushed } = session
  return {
    name,
    url,
    bot: bot && { skills: Object.keys(bot.skills), languages: bot.languages },
    conversation: state.id,
    language: state.language,
    memory: state.memory,
    edits,
    turns: turns.map(turn => turnView(turn, markdown)),
    pushed: pushed.map(({ text, ...push }) => ({
      ...push, shown: push.messages.map(message => showReply(message, markdown))
    })),
    version,
    token
  }
}

function turnView ({ state, text, ...turn }: TurnRecord, markdown: Markdown): TurnView {
  return {
    ...turn, skill: state.skill, language: state.language, shown: turn.replies.map(reply => showReply(reply, markdown))
  }
}
