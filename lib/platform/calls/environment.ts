import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { isObject } from '../../replies/kind.ts'
import type { BotFile } from '../bot-file/schema.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** `${NAME}`, which stands for a variable of the environment. */
export const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

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
    ...(bot.webhook !== undefined && { webhook: deeply(bot.webhook) as NonNullable<BotFile['webhook']> }),
    skills: inActions(bot.skills) as BotFile['skills']
  }

  /** Only under `webhook`: a dollar sign in a message is a dollar sign. */
  function inActions (value: unknown): unknown {
    if (Array.isArray(value)) return value.map(inActions)
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'webhook'
      ? deeply(inner)
      : key === 'api' && isObject(inner)
        ? inApi(inner)
        : key === 'message' || key === 'memory'
          ? inner
          : inActions(inner)]))
  }

  function inApi ({ otherwise, ...call }: Record<string, unknown>): unknown {
    return { ...deeply(call, false) as object, ...(otherwise !== undefined && { otherwise: inActions(otherwise) }) }
  }

  function deeply (value: unknown, required = true): unknown {
    if (typeof value === 'string') {
      return value.replace(REFERENCE,
        (reference, name: string) => required || env[name] !== undefined ? valueOf(name, reference) : reference)
    }
    if (Array.isArray(value)) return value.map(item => deeply(item, required))
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) =>
        [key, deeply(inner, required)]))
      : value
  }

  function valueOf (name: string, reference: string): string {
    const value = env[name]
    if (value === undefined) {
      throw new FST_BOT_OPTION_INVALID(reference,
      `is not set: set the environment variable ${name}`)
    }
    secrets.set(value, reference)
    return value
  }
}

/**
 * Puts variables of the environment in place of `${NAME}` in a text, such as an address.
 *
 * @param secrets receives each value with the reference that is to be shown in its place
 * @throws FST_BOT_OPTION_INVALID for a variable that is not set
 */
export function fillInText (text: string, env: Environment, secrets: Map<string, string>): string {
  return text.replace(REFERENCE, (reference, name: string) => {
    const value = env[name]
    if (value === undefined) {
      throw new FST_BOT_OPTION_INVALID(reference, `is not set: set the environment variable ${name}`)
    }
    secrets.set(value, reference)
    return value
  })
}

/** The name of a variable that was not filled in, in any text of a value. */
export function unsetVariableIn (value: unknown): string | undefined {
  if (typeof value === 'string') return value.matchAll(REFERENCE).next().value?.[1]
  if (typeof value !== 'object' || value === null) return undefined
  return Object.values(value).map(unsetVariableIn).find(name => name !== undefined)
}
