import type { PushRecord, TurnRecord } from '../../platform/session/records.ts'
import type { Memory } from '../../../schemas/conversation.ts'
import type { ConversationState } from '../../platform/engine/state.ts'
import type { Markdown } from '../../platform/reply-view/markdown.ts'
import { showReply, type Shown } from '../../platform/reply-view/reply.ts'
import type { Conversation, EarlierTurn, Edit } from '../conversation.ts'
import type { Network } from '../network.ts'
import type { Program, ProgramState } from '../program.ts'

/** What the page is told of a conversation. */
export interface ConversationView {
  name: string
  url: string
  /** Of the bot file. */
  warnings: readonly string[]
  /** Null without a bot file. */
  bot: { skills: string[], languages: readonly string[] } | null
  /** As the bot knows it. */
  conversation: string
  language: string | null
  memory: Memory
  edits: readonly Edit[]
  /** Those that the page knows by their key only. */
  turns: Array<TurnView | Pick<TurnView, 'number' | 'key'>>
  pushed: PushView[]
  /** Grows: an older view is of no use when a newer one is there. */
  version: number
  /** What the bot pushes with. */
  token: string
  /** What a program that was started anew needs to go on. */
  state: Omit<ConversationState, 'memory'>
  /** What can be taken back, in words. */
  undoable: string | null
  network: Network
  /** The user's program; null when the page does not run it. */
  program: ProgramState | null
}

export interface TurnView extends Omit<TurnRecord, 'state' | 'text'> {
  /** Of what is told of the turn: another key, another view. Those made later are greater. */
  key: number
  skill: string | null
  language: string | null
  /** The replies as the web client shows them, in the same order. */
  shown: Shown[]
  /** What a turn that goes on from here needs; the memory stands beside. */
  state: Omit<ConversationState, 'memory'>
  /** What it was before it was said again, when that is something else. */
  earlier?: EarlierTurn & { shown: Shown[] }
}

export interface PushView extends Omit<PushRecord, 'text'> {
  /** The messages as the web client shows them, in the same order. */
  shown: Shown[]
}

export interface ViewOptions {
  markdown: Markdown
  /** What the bot pushes with. */
  token: string
  program: Program | undefined
  /** The greatest key that the page knows. */
  known: number
}

export function viewOf (
  { session, edits, version, earlier, undoable, network }: Conversation,
  { markdown, token, program, known }: ViewOptions
): ConversationView {
  const { name, url, bot, warnings, state, turns, pushed } = session
  return {
    name,
    url,
    warnings,
    bot: bot && { skills: Object.keys(bot.skills), languages: bot.languages },
    conversation: state.id,
    language: state.language,
    memory: state.memory,
    state: withoutMemory(state),
    undoable,
    network,
    program: program?.state ?? null,
    edits,
    turns: turns.map(turn => {
      const before = earlier.get(turn.number)
      const key = keyOf(before ?? turn)
      return key <= known ? { number: turn.number, key } : { key, ...turnView(turn, markdown, before) }
    }),
    pushed: pushed.map(({ text, ...push }) => ({
      ...push, shown: push.messages.map(message => showReply(message, markdown))
    })),
    version,
    token
  }
}

function turnView (
  { state, text, ...turn }: TurnRecord, markdown: Markdown, earlier: EarlierTurn | undefined
): Omit<TurnView, 'key'> {
  const show = (replies: readonly unknown[]): Shown[] => replies.map(reply => showReply(reply, markdown))
  return {
    ...turn,
    skill: state.skill,
    language: state.language,
    state: withoutMemory(state),
    shown: show(turn.replies),
    ...(earlier !== undefined && { earlier: { ...earlier, shown: show(earlier.replies) } })
  }
}

const keys = new WeakMap<object, number>()
let lastKey = 0

/** Records are never changed in place: the same record, the same key. */
function keyOf (record: TurnRecord | EarlierTurn): number {
  const key = keys.get(record) ?? ++lastKey
  keys.set(record, key)
  return key
}

function withoutMemory ({ memory, ...state }: ConversationState): Omit<ConversationState, 'memory'> {
  return state
}
