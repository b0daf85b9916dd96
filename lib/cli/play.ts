import { once } from 'node:events'
import Fastify from 'fastify'
import { playground } from '../playground/plugin.ts'
import { readArguments } from './arguments.ts'
import type { Command } from './command.ts'
import type { Io } from './io.ts'
import { callFlags, readCallFlags } from './session-options.ts'
import { readTarget } from './target.ts'
import { UsageError } from './usage-error.ts'

const DEFAULT_PORT = '5050'

const flags = {
  port: { type: 'string', value: '<number>', says: `where the page is served, on 127.0.0.1 only; 0 is any free port; default: ${DEFAULT_PORT}` },
  url: { type: 'string', value: '<url>', says: 'the base URL of the webhooks, in place of the bot file\'s' },
  'errors-url': { type: 'string', value: '<url> | off', says: 'where failed calls are reported; default: the bot file\'s, or the URL with /errors' },
  ...callFlags
} as const

export const play: Command = {
  usage: 'play <url | bot file> [options]',
  says: `Serves a page to talk to a bot with in a browser, and prints its address. The page shows what is sent, what comes back
and what the bot remembers. Ctrl-C ends it.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(flags, 1, args)
  const { port = DEFAULT_PORT, url, 'errors-url': errorsUrl } = values
  if (!/^\d{1,5}$/.test(port)) throw new UsageError('--port must be a number from 0 to 65535')
  const target = readTarget(positionals[0], 'a URL or a bot file to talk to')
  if ('url' in target && url !== undefined) throw new UsageError('--url is for a bot file: the URL was given already')

  const app = Fastify({ forceCloseConnections: true }) // a browser keeps its own open
  await app.register(playground, {
    ...await readCallFlags(values, io),
    ...target,
    ...(url !== undefined && { url }),
    ...(errorsUrl !== undefined && { errorsUrl: errorsUrl === 'off' ? false : errorsUrl }),
    prefix: '/',
    production: true // who starts this wants it, and nobody else can reach it
  })
  const address = await app.listen({ port: Number(port), host: '127.0.0.1' }).catch(cannotListen)
  io.output.write(`${address}/\n`)
  await Promise.race(['SIGINT', 'SIGTERM'].map(signal => once(process, signal)))
  await app.close()
  return 0
}

function cannotListen ({ code, message }: NodeJS.ErrnoException): never {
  throw new UsageError(code === 'EADDRINUSE' ? 'the port is taken: give another one with --port' : `cannot listen there: ${message}`)
}
