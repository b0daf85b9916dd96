import type { TurnRecord } from '../builder/records.ts'
import type { Memory } from '../../schemas/conversation.ts'
import type { Conversation, Edit } from './conversation.ts'
import type { Markdown } from './shown/markdown.ts'
import { showReply, type Shown } from './shown/reply.ts'

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
}

export interface TurnView extends Omit<TurnRecord, 'state' | 'text'> {
  skill: string | null
  language: string | null
  /** The replies as the web client shows them, in the same order. */
  shown: Shown[]
}

export function viewOf ({ session, edits }: Conversation, markdown: Markdown): ConversationView {
  const { name, url, bot, state, turns } = session
  return {
    name,
    url,
    bot: bot && { skills: Object.keys(bot.skills), languages: bot.languages },
    conversation: state.id,
    language: state.language,
    memory: state.memory,
    edits,
    turns: turns.map(turn => turnView(turn, markdown))
  }
}

function turnView ({ state, text, ...turn }: TurnRecord, markdown: Markdown): TurnView {
  return { ...turn, skill: state.skill, language: state.language, shown: turn.replies.map(reply => showReply(reply, markdown)) }
}
