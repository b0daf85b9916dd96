import type { Memory } from '../../schemas/conversation.ts'
import { isObject } from '../replies/kind.ts'
import type { EntityOf, Handler, HandlerResult, Turn } from '../turn/turn.ts'

/** Something that a handler cannot do without. */
export interface Requirement<Entity extends string = string> {
  /** The entity that answers it. Several requirements may want the same one. */
  entity: Entity
  /** What to say when it is missing: replies, or what returns them. */
  ask: HandlerResult | ((turn: Turn) => HandlerResult | PromiseLike<HandlerResult>)
}

/** Requirements, by the key of the memory in which the entity lands, in the order in which they are asked for. */
export type Requirements = Record<string, Requirement>

/** What a handler finds in its memory when all requirements are there; nothing when they are not known by name. */
export type RequirementValues<R extends Requirements> = string extends keyof R
  ? unknown
  : { [Key in keyof R]: EntityOf<R[Key]['entity']> }

/** Where the memory says what was asked for last: the key of the requirement, by the handler that asked. */
export const ASKING_KEY = 'bot_asking'

/**
 * A handler that runs when all it requires is in the memory. Before that, each call takes what it needs from the
 * entities of the sentence, and asks for the first requirement that is still missing. What was asked for takes the
 * first entity of its kind; the others take what is left in their order. One that is there already is replaced when
 * the sentence names a new one, and no other requirement wants that entity.
 */
export function withRequirements (label: string, requirements: Requirements, handler: Handler): Handler {
  const keys = Object.keys(requirements)
  const entityOf = (key: string): string => (requirements[key] as Requirement).entity
  const isAlone = (key: string): boolean => keys.every(other => other === key || entityOf(other) !== entityOf(key))

  return turn => {
    const { memory } = turn
    const isMissing = (key: string): boolean => !isObject(memory[key])
    const asked = askingIn(memory)[label]
    const isAsked = (key: string): boolean => key === asked
    take(
      turn,
      [...keys.filter(isAsked), ...keys.filter(key => !isAsked(key) && (isMissing(key) || isAlone(key)))],
      entityOf
    )

    const missing = keys.find(isMissing)
    if (missing === undefined) {
      remember(memory, label, undefined)
      return handler(turn)
    }
    remember(memory, label, missing)
    const { ask } = requirements[missing] as Requirement
    return typeof ask === 'function' ? ask(turn) : ask
  }
}

/** Why requirements cannot be used, or nothing. */
export function findRequirementsProblem (requirements: unknown): string | undefined {
  if (!isObject(requirements)) return " must be an object, such as { city: { entity: 'location', ask: 'Which city?' } }"
  for (const [key, requirement] of Object.entries(requirements)) {
    const { entity, ask } = Object(requirement) as Partial<Requirement>
    if (typeof entity !== 'string' || entity === '') return `.${key}.entity must be the name of an entity`
    if (ask === undefined || ask === null || ask === '') return `.${key}.ask must be what to say when it is missing`
    if (key === ASKING_KEY || key === '__proto__') return `.${key} is a key that cannot be used`
  }
}

/** Deals the entities of the sentence out to the keys, each of them once. */
function take ({ memory, entities }: Turn, keys: string[], entityOf: (key: string) => string): void {
  const heard = new Map<string, unknown[]>()
  for (const key of keys) {
    const name = entityOf(key)
    const left = heard.get(name) ?? entities(name)
    heard.set(name, left)
    const entity = left.shift()
    if (isObject(entity)) memory[key] = entity
  }
}

function remember (memory: Memory, label: string, key: string | undefined): void {
  const { [label]: _before, ...others } = askingIn(memory)
  if (key !== undefined) memory[ASKING_KEY] = { ...others, [label]: key }
  else if (Object.keys(others).length > 0) memory[ASKING_KEY] = others
  else delete memory[ASKING_KEY]
}

/** A bot that was written before may have used the key for something else. */
function askingIn (memory: Memory): Record<string, unknown> {
  const asking = memory[ASKING_KEY]
  return isObject(asking) ? asking : {}
}
