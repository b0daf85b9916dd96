import { parseArgs } from 'node:util'
import { anySeed } from './runs.ts'

/** What a soak is asked for. */
export interface Wishes { seed: number, runs: number | undefined, only: string[] }

/** Reads the command line; ends the process when it asks for help or for something unknown. */
export function readArguments (command: string, parts: Record<string, string>, args = process.argv.slice(2)): Wishes {
  try {
    const { seed, runs, only, help } = parseArgs({
      args, options: { seed: { type: 'string' }, runs: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean', default: false } }
    }).values
    if (help) {
      console.log(usage(command, parts))
      process.exit(0)
    }
    if (only !== undefined && !Object.hasOwn(parts, only)) throw new Error(`--only must be one of ${Object.keys(parts).join(', ')}`)
    return {
      seed: seed === undefined ? anySeed() : whole('seed', seed),
      runs: runs === undefined ? undefined : whole('runs', runs),
      only: only === undefined ? Object.keys(parts) : [only]
    }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage(command, parts)}`)
    process.exit(2)
  }
}

function whole (name: string, text: string): number {
  if (!/^(0|[1-9]\d{0,9})$/.test(text)) throw new Error(`--${name} must be a whole number`)
  return Number(text)
}

function usage (command: string, parts: Record<string, string>): string {
  return `Usage: npm run ${command} -- [--seed N] [--runs N] [--only ${Object.keys(parts).join('|')}]

${Object.entries(parts).map(([name, what]) => `  ${name.padEnd(10)} ${what}`).join('\n')}

  --seed N   where chance begins: the same seed does the same again (default: another each time, printed)
  --runs N   how many of each part
  --only X   one part instead of all`
}
