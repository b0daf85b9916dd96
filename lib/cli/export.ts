import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exportBot, EXPORT_FORMATS, type ExportFormat } from '../platform/export/export-bot.ts'
import { readArguments } from './arguments.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { visible } from '../shared/visible.ts'
import { UsageError } from './usage-error.ts'

const flags = {
  to: {
    type: 'string',
    value: EXPORT_FORMATS.join(' | '),
    description: 'the form: csv and dataset are the platform\'s own'
  },
  out: {
    type: 'string',
    value: '<folder>',
    description: 'where the files are written; default: a folder named after the form'
  }
} as const

export const exportCommand: Command = {
  usage: 'export <bot file> --to <form> [options]',
  description: `Writes the training data of a bot, its intents and entities, in another form.
The exit code is 1 if the form cannot hold all of it.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values: { to, out = to }, positionals: [bot] } = readArguments(flags, 1, args)
  if (bot === undefined) throw new UsageError('give a bot file')
  if (to === undefined || !(EXPORT_FORMATS as readonly string[]).includes(to)) {
    throw new UsageError(`--to must be one of ${EXPORT_FORMATS.join(', ')}`)
  }
  const { files, lost } = await exportBot(bot, to as ExportFormat)
  for (const { path, text } of files) {
    const target = join(out as string, path)
    await mkdir(dirname(target), { recursive: true }).then(() => writeFile(target, text))
      .catch((error: Error) => { throw new UsageError(`cannot write ${target}: ${error.message}`) })
  }
  io.output.write([`${files.length} files written to ${out}`, ...lost.map(line => `lost    ${line}`)].map(line =>
    `${visible(line)}\n`).join(''))
  return lost.length > 0 ? 1 : 0
}
