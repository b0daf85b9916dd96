import { FST_BOT_HANDLER_DUPLICATE, FST_BOT_HANDLER_INVALID } from '../errors.ts'
import { isObject } from '../replies/kind.ts'
import type { Turn } from '../turn/turn.ts'
import { suggest } from '../shared/suggest.ts'
import type { Unhandled } from '../turn/turn-handler.ts'
import { createRegisteredHandler, type HandlerRegistration, type RegisteredHandler } from './registered-handler.ts'
import { isAsking } from './requirements.ts'

/**
 * The handlers of one bot. A turn is looked up in this order: the exact skill, a list that names it, a pattern that
 * matches it (first registered wins), the top intent, an intent whose handler has asked for something, the fallback.
 * The tables are Maps: a skill may be called `constructor`.
 */
export class HandlerRegistry {
  readonly #exact = new Map<string, RegisteredHandler>()
  readonly #listed = new Map<string, RegisteredHandler>()
  readonly #patterns = new Map<RegExp, RegisteredHandler>()
  readonly #intents = new Map<string, RegisteredHandler>()
  #fallback: RegisteredHandler | undefined

  /** A registry with the same handlers, around which further hooks run. */
  copy (wrap: (registration: RegisteredHandler) => RegisteredHandler): HandlerRegistry {
    const copied = new HandlerRegistry()
    for (const [name, handler] of this.#exact) copied.#exact.set(name, wrap(handler))
    for (const [name, handler] of this.#listed) copied.#listed.set(name, wrap(handler))
    for (const [pattern, handler] of this.#patterns) copied.#patterns.set(pattern, wrap(handler))
    for (const [slug, handler] of this.#intents) copied.#intents.set(slug, wrap(handler))
    copied.#fallback = this.#fallback && wrap(this.#fallback)
    return copied
  }

  addSkill (name: string | readonly string[] | RegExp, registration: HandlerRegistration): void {
    if (name instanceof RegExp) {
      // `g` and `y` make test() remember where it stopped
      const pattern = new RegExp(name.source, name.flags.replace(/[gy]/g, ''))
      this.#patterns.set(pattern, createRegisteredHandler('pattern', String(pattern), registration))
    } else if (typeof name === 'string') {
      add(this.#exact, 'skill', name, registration)
    } else {
      if (!Array.isArray(name) || name.length === 0) {
        throw new FST_BOT_HANDLER_INVALID('bot.skill', 'name the skill with a string, a list of strings or a pattern')
      }
      for (const each of name) add(this.#listed, 'skill', each, registration)
    }
  }

  addIntent (slug: string, registration: HandlerRegistration): void {
    add(this.#intents, 'intent', slug, registration)
  }

  setFallback (registration: HandlerRegistration): void {
    if (this.#fallback !== undefined) throw new FST_BOT_HANDLER_DUPLICATE('the fallback')
    this.#fallback = createRegisteredHandler('fallback', 'any other', registration)
  }

  /** The handler of a turn. */
  resolve (turn: Pick<Turn, 'skill' | 'intent' | 'body'>): RegisteredHandler | Unhandled {
    const { skill } = turn
    return (
      this.#bySkill(skill) ??
      this.#intents.get(turn.intent?.slug ?? '') ??
      this.#asking(turn.body) ??
      this.#fallback ?? { nearest: this.#nearest(skill) }
    )
  }

  /** Every handler, in the order of the lookup. */
  list (): RegisteredHandler[] {
    const tables = [this.#exact, this.#listed, this.#patterns, this.#intents]
    return [...tables.flatMap(table => [...table.values()]), ...(this.#fallback ? [this.#fallback] : [])]
  }

  #bySkill (skill: string | undefined): RegisteredHandler | undefined {
    if (skill === undefined) return undefined
    const named = this.#exact.get(skill) ?? this.#listed.get(skill)
    if (named !== undefined) return named
    for (const [pattern, matching] of this.#patterns) if (pattern.test(skill)) return matching
  }

  /** The answer to a question has an intent of its own, or none: it goes to the handler that asked. */
  #asking (body: unknown): RegisteredHandler | undefined {
    const conversation = isObject(body) ? body.conversation : undefined
    const memory = isObject(conversation) ? conversation.memory : undefined
    if (!isObject(memory)) return undefined
    for (const registered of this.#intents.values()) {
      const { label, requires } = registered
      if (requires !== undefined && isAsking(memory, label, requires)) return registered
    }
  }

  #nearest (skill = ''): string[] {
    return suggest(skill, [...this.#exact.keys(), ...this.#listed.keys()])
  }
}

function add (
  table: Map<string, RegisteredHandler>, kind: 'skill' | 'intent', name: unknown, registration: HandlerRegistration
): void {
  if (typeof name !== 'string' || name === '') {
    throw new FST_BOT_HANDLER_INVALID(
      `bot.${kind}`, `a name must be a string that is not empty, not ${JSON.stringify(name)}`
    )
  }
  if (table.has(name)) throw new FST_BOT_HANDLER_DUPLICATE(`${kind} '${name}'`)
  table.set(name, createRegisteredHandler(kind, name, registration))
}
