import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { openSession } from '../platform/session/session.ts'
import type { SessionOptions } from '../platform/session/session-options.ts'
import { createChat } from '../testing/chat.ts'
import { replayIn } from '../testing/replay.ts'
import { startOf } from '../testing/transcript.ts'
import { readArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { loaderFor } from './dev/loader.ts'
import { createProgramRunner, type ProgramRunner } from './dev/program-runner.ts'
import { wantsColours, type Io } from './io.ts'
import { readCallFlags } from './session-options.ts'
import { callFlags } from './call-flags.ts'
import { printWarnings } from './show/warnings.ts'
import { readConversation } from './test/read-conversation.ts'
import { showDifferences } from './test/show-differences.ts'
import { conversationsToJUnit, type TestedConversation } from './test/to-junit.ts'
import type { Line } from './text/line.ts'
import { paint } from './text/paint.ts'
import { createPrinter } from './text/printer.ts'
import { UsageError } from './usage-error.ts'

const MAX_FILES = 10_000
const DEFAULT_URL = 'http://127.0.0.1:5000'

const flags = {
  program: { type: 'string', value: '<file>', description: 'the program of the bot, which is started for the tests' },
  url: {
    type: 'string', value: '<url>', description: `where the bot is, when it runs already; default: ${DEFAULT_URL}`
  },
  bot: { type: 'string', value: '<bot file>', description: 'in place of the one that a conversation names' },
  ...callFlags,
  report: { type: 'string', value: 'text | junit', description: 'the form of the report; default: text' },
  'no-color': { type: 'boolean', description: 'neither bold nor colours, as with NO_COLOR in the environment' }
} as const

export const test: Command = {
  usage: 'test <conversation.json ...> [options]',
  description:
    `Has conversations once more, and compares replies and memory turn by turn. They are what the page and the
terminal chat export. The exit code is 0 when all are the same, 1 when one is different, 2 when they could not be had.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values, positionals: files } = readArguments(flags, MAX_FILES, args)
  const { program, url, bot, report = 'text', 'no-color': noColour } = values
  if (files.length === 0) throw new UsageError('give conversations, such as conversations/*.json')
  if (report !== 'text' && report !== 'junit') throw new UsageError('--report must be text or junit')
  if (program !== undefined && url !== undefined) throw new UsageError('give either --program or --url')
  const conversations = await Promise.all(files.map(async file => ({ file, transcript: await readConversation(file) })))
  const runner = program === undefined ? undefined : await started(program, io)
  const out = createPrinter(io.output, report === 'text' && wantsColours(io, noColour))
  const tested: TestedConversation[] = []
  const warned = new Set<string>() // conversations of one bot file have the same warnings
  try {
    const options: SessionOptions = {
      ...await readCallFlags(values, io),
      ...(runner !== undefined && { transport: runner.transport }),
      ...(bot !== undefined && { bot })
    }
    for (const { file, transcript } of conversations) {
      const start = startOf(transcript)
      const begun = performance.now()
      const session = await openSession({
        ...start,
        ...options,
        ...(url !== undefined
          ? { url }
          : runner !== undefined && start.bot === undefined && bot === undefined
            ? { url: DEFAULT_URL }
            : {})
      })
      printWarnings(io, session.warnings.filter(warning => !warned.has(warning)))
      for (const warning of session.warnings) warned.add(warning)
      const replayed = await replayIn(createChat(session, start), transcript)
      const ms = Math.round(performance.now() - begun)
      const lines = replayed.same ? [] : showDifferences(replayed)
      const failure = replayed.same ? null : lines.map(line => paint(line, false)).join('\n')
      tested.push({ file, ms, turns: transcript.turns.length, failure })
      if (report === 'text') out.print([headOf(tested.at(-1) as TestedConversation), ...lines])
    }
  } finally {
    await runner?.stop()
  }
  const failed = tested.filter(({ failure }) => failure !== null).length
  if (report === 'junit') io.output.write(conversationsToJUnit(tested))
  else out.print([[], [`${tested.length - failed} the same, ${failed} different`]])
  return failed === 0 ? 0 : 1
}

function headOf ({ file, ms, turns, failure }: TestedConversation): Line {
  const mark = failure === null
    ? { style: 'cyan' as const, text: 'same     ' }
    : { style: 'red' as const, text: 'different' }
  return [mark, ` ${file} `, { style: 'dim', text: `${turns} turns, ${ms} ms` }]
}

async function started (program: string, io: Io): Promise<ProgramRunner> {
  const file = resolve(program)
  if (!existsSync(file)) throw new UsageError(`there is no file \`${program}\``)
  const env = { NODE_ENV: 'test', ...process.env, ...io.env, PORT: '0' }
  const runner = createProgramRunner({
    file, nodeArguments: loaderFor(file), env, write: text => { io.errors.write(text) }
  })
  await runner.start()
  if (runner.state.status === 'failed') throw new UsageError(String(runner.state.problem))
  return runner
}
