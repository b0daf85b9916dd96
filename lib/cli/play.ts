import { once } from 'node:events'
import Fastify from 'fastify'
import { loadBotFile } from '../platform/bot-file/load.ts'
import { botWarnings } from '../platform/session/bot-warnings.ts'
import { createToken } from '../platform/push/token.ts'
import { playground } from '../playground/plugin.ts'
import { readArguments } from './arguments.ts'
import { cannotListen } from './cannot-listen.ts'
import { readChaos } from './chaos.ts'
import type { Command } from './command.ts'
import { connectorLine, readToken, tokenFlag } from './connector.ts'
import type { Io } from './io.ts'
import { DEFAULT_PAGE_PORT, pagePortFlag, readPort } from './port.ts'
import { chaosFlags, readCallFlags } from './session-options.ts'
import { callFlags } from './call-flags.ts'
import { printWarnings } from './show/warnings.ts'
import { readTarget } from './target.ts'
import { UsageError } from './usage-error.ts'

const flags = {
  port: pagePortFlag,
  url: { type: 'string', value: '<url>', description: "the base URL of the webhooks, in place of the bot file's" },
  'errors-url': {
    type: 'string',
    value: '<url> | off',
    description: "where failed calls are reported; default: the bot file's, or the URL with /errors"
  },
  ...callFlags,
  'connector-token': tokenFlag,
  ...chaosFlags
} as const

export const play: Command = {
  usage: 'play <url | bot file> [options]',
  description:
    `Serves a page to talk to a bot with in a browser, and prints its address. The page shows what is sent, what
comes back and what the bot remembers; what the bot pushes to the URL that is printed, too, is shown there. Ctrl-C
ends it.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(flags, 1, args)
  const { port = DEFAULT_PAGE_PORT, url, 'errors-url': errorsUrl } = values
  const wanted = readPort('--port', port)
  const target = readTarget(positionals[0], 'a URL or a bot file to talk to')
  if ('url' in target && url !== undefined) throw new UsageError('--url is for a bot file: the URL was given already')

  if ('bot' in target) printWarnings(io, await botWarnings(await loadBotFile(target.bot)))
  const token = readToken(values, io) ?? createToken()
  // a browser keeps its connections open, and a large bot is trained for longer than a plugin may take to start
  const app = Fastify({ forceCloseConnections: true, pluginTimeout: 0 })
  await app.register(playground, {
    ...await readCallFlags(values, io),
    ...readChaos(values),
    ...target,
    connectorToken: token,
    ...(url !== undefined && { url }),
    ...(errorsUrl !== undefined && { errorsUrl: errorsUrl === 'off' ? false : errorsUrl }),
    prefix: '/',
    onAddress: url => { io.output.write(`${url}\n`) },
    production: true // who starts this wants it, and nobody else can open it
  })
  const address = await app.listen({ port: wanted, host: '127.0.0.1' }).catch(error => cannotListen('--port', error))
  io.output.write(`${connectorLine({ url: `${address}/connect/v1`, token })}\n`)
  await Promise.race(['SIGINT', 'SIGTERM'].map(signal => once(process, signal)))
  await app.close()
  return 0
}
