import { createRequire } from 'node:module'
import { suggest } from '../shared/suggest.ts'
import { commands } from './commands.ts'
import { helpOf, overview } from './help.ts'
import type { Io } from './io.ts'
import { linesOf } from './text/line.ts'
import { visible } from '../shared/visible.ts'
import { describeMissingPackage } from './needed-packages.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs the program.
 *
 * @param args what stands behind its name
 * @returns the exit code: 0; 1 when a call failed or something was found; 2 when it could not start
 */
export async function run (args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args
  try {
    if (name === undefined) throw new UsageError(`give a command\n\n${overview()}`)
    if (name === '--version') return tell(`${versionOf()}\n`)
    if (name === 'help' || name === '--help' || name === '-h') return tell(await help(rest[0]))
    if (rest.includes('--help') || rest.includes('-h')) return tell(await help(name))
    return await (await commandOf(name)).run(rest, io)
  } catch (error) {
    if (!isExpected(error)) throw error
    const lines = linesOf(describeMissingPackage(error, args))
    // the places of mistakes stand alone
    io.errors.write(lines.map(line => `${lines.length === 1 ? 'bot-webhook: ' : ''}${visible(line)}\n`).join(''))
    return 2
  }

  function tell (text: string): number {
    io.output.write(text)
    return 0
  }
}

async function help (name: string | undefined): Promise<string> {
  return name === undefined ? overview() : helpOf(await commandOf(name))
}

async function commandOf (name: string) {
  const found = commands.get(name)
  if (found !== undefined) return await found.load()
  const names = [...commands.keys(), 'help']
  const [near] = suggest(name, names)
  const hint = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`
  throw new UsageError(`there is no command \`${name}\`: ${hint}`)
}

/** Whether the message is all that there is to say: a wrong call, a wrong bot file, a package that is missing. */
function isExpected (error: unknown): error is Error {
  return (
    error instanceof UsageError ||
    (error instanceof Error && 'code' in error && String(error.code).startsWith('FST_BOT_'))
  )
}

function versionOf (): string {
  return createRequire(import.meta.url)('fastify-bot-webhook/package.json').version
}
