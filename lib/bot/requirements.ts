import type { Memory } from '../../schemas/conversation.ts'
import { isObject } from '../replies/kind.ts'
import { compileUserSchema, findUserSchemaProblem } from '../shared/user-schema/compile-user-schema.ts'
import type { CompiledSchema } from '../shared/user-schema/compiled-schema.ts'
import type { OutputOf, UserSchema } from '../shared/user-schema/user-schema.ts'
import { isUnresolved } from '../turn/entities.ts'
import type { AnyEntity, EntityName, EntityOf, Handler, HandlerResult, Turn } from '../turn/turn.ts'

/** Something that a handler cannot do without. */
export interface Requirement<Entity extends EntityName = EntityName> {
  /** The entity that answers it, or several of which any does. Several requirements may want the same one. */
  entity: Entity | readonly Entity[]
  /** What to say when it is missing: replies, or what returns them. */
  ask: HandlerResult | ((turn: Turn) => HandlerResult | PromiseLike<HandlerResult>)
  /**
   * What the entity must look like: one that does not fit is not taken, and a value in the memory that does not is
   * missing.
   */
  schema?: UserSchema
  /** What to say when the entity that was just taken will not do, instead of `ask`; nothing when it will. */
  validate?: (entity: AnyEntity, turn: Turn) => HandlerResult | PromiseLike<HandlerResult>
  /** Whether it is required in this turn. Default: always. */
  when?: (turn: Turn) => boolean
}

/** Requirements, by the key of the memory in which the entity lands, in the order in which they are asked for. */
export type Requirements = Record<string, Requirement>

/** What a handler finds in its memory when all requirements are there; nothing when they are not known by name. */
export type RequirementValues<R extends Requirements> = string extends keyof R
  ? unknown
  : { -readonly [Key in keyof R]: RequirementValue<R[Key]> | (R[Key] extends { when: unknown } ? undefined : never) }

type RequirementValue<Q extends Requirement> = Q extends { schema: infer S }
  ? OutputOf<S>
  : Q['entity'] extends readonly (infer Name extends string)[] ? EntityOf<Name> : EntityOf<Q['entity'] & string>

/** Where the memory says what was asked for last: the key of the requirement, by the handler that asked. */
export const ASKING_KEY = 'bot_asking'

interface CompiledRequirement extends Requirement {
  key: string
  entities: readonly string[]
  check: CompiledSchema['check'] | undefined
}

/**
 * A handler that runs when all it requires is in the memory. Before that, each call takes what it needs from the
 * entities of the sentence, and asks for the first requirement that is still missing. What was asked for takes the
 * first entity of its kind; the others take what is left in their order. One that is there already is replaced when
 * the sentence names a new one, and no other requirement wants that entity.
 */
export function withRequirements (label: string, requirements: Requirements, handler: Handler): Handler {
  const compiled = Object.entries(requirements).map(compileRequirement)
  const isAlone = ({ key, entities }: CompiledRequirement): boolean =>
    compiled.every(other => other.key === key || !other.entities.some(name => entities.includes(name)))

  return async turn => {
    const { memory } = turn
    const asked = getAskedKeys(memory)[label]
    const active = compiled.filter(({ when }) => when === undefined || when(turn))
    const first = active.filter(({ key }) => key === asked)
    const others = active.filter(each => each.key !== asked && (isMissing(memory, each) || isAlone(each)))
    const taken = takeEntities(turn, [...first, ...others])

    for (const { key, validate } of taken) {
      const refusal = await validate?.(memory[key] as AnyEntity, turn)
      if (refusal === undefined || refusal === null) continue
      delete memory[key]
      rememberAsked(memory, label, key)
      return refusal
    }
    const missing = active.find(each => isMissing(memory, each))
    rememberAsked(memory, label, missing?.key)
    if (missing === undefined) return handler(turn)
    return typeof missing.ask === 'function' ? missing.ask(turn) : missing.ask
  }
}

