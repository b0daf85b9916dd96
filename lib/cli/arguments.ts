import { parseArgs } from 'node:util'
import { suggest } from '../shared/suggest.ts'
import type { Flag, Flags } from './command.ts'
import { UsageError } from './usage-error.ts'

/** The values of options, typed by what they were declared as. */
export type Values<F extends Flags> = {
  readonly [K in keyof F]?: F[K]['type'] extends 'boolean'
    ? boolean
    : F[K] extends { multiple: true }
      ? string[]
      : string
}

/**
 * Reads the arguments of a command.
 *
 * @param most how many may stand without a dash
 * @throws UsageError for an option that there is not, with the nearest one that there is, and for one without its value
 */
export function readArguments<F extends Flags> (
  flags: F, most: number, args: readonly string[]
): { values: Values<F>; positionals: string[] } {
  const { tokens } = parseArgs({ args: [...args], options: flags, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'option' && !Object.hasOwn(flags, token.name)) {
      throw new UsageError(unknown(token.rawName, Object.keys(flags)))
    }
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...args], options: flags as Record<string, Flag>, allowPositionals: true
    })
    if (positionals.length > most) throw new UsageError(`\`${positionals[most]}\` is one argument too many`)
    return { values: values as Values<F>, positionals }
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message.replaceAll('\n', ' '))
  }
}

function unknown (written: string, names: readonly string[]): string {
  const [name] = suggest(written.replace(/^-+/, ''), names)
  return `there is no option ${written}${name === undefined ? '' : `: did you mean --${name}?`}`
}
