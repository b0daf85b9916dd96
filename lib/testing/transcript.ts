import { fileURLToPath } from 'node:url'
import type { Memory, Participant } from '../../schemas/conversation.ts'
import type { PushRecord, TurnRecord } from '../platform/session/records.ts'
import type { BotFile } from '../platform/bot-file/schema.ts'
import type { ScriptStep } from './script-step.ts'

/** What a conversation started with. */
export interface TranscriptStart {
  /** Path of the bot file, or what it says; absent without one. */
  readonly bot?: string | BotFile
  readonly language?: string
  readonly memory?: Memory
  readonly participant?: Participant
}

/** A conversation as plain JSON. */
export interface Transcript extends TranscriptStart {
  /** What the bot has pushed before the first turn. */
  readonly pushed?: readonly unknown[]
  readonly turns: readonly TranscriptTurn[]
}

export interface TranscriptTurn {
  readonly line: ScriptStep
  readonly replies: readonly unknown[]
  readonly memory: Memory
  /** What the bot has pushed after it, before the next. */
  readonly pushed?: readonly unknown[]
}

/** What a conversation with these options starts with; a file is named by its path. */
export function startOf (
  { bot, language, memory, participant }: Omit<TranscriptStart, 'bot'> & { readonly bot?: string | URL | BotFile }
): TranscriptStart {
  return {
    ...(bot !== undefined && { bot: bot instanceof URL ? fileURLToPath(bot) : bot }),
    ...(language !== undefined && { language }),
    ...(memory !== undefined && { memory }),
    ...(participant !== undefined && { participant })
  }
}

export function transcribe (
  { turns, pushed }: { turns: readonly TurnRecord[]; pushed: readonly PushRecord[] }, start: TranscriptStart
): Transcript {
  return structuredClone({
    ...start,
    ...pushedAfter(0),
    turns: turns.map(({ number, input, replies, memory }) => ({
      line: lineOf(input), replies, memory, ...pushedAfter(number)
    }))
  })

  function pushedAfter (turn: number): { pushed?: unknown[] } {
    const messages = pushed.filter(({ after }) => after === turn).flatMap(({ messages }) => messages)
    return messages.length === 0 ? {} : { pushed: messages }
  }
}

function lineOf ({ text, pressed, understood }: TurnRecord['input']): ScriptStep {
  if (pressed !== undefined) return { click: pressed }
  return understood === undefined ? text : { say: text, ...understood }
}
