import type { TSchema } from '@sinclair/typebox'
import type { Handler } from '../turn/turn.ts'

/** What may be said of a handler besides what it does. */
export interface SkillOptions<S extends TSchema = TSchema> {
  /** What it is for, in one line. Shown in the OpenAPI document. */
  summary?: string
  /** The memory keys it reads and writes: types `turn.memory`, and is shown in the OpenAPI document. */
  memory?: S
}

/** That nobody handles a turn, and the registered names that its skill may have been meant to be. */
export interface Unhandled { nearest: string[] }

/** A registered handler. */
export interface Skill extends SkillOptions {
  kind: 'skill' | 'pattern' | 'intent' | 'fallback' | 'action'
  /** The skill's name, the pattern, the intent's slug. */
  label: string
  handler: Handler
}
