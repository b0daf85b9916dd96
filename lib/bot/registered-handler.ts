import type { TSchema } from '@sinclair/typebox'
import type { MemorySchema, OnInvalidMemory } from '../turn/memory-schema.ts'
import type { Handler, HandlerResult } from '../turn/turn.ts'
import type { HookScope } from './hook-scope.ts'
import { withRequirements, type Requirements } from './requirements.ts'

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
  onInvalidMemory?: OnInvalidMemory
  /** What must be in the memory before the handler runs, and what to say when it is not. */
  requires?: R
  /**
   * What the user reads when the handler nears its deadline; the handler then has 60 seconds, and what it returns is
   * pushed. Memory that it writes after these words is not sent. Needs `fastify-bot-webhook/durable` with a connector.
   */
  interimReply?: HandlerResult
  /** Whether a call that comes twice gets the answer of the first time. Default: true. */
  deduplicate?: boolean
}

/** What an app registers. */
export interface HandlerRegistration extends Pick<SkillOptions, 'summary' | 'memory' | 'requires'> {
  memorySchema: MemorySchema | undefined
  deduplicate: boolean
  interimReply: HandlerResult
  /** Where it was registered: whose hooks run around it. */
  scope: HookScope
  handler: Handler
}

/** A registered handler. */
export interface RegisteredHandler extends HandlerRegistration {
  kind: 'skill' | 'pattern' | 'intent' | 'fallback' | 'action'
  /** The skill's name, the pattern, the intent's slug. */
  label: string
  /** Both, for those who count: made once, so that it costs them little to look it up. */
  name: string
}

export function createRegisteredHandler (
  kind: RegisteredHandler['kind'], label: string, registration: HandlerRegistration
): RegisteredHandler {
  const { requires, handler } = registration
  const name = kind === 'fallback' ? kind : `${kind} ${label}`
  return {
    ...registration,
    kind,
    label,
    name,
    handler: requires === undefined ? handler : withRequirements(label, requires, handler)
  }
}