/**
 * Whether one of these requirements was asked for last by the handler of this label, so that its answer is waited for.
 */
export function isAsking (
  memory: Record<string, unknown>, label: string, requirements: Requirements
): boolean {
  const key = getAskedKeys(memory)[label]
  return typeof key === 'string' && Object.hasOwn(requirements, key)
}

/** Why requirements cannot be used, or nothing. */
export function findRequirementsProblem (requirements: unknown): string | undefined {
  if (!isObject(requirements)) return " must be an object, such as { city: { entity: 'location', ask: 'Which city?' } }"
  for (const [key, requirement] of Object.entries(requirements)) {
    const problem = findRequirementProblem(key, Object(requirement))
    if (problem !== undefined) return `.${key}${problem}`
  }
}

const NAMES = ['entity', 'ask', 'schema', 'validate', 'when']

function findRequirementProblem (key: string, requirement: Partial<Record<string, unknown>>): string | undefined {
  const { entity, ask, schema, validate, when } = requirement
  const unknown = Object.keys(requirement).find(name => !NAMES.includes(name))
  const names = Array.isArray(entity) ? entity : [entity]
  if (names.length === 0 || !names.every(name => typeof name === 'string' && name !== '')) {
    return '.entity must be the name of an entity, or a list of names'
  }
  if (ask === undefined || ask === null || ask === '') return '.ask must be what to say when it is missing'
  if (key === ASKING_KEY || key === '__proto__') return ' is a key that cannot be used'
  if (unknown !== undefined) return `: unknown option ${unknown}; valid options: ${NAMES.join(', ')}`
  for (const [name, value] of Object.entries({ validate, when })) {
    if (value !== undefined && typeof value !== 'function') return `.${name} must be a function`
  }
  const problem = schema === undefined ? undefined : findUserSchemaProblem(schema)
  return problem === undefined ? undefined : `.schema ${problem}`
}

function compileRequirement ([key, requirement]: [string, Requirement]): CompiledRequirement {
  const { entity, schema } = requirement
  return {
    ...requirement,
    key,
    entities: typeof entity === 'string' ? [entity] : entity as readonly string[],
    check: schema === undefined ? undefined : (compileUserSchema(schema) as CompiledSchema).check
  }
}

/** A value that something else than a sentence put there, such as a client, counts as an answer. */
function isMissing (memory: Memory, { key, check }: CompiledRequirement): boolean {
  const value = memory[key]
  return value === undefined || value === null || check?.(value) !== undefined
}

/** Deals the entities of the sentence out to requirements, each of them once. Returns those that took one. */
function takeEntities ({ memory, nlp, entities }: Turn, requirements: CompiledRequirement[]): CompiledRequirement[] {
  const left = new Map<string, unknown[]>()
  const found = (name: string): unknown[] => {
    const known = left.get(name) ?? entities(name).filter((_, index) => !isUnresolved(nlp.entities, name, index))
    left.set(name, known)
    return known
  }
  return requirements.filter(({ key, entities, check }) => {
    for (const name of entities) {
      const candidates = found(name)
      const index = candidates.findIndex(entity => isObject(entity) && check?.(entity) === undefined)
      if (index === -1) continue
      memory[key] = candidates.splice(index, 1)[0]
      return true
    }
    return false
  })
}

function rememberAsked (memory: Memory, label: string, key: string | undefined): void {
  const { [label]: _before, ...others } = getAskedKeys(memory)
  if (key !== undefined) memory[ASKING_KEY] = { ...others, [label]: key }
  else if (Object.keys(others).length > 0) memory[ASKING_KEY] = others
  else delete memory[ASKING_KEY]
}

/** A bot that was written before may have used the key for something else. */
function getAskedKeys (memory: Memory): Record<string, unknown> {
  const asking = memory[ASKING_KEY]
  return isObject(asking) ? asking : {}
}
