import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { isObject } from '../../replies/kind.ts'
import type { BotAction, BotFile } from '../bot-file/schema.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** An API action whose variables of the environment are filled in. */
export type FilledApi = NonNullable<BotAction['api']> & {
  /** The first variable that it needs and that is not set. */
  readonly unset?: string
}

/** `${NAME}`, which stands for a variable of the environment; with a backslash before it, it is text. */
const REFERENCE = /(\\?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** Puts values in place of `${NAME}`; `\${NAME}` becomes the text `${NAME}`. */
export function replaceReferences (text: string, valueOf: (name: string, reference: string) => string): string {
  return text.replace(REFERENCE, (written, escaped: string, name: string) =>
    escaped === '' ? valueOf(name, written) : written.slice(1))
}

/** A value in whose texts `${NAME}` is to stay text. */
export function escapeReferences<T> (value: T): T
export function escapeReferences (value: unknown): unknown {
  return mapTexts(value, text => text.replace(REFERENCE, '\\$&'))
}

/**
 * Puts variables of the environment in place of `${NAME}`, wherever a bot file says how to call a webhook or API, and
 * collects what they hold. One that is not set stays in an API action: that call alone fails.
 *
 * @param secrets receives each value with the reference that is to be shown in its place
 * @throws FST_BOT_OPTION_INVALID for a variable that is not set
 */
export function fillInVariables (bot: BotFile, env: Environment, secrets: Map<string, string>): BotFile {
  return {
    ...bot,
    ...(bot.webhook !== undefined && { webhook: filledIn(bot.webhook) }),
    skills: Object.fromEntries(Object.entries(bot.skills).map(([slug, skill]) => [slug, inActions(skill)]))
  }

  /** Only in calls: a dollar sign in a message is a dollar sign. */
  function inActions<T> (value: T): T
  function inActions (value: unknown): unknown {
    if (Array.isArray(value)) return value.map(inActions)
    return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, inPart(key, inner)]))
  }

  function inPart (key: string, value: unknown): unknown {
    switch (key) {
      case 'webhook': return filledIn(value)
      case 'api': return inApi(value as NonNullable<BotAction['api']>)
      // a list of these is actions, anything else is a message
      case 'question': case 'complete': case 'otherwise': return Array.isArray(value) ? inActions(value) : value
      case 'requirements': case 'and': case 'or': case 'validation': case 'actions': return inActions(value)
      default: return value
    }
  }

  function inApi ({ otherwise, ...call }: NonNullable<BotAction['api']>): unknown {
    let unset: string | undefined
    const filled = mapTexts(call, text => replaceReferences(text, (name, reference) => {
      if (env[name] !== undefined) return valueOf(env, name, reference, secrets)
      unset ??= name
      return reference
    }))
    return {
      ...filled as object,
      ...(otherwise !== undefined && { otherwise: inPart('otherwise', otherwise) }),
      ...(unset !== undefined && { unset })
    }
  }

  function filledIn<T> (value: T): T
  function filledIn (value: unknown): unknown {
    return mapTexts(value, text => fillInText(text, env, secrets))
  }
}

/**
 * Puts variables of the environment in place of `${NAME}` in a text, such as an address.
 *
 * @param secrets receives each value with the reference that is to be shown in its place
 * @throws FST_BOT_OPTION_INVALID for a variable that is not set
 */
export function fillInText (text: string, env: Environment, secrets: Map<string, string>): string {
  return replaceReferences(text, (name, reference) => valueOf(env, name, reference, secrets))
}

function valueOf (env: Environment, name: string, reference: string, secrets: Map<string, string>): string {
  const value = env[name]
  if (value === undefined) {
    throw new FST_BOT_OPTION_INVALID(reference, `is not set: set the environment variable ${name}`)
  }
  secrets.set(value, reference)
  return value
}

function mapTexts (value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(item => mapTexts(item, change))
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]))
    : value
}
