import type { Nlp } from '../../../schemas/nlp.ts'
import type { ProtocolVersion } from '../bot-file/schema.ts'
import type { LogEntry } from './log-entry.ts'
import type { Caller } from '../calls/client.ts'

/**
 * Makes an `nlp` object of a sentence.
 *
 * @param language of the conversation; null to find out
 * @param notes receives what the log of a turn should say of it
 */
export type Analyse = (sentence: string, language: string | null, notes?: LogEntry[]) => Promise<Nlp>

/** All that a turn needs of the world. */
export interface Effects extends Outside {
  readonly analyse: Analyse
}

/** What a call needs of it. */
export interface Outside {
  readonly call: Caller
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly uuid: () => string
  /** From 0 to 1, for the choice of a wording. Default: Math.random. */
  readonly random?: () => number
  /** Form of the bodies; undefined for the documented one. */
  readonly protocolVersion: ProtocolVersion | undefined
  /** Whether a failed webhook is reported to the errors route. */
  readonly reports: boolean
}
