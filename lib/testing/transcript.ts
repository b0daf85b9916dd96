import type { Memory, Participant } from '../../schemas/conversation.ts'
import type { TurnRecord } from '../builder/records.ts'
import type { BotFile } from '../builder/bot-file/schema.ts'
import type { Line } from './chat.ts'

/** What a conversation started with. */
export interface Opening {
  /** Path of the bot file, or what it says; absent without one. */
  readonly bot?: string | BotFile
  readonly language?: string
  readonly memory?: Memory
  readonly participant?: Participant
}

/** A conversation as plain JSON. */
export interface Transcript extends Opening {
  readonly turns: ReadonlyArray<{ readonly line: Line, readonly replies: readonly unknown[], readonly memory: Memory }>
}

export function transcribe (turns: readonly TurnRecord[], opening: Opening): Transcript {
  return structuredClone({ ...opening, turns: turns.map(({ input, replies, memory }) => ({ line: lineOf(input), replies, memory })) })
}

function lineOf ({ text, pressed, understood }: TurnRecord['input']): Line {
  if (pressed !== undefined) return { click: pressed }
  return understood === undefined ? text : { say: text, ...understood }
}
