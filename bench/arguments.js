import { parseArgs } from 'node:util'

const options = {
  rounds: { type: 'string', default: '7' },
  requests: { type: 'string', default: '4000' },
  only: { type: 'string' },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false }
}

/** What to measure, and how often; ends the process when it was asked for help or for something unknown. */
export function readArguments (args, names) {
  try {
    const { rounds, requests, only, write, help } = parseArgs({ args, options }).values
    if (help) {
      console.log(usage(names))
      process.exit(0)
    }
    if (only !== undefined && !names.includes(only)) throw new Error(`--only must be one of ${names.join(', ')}`)
    if (only !== undefined && write) throw new Error('--write is of all tables: leave out --only')
    return {
      rounds: whole('rounds', rounds),
      requests: whole('requests', requests),
      only: only === undefined ? names : [only],
      write
    }
  } catch (error) {
    console.error(`${error.message}\n\n${usage(names)}`)
    process.exit(2)
  }
}

function whole (name, text) {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} must be a whole number from 1 to 9999999`)
  return Number(text)
}

function usage (names) {
  return `Usage: node bench/run.js [--rounds N] [--requests N] [--only ${names.join('|')}] [--write]

  --rounds N     rounds that the medians are of (default ${options.rounds.default})
  --requests N   requests for each server in a round (default ${options.requests.default})
  --only NAME    one table instead of all
  --write        put all tables and the plot into docs/quality.md
  --help         this text`
}
