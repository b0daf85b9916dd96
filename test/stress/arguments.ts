import { parseArgs } from 'node:util'
import { anySeed } from './runs.ts'

/** What a soak is asked for. */
export interface Wishes { seed: number, runs: number | undefined, seconds: number | undefined, only: string[] }

/** What can be asked for in whole numbers. */
const numbers = {
  seed: 'where chance begins: the same seed does the same again (default: another each time, printed)',
  runs: 'how many of each part',
  seconds: 'how long the load of each part lasts that lasts for a time'
}

/** Reads the command line; ends the process when it asks for help or for something unknown. */
export function readArguments (command: string, parts: Record<
  string, string
>, counted: ReadonlyArray<keyof typeof numbers> = ['seed', 'runs'], args = process.argv.slice(2)): Wishes {
  try {
    const { only, help, ...values } = parseArgs({
      args,
      options: {
        ...Object.fromEntries(counted.map(name => [name, { type: 'string' } as const])),
        only: { type: 'string' },
        help: { type: 'boolean', default: false }
      }
    }).values
    const { seed, runs, seconds } = values as Partial<Record<keyof typeof numbers, string>>
    if (help) {
      console.log(usage(command, parts, counted))
      process.exit(0)
    }
    if (only !== undefined &&
      !Object.hasOwn(parts, only)) throw new Error(`--only must be one of ${Object.keys(parts).join(', ')}`)
    return {
      seed: seed === undefined ? anySeed() : whole('seed', seed),
      runs: runs === undefined ? undefined : whole('runs', runs),
      seconds: seconds === undefined ? undefined : whole('seconds', seconds),
      only: only === undefined ? Object.keys(parts) : [only]
    }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage(command, parts, counted)}`)
    process.exit(2)
  }
}

function whole (name: string, text: string): number {
  if (!/^(0|[1-9]\d{0,9})$/.test(text)) throw new Error(`--${name} must be a whole number`)
  return Number(text)
}

function usage (command: string, parts: Record<string, string>, counted: ReadonlyArray<keyof typeof numbers>): string {
  const options = counted.map(name => `[--${name} N] `).join('')
  return `Usage: npm run ${command} -- ${options}[--only ${Object.keys(parts).join('|')}]

${Object.entries(parts).map(([name, what]) => `  ${name.padEnd(10)} ${what}`).join('\n')}

${counted.map(name => `  ${`--${name} N`.padEnd(11)}  ${numbers[name]}`).join('\n')}
  --only X     one part instead of all`
}
