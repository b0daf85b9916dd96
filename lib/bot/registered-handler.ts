import type { TSchema } from '@sinclair/typebox'
import type { MemoryShape, OnStale } from '../turn/memory-schema.ts'
import type { Handler, Outcome } from '../turn/turn.ts'
import type { HookScope } from './hook-scope.ts'
import { requiring, type Requirements } from './requirements.ts'

/** What may be said of a handler besides what it does. */
export interface SkillOptions<S extends TSchema = TSchema, R extends Requirements = Requirements> {
  /** What it is for, in one line. Shown in the OpenAPI document. */
  summary?: string
  /**
   * The memory keys it reads and writes: types `turn.memory`, is checked before and after the handler, and is shown in
   * the OpenAPI document. Its defaults are filled in.
   */
  memory?: S
  /** What to do when the memory that comes in does not fit the schema. Default: `error`, the turn fails. */
  onStale?: OnStale
  /** What must be in the memory before the handler runs, and what to say when it is not. */
  requires?: R
  /**
   * What the user reads when the handler nears its deadline; the handler then has 60 seconds, and what it returns is
   * pushed. Memory that it writes after these words is not sent. Needs `fastify-bot-webhook/durable` with a connector.
   */
  holding?: Outcome
  /** Whether a call that comes twice gets the answer of the first time. Default: true. */
  once?: boolean
}

/** That nobody handles a turn, and the registered names that its skill may have been meant to be. */
export interface Unhandled { nearest: string[] }

/** What an app registers. */
export interface Registration extends Pick<SkillOptions, 'summary' | 'memory' | 'requires'> {
  shape: MemoryShape | undefined
  once: boolean
  holding: Outcome
  /** Where it was registered: whose hooks run around it. */
  scope: HookScope
  handler: Handler
}

/** A registered handler. */
export interface Skill extends Registration {
  kind: 'skill' | 'pattern' | 'intent' | 'fallback' | 'action'
  /** The skill's name, the pattern, the intent's slug. */
  label: string
  /** Both, for those who count: made once, so that it costs them little to look it up. */
  name: string
}

export function skillFrom (kind: Skill['kind'], label: string, registration: Registration): Skill {
  const { requires, handler } = registration
  const name = kind === 'fallback' ? kind : `${kind} ${label}`
  return { ...registration, kind, label, name, handler: requires === undefined ? handler : requiring(label, requires, handler) }
}
