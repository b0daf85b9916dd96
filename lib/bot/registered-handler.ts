import type { JsonSchema, OutputOf, UserSchema } from '../shared/user-schema/user-schema.ts'
import type { MemorySchema, OnInvalidMemory } from '../turn/memory-schema.ts'
import type { Handler, HandlerResult, KeyOf } from '../turn/turn.ts'
import type { HookScope } from './hook-scope.ts'
import { withRequirements, type Requirements } from './requirements.ts'

/** What may be said of a handler besides what it does. */
export interface SkillOptions<S extends UserSchema = UserSchema, R extends Requirements = Requirements> {
  /** What it is for, in one line. Shown in the OpenAPI document. */
  summary?: string
  /**
   * The memory keys it reads and writes: types `turn.memory`, is checked before and after the handler, and is shown in
   * the OpenAPI document. Its defaults are filled in. A TypeBox schema, a Standard Schema or a JSON Schema.
   */
  memory?: S & RefuseKeysOf<S, R>
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

/** A key of the memory is either described or required. */
type RefuseKeysOf<S, R> = string extends keyof R
  ? unknown
  : [keyof R & KeyIn<OutputOf<S>>] extends [never]
      ? unknown
      : { 'requires has this key too': keyof R & KeyIn<OutputOf<S>> }

type KeyIn<M> = string extends KeyOf<M> ? never : KeyOf<M>

/** What an app registers. */
export interface HandlerRegistration {
  summary?: string
  /** Schema of its memory, for documents; undefined when there is none, or when it cannot be written as JSON Schema. */
  memory?: JsonSchema | undefined
  requires?: Requirements
  memorySchema: MemorySchema | undefined
  deduplicate: boolean
  interimReply: HandlerResult
  /** Where it was registered: whose hooks run around it. */
  scope: HookScope
  /** The call that registered it, for its stack; undefined in production. */
  registration: Error | undefined
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
