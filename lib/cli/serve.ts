import { once } from 'node:events'
import Fastify from 'fastify'
import { platform, webchatTokenOf } from '../platform/api/index.ts'
import { loadBotFile } from '../platform/bot-file/load.ts'
import { botWarnings } from '../platform/session/bot-warnings.ts'
import { createToken } from '../platform/push/token.ts'
import { readArguments } from './arguments.ts'
import { cannotListen } from './cannot-listen.ts'
import type { Command } from './command.ts'
import { filledIn } from './credentials.ts'
import type { Io } from './io.ts'
import { readPort } from './port.ts'
import { readCallFlags } from './session-options.ts'
import { callFlags } from './call-flags.ts'
import { printWarnings } from './show/warnings.ts'
import { UsageError } from './usage-error.ts'

const DEFAULT_PORT = '5060'
const DEFAULT_HOST = '127.0.0.1'
const NAME = 'bot'
const START_TIMEOUT_MS = 120_000 // a database is made when there is none

const { language, memory, ...bodyFlags } = callFlags // a client says these

const flags = {
  port: { type: 'string', value: '<number>', description: `0 is any free port; default: ${DEFAULT_PORT}` },
  host: {
    type: 'string',
    value: '<address>',
    description: `where to listen, such as 0.0.0.0 for all addresses; default: ${DEFAULT_HOST}`
  },
  url: { type: 'string', value: '<url>', description: 'the base URL of the webhooks, in place of the bot file\'s' },
  'errors-url': {
    type: 'string',
    value: '<url> | off',
    description: 'where failed calls are reported; default: the bot file\'s, or the URL with /errors'
  },
  outbound: {
    type: 'string', value: '<url>', description: 'a bot that answers the web chat in place of the bot file\'s skills'
  },
  store: {
    type: 'string',
    value: '<store>',
    description: 'store of conversations: memory:, pglite:./folder or postgres://...; default: memory:'
  },
  token: { type: 'string', value: '<token>', description: 'what programs send; default: a random one, which is told' },
  origin: {
    type: 'string',
    multiple: true,
    value: '<origin>',
    description: 'a site whose pages may call, such as https://example.com; may be given several times'
  },
  'rate-limit': {
    type: 'string', value: '<number> | off', description: 'calls of one address in a minute; default: 600'
  },
  ...bodyFlags
} as const

export const serve: Command = {
  usage: 'serve <bot file> [options]',
  description:
    `Serves a bot to programs and pages: the platform's runtime API, its Bot Connector, and a web chat. Prints the
address, the token for programs, and the tag that puts the chat into a page. Ctrl-C ends it.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values, positionals: [bot] } = readArguments(flags, 1, args)
  const {
    port = DEFAULT_PORT,
    host = DEFAULT_HOST,
    url,
    'errors-url': errorsUrl,
    outbound,
    store = 'memory:',
    origin = [],
    'rate-limit': rateLimit
  } = values
  if (bot === undefined) throw new UsageError('give a bot file to serve')
  printWarnings(io, await botWarnings(await loadBotFile(bot)))
  const wanted = readPort('--port', port)
  const token = values.token === undefined ? createToken() : filledIn('--token', values.token, io)

  const app = Fastify({ logger: { level: 'warn', stream: io.errors }, pluginTimeout: START_TIMEOUT_MS })
  await app.register(platform, {
    ...await readCallFlags(values, io),
    bot,
    name: NAME,
    token,
    store: filledIn('--store', store, io),
    origins: origin,
    demo: true,
    ...(url !== undefined && { url }),
    ...(errorsUrl !== undefined && { errorsUrl: errorsUrl === 'off' ? false : errorsUrl }),
    ...(outbound !== undefined && { outboundUrl: outbound }),
    ...(rateLimit !== undefined && { rateLimit: limitOf(rateLimit) })
  })
  const address = await app.listen({ port: wanted, host }).catch(error => cannotListen('--port', error))
  const webchatToken = webchatTokenOf(token, NAME)
  const attributes = `src="${address}/webclient.js" data-channel-id="${NAME}" data-token="${webchatToken}"`
  io.output.write(`${address}/
token for programs: ${token}
tag for pages: <script ${attributes}></script>
`)
  await Promise.race(['SIGINT', 'SIGTERM'].map(signal => once(process, signal)))
  await app.close()
  return 0
}

function limitOf (given: string): number | false {
  if (given === 'off') return false
  if (!/^[1-9]\d{0,5}$/.test(given)) throw new UsageError('--rate-limit must be a whole number from 1, or off')
  return Number(given)
}
