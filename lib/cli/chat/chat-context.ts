import type { Memory } from '../../../schemas/conversation.ts'
import type { NluOverride } from '../../platform/engine/input.ts'
import type { Session } from '../../platform/session/session-types.ts'
import type { TranscriptStart } from '../../testing/transcript.ts'
import { styled } from '../text/line.ts'
import type { Printer } from '../text/printer.ts'

/** A change by hand between two turns. */
export interface Edit {
  /** The number of turns before it. */
  readonly after: number
  readonly memory?: Memory
  readonly language?: string
}

/** All that a terminal chat has at hand. */
export interface ChatContext {
  readonly session: Session
  /** What the conversation started with. */
  readonly start: TranscriptStart
  /** For what was asked for: replies, and what commands show. */
  out: Printer
  /** For remarks and trouble. */
  aside: Printer
  /** Whether to tell how each turn went. */
  readonly talkative: boolean
  /** The skill of plain calls, until another one is set. */
  skill: string | undefined
  /** What the next sentence is understood as, and only that one. */
  next: NluOverride | undefined
  edits: readonly Edit[]
  /** Whether anything went wrong so far. */
  failed: boolean
}

/** Says what is going on. */
export function printNote ({ aside }: Pick<ChatContext, 'aside'>, text: string): void {
  aside.print(styled('dim', text))
}

/** Says that something could not be done. */
export function printProblem (context: ChatContext, text: string): void {
  context.failed = true
  context.aside.print(styled('red', text))
}
