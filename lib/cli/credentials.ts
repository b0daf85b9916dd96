import { replaceReferences } from '../platform/calls/environment.ts'
import type { Values } from './arguments.ts'
import { askSecret } from './ask-secret.ts'
import { isInteractive, type Io } from './io.ts'
import type { callFlags } from './call-flags.ts'
import { UsageError } from './usage-error.ts'

/**
 * The headers that options ask for. A secret need not stand on the command line, where every user of the machine can
 * read it: `${NAME}` stands for a variable of the environment, and a password that is left out is asked for.
 */
export async function readHeaders (
  { header = [], basic, bearer }: Pick<Values<typeof callFlags>, 'header' | 'basic' | 'bearer'>, io: Io
): Promise<Record<string, string>> {
  if (basic !== undefined && bearer !== undefined) throw new UsageError('only one of --basic and --bearer can be given')
  return {
    ...Object.fromEntries(header.map(given => headerOf(filledIn('--header', given, io)))),
    ...(basic !== undefined && {
      authorization: `Basic ${Buffer.from(await pairOf(filledIn('--basic', basic, io), io)).toString('base64')}`
    }),
    ...(bearer !== undefined && { authorization: `Bearer ${filledIn('--bearer', bearer, io)}` })
  }
}

/** What was given is not repeated: it may be a secret. */
function headerOf (given: string): [name: string, value: string] {
  const colon = given.indexOf(':')
  if (colon < 1) throw new UsageError("--header must be of the form 'Name: value'")
  return [given.slice(0, colon).trim().toLowerCase(), given.slice(colon + 1).trim()]
}

async function pairOf (given: string, io: Io): Promise<string> {
  if (given.includes(':')) return given
  if (!isInteractive(io)) {
    throw new UsageError(
      // eslint-disable-next-line no-template-curly-in-string -- the caller writes it
      "--basic needs a password, and nobody can be asked for it: give 'user:${NAME}' with the name of a variable " +
        'that holds it'
    )
  }
  return `${given}:${await askSecret(`password of ${given}: `, io)}`
}

/** `${NAME}` stands for a variable of the environment. @throws UsageError when that is not set */
export function filledIn (flag: string, given: string, { env }: Io): string {
  return replaceReferences(given, name => {
    const value = env[name]
    if (value === undefined) throw new UsageError(`${flag}: set the environment variable ${name}`)
    return value
  })
}
