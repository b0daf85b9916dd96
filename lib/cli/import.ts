import { writeFile } from 'node:fs/promises'
import { importBot, type ImportCounts } from '../platform/import/import-bot.ts'
import type { ImportItem } from '../platform/import/report.ts'
import { readArguments } from './arguments.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { visible } from '../shared/visible.ts'
import { UsageError } from './usage-error.ts'

const flags = {
  language: {
    type: 'string',
    value: '<code>',
    description: 'the default language of the bot, and of what does not say its own; default: the first named, or en'
  },
  out: {
    type: 'string',
    value: '<file>',
    description: 'where the bot file is written; default: it is printed, and the report goes to stderr'
  }
} as const

export const importCommand: Command = {
  usage: 'import <zip | folder | .json | .csv> [options]',
  description: `Makes a bot file of an export of the platform, a dataset, or CSV files.
The exit code is 0 if nothing was lost, 1 if something was, and 2 if nothing can be read.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values: { language, out }, positionals: [input] } = readArguments(flags, 1, args)
  if (input === undefined) throw new UsageError('give a zip, a folder, a JSON or a CSV')
  const { yaml, counts, items } = await importBot(input, language === undefined ? {} : { language })
  const report = reportOf(counts, items, out)
  if (out === undefined) {
    io.errors.write(report)
    io.output.write(yaml)
  } else {
    await writeFile(out, yaml)
      .catch((error: Error) => { throw new UsageError(`cannot write ${out}: ${error.message}`) })
    io.output.write(report)
  }
  return items.some(({ kind }) => kind !== 'note') ? 1 : 0
}

function reportOf ({
  intents, expressions, entities, synonyms, skills
}: ImportCounts, items: readonly ImportItem[], out: string | undefined): string {
  const counts = `taken: ${intents} intents, ${expressions} expressions, ${entities} entities, ${synonyms} values, ` +
    `${skills} skills${out === undefined ? '' : `; written to ${out}`}`
  const lines = items.map(({ kind, source, target, message }) =>
    `${kind.padEnd(8)}${source}${target === null ? '' : ` -> ${target}`}: ${message}`)
  return [counts, ...lines].map(line => `${visible(line)}\n`).join('')
}
