import type { Entity, Intent } from '../../../schemas/nlp.ts'

/** What the user does in a turn. */
export interface Input {
  /** The sentence; for a pressed button its value. */
  readonly text: string
  /** Title of the button that was pressed. */
  readonly pressed?: string
  /** What is to be understood, in place of what the NLU makes of it. */
  readonly understood?: NluOverride
}

/** Skips the NLU. What is left out is not known. */
export interface NluOverride {
  /** Runs this skill, whatever its triggers. */
  readonly skill?: string
  /** Slug of the one intent, with confidence 1. */
  readonly intent?: string
  /** Several, best first, in place of `intent`. */
  readonly intents?: readonly Intent[]
  /**
   * By name: words, an entity object, or a list of either. Words become `{ raw, confidence: 1 }`, with `value` unless
   * gold.
   */
  readonly entities?: Readonly<Record<string, string | Partial<Entity> | ReadonlyArray<string | Partial<Entity>>>>
  /** One of vpositive, positive, neutral, negative, vnegative. */
  readonly sentiment?: string
}
