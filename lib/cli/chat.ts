import { openSession } from '../platform/session/session.ts'
import type { Connector } from '../platform/push/connector.ts'
import { readArguments, type Values } from './arguments.ts'
import { printNote, type ChatContext } from './chat/chat-context.ts'
import { historyFile, historyIn, noHistory } from './chat/history.ts'
import { readPipe } from './chat/pipe.ts'
import { slashCommandNames } from './chat/slash-commands.ts'
import { showPushed } from './chat/show-pushed.ts'
import { takeLine } from './chat/run-line.ts'
import { readTerminal } from './chat/terminal.ts'
import { readChaos } from './chaos.ts'
import type { Command } from './command.ts'
import { connectorFlags, connectorLine, readConnector } from './connector.ts'
import { isInteractive, wantsColours, type Io } from './io.ts'
import { chaosFlags, readCallFlags } from './session-options.ts'
import { callFlags } from './call-flags.ts'
import { printWarnings } from './show/warnings.ts'
import { readTarget } from './target.ts'
import { paint } from './text/paint.ts'
import { createPrinter, type Printer } from './text/printer.ts'
import { UsageError } from './usage-error.ts'

const flags = {
  url: { type: 'string', value: '<url>', description: "the base URL of the webhooks, in place of the bot file's" },
  'errors-url': {
    type: 'string',
    value: '<url> | off',
    description: "where failed calls are reported; default: the bot file's, or the URL with /errors"
  },
  skill: { type: 'string', value: '<name>', description: 'the skill that plain calls of a URL have' },
  ...callFlags,
  ...connectorFlags,
  ...chaosFlags,
  quiet: { type: 'boolean', description: 'shows replies and trouble only' },
  'no-history': { type: 'boolean', description: 'neither reads nor keeps what was typed' },
  'no-color': { type: 'boolean', description: 'neither bold nor colours, as with NO_COLOR in the environment' }
} as const

export const chat: Command = {
  usage: 'chat <url | bot file> [options]',
  description:
    `Talks to a bot: with a bot file as the platform would run it, with a URL by calling that webhook for each
sentence. Type /help in it. Lines may also come from a file or a pipe; the exit code is then 1 if a call failed.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(flags, 1, args)
  const context = await openDesk(positionals[0], values, io)
  const connector = await readConnector(values, io)
  connector?.serve(context.session)
  try {
    return await talk(context, connector, values, io)
  } finally {
    await connector?.close()
  }
}

async function talk (
  context: ChatContext, connector: Connector | undefined, values: Values<typeof flags>, io: Io
): Promise<number> {
  const take = (line: string, hurry?: AbortSignal): Promise<boolean> => takeLine(context, line, hurry)
  const { session: { name, url }, out } = context
  if (!isInteractive(io)) {
    if (connector !== undefined) io.errors.write(`${connectorLine(connector)}\n`)
    context.session.onPush(pushed => { showPushed(context, pushed) })
    await readPipe(io.input, take)
    return context.failed ? 1 : 0
  }
  if (!values.quiet) {
    out.print([
      [
        { style: 'bold', text: name },
        { style: 'dim', text: `${name === url ? '' : ` at ${url}`}: /help tells what else can be typed` }
      ],
      []
    ])
  }
  if (connector !== undefined) io.output.write(`${connectorLine(connector)}\n\n`) // in one line, to be copied
  await readTerminal(io, {
    prompt: paint([{ style: 'cyan', text: '>' }, ' '], out.colours),
    history: values['no-history'] ? noHistory : historyIn(historyFile(io.env)),
    words: slashCommandNames,
    take,
    listen: above => {
      const print: Printer['print'] = lines => { above(() => { out.print(lines) }) }
      context.out = { ...out, print }
      context.aside = context.out
      context.session.onPush(pushed => { above(() => { showPushed(context, pushed) }) })
    },
    warn: busy => {
      printNote(
        { aside: out },
        busy ? 'The bot has not answered yet. Ctrl-C once more leaves.' : 'Ctrl-C once more leaves, as /quit does.'
      )
    }
  })
  return 0
}

async function openDesk (target: string | undefined, values: Values<typeof flags>, io: Io): Promise<ChatContext> {
  const { url, skill, quiet = false, 'errors-url': errorsUrl, 'no-color': noColour } = values
  const what = readTarget(target, 'a URL or a bot file to talk to')
  if ('url' in what && url !== undefined) throw new UsageError('--url is for a bot file: the URL was given already')
  if ('bot' in what && skill !== undefined) {
    throw new UsageError('--skill is for a URL: of a bot file, its triggers choose the skill')
  }
  const options = await readCallFlags(values, io)
  const session = await openSession({
    ...options,
    ...readChaos(values),
    ...what,
    ...(url !== undefined && { url }),
    ...(errorsUrl !== undefined && { errorsUrl: errorsUrl === 'off' ? false : errorsUrl })
  })
  printWarnings(io, session.warnings)
  const { language, memory } = options
  const out = createPrinter(io.output, wantsColours(io, noColour))
  return {
    session,
    start: {
      ...('bot' in what && what), ...(language !== undefined && { language }), ...(memory !== undefined && { memory })
    },
    out,
    aside: isInteractive(io) ? out : createPrinter(io.errors, false),
    talkative: isInteractive(io) && !quiet,
    skill,
    next: undefined,
    edits: [],
    failed: false
  }
}
