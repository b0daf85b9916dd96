import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import process from 'node:process'
import Fastify from 'fastify'
import { loadBotFile } from '../platform/bot-file/load.ts'
import { botWarnings } from '../platform/session/bot-warnings.ts'
import { createToken } from '../platform/push/token.ts'
import { playground } from '../playground/plugin.ts'
import { readArguments } from './arguments.ts'
import { cannotListen } from './cannot-listen.ts'
import type { Command } from './command.ts'
import { connectorLine, readToken, tokenFlag } from './connector.ts'
import { loaderFor } from './dev/loader.ts'
import { createProgramRunner } from './dev/program-runner.ts'
import { watchFiles } from './dev/watch-files.ts'
import type { Io } from './io.ts'
import { DEFAULT_PAGE_PORT, pagePortFlag, readPort } from './port.ts'
import { readCallFlags } from './session-options.ts'
import { callFlags } from './call-flags.ts'
import { printWarnings } from './show/warnings.ts'
import { UsageError } from './usage-error.ts'

const DEFAULT_BASE = 'http://127.0.0.1:5000' // where it really listens is found out

const flags = {
  port: pagePortFlag,
  watch: {
    type: 'string', value: '<folder>', description: 'whose sources are watched; default: where the command runs'
  },
  ...callFlags,
  'connector-token': tokenFlag
} as const

export const dev: Command = {
  usage: 'dev <program> [bot file] [options]',
  description:
    `Runs the program of a bot, JavaScript or TypeScript, and serves a page to talk to it. Whenever a source is
saved the program is started anew and the bot file is read again; the conversation stays. The program calls listen(),
or exports a function build() that returns a Fastify app. Ctrl-C ends both.`,
  flags,
  run
}

async function run (args: readonly string[], io: Io): Promise<number> {
  const { values, positionals: [program, botFile] } = readArguments(flags, 2, args)
  const { port = DEFAULT_PAGE_PORT, watch = '.' } = values
  const wanted = readPort('--port', port)
  if (program === undefined) throw new UsageError('give the program of the bot, such as bot.js')
  const file = resolve(program)
  if (!existsSync(file)) throw new UsageError(`there is no file \`${program}\``)
  const bot = botFile === undefined ? undefined : resolve(botFile)
  const loaded = bot === undefined ? undefined : await loadBotFile(bot)
  const base = loaded?.bot.webhook?.url ?? DEFAULT_BASE
  if (loaded !== undefined) printWarnings(io, await botWarnings(loaded))

  const runner = createProgramRunner({
    file, nodeArguments: loaderFor(file), env: { ...process.env, ...io.env }, write: text => { io.errors.write(text) }
  })
  const token = readToken(values, io) ?? createToken()
  // a browser keeps its connections open, and a large bot is trained for longer than a plugin may take to start
  const app = Fastify({ forceCloseConnections: true, pluginTimeout: 0 })
  await app.register(playground, {
    ...await readCallFlags(values, io),
    ...(bot !== undefined && { bot }),
    url: base.includes('${') ? DEFAULT_BASE : base,
    transport: runner.transport,
    program: runner,
    connectorToken: token,
    prefix: '/',
    onAddress: url => { io.output.write(`${url}\n`) },
    production: true // who starts this wants it, and nobody else can open it
  })
  const address = await app.listen({ port: wanted, host: '127.0.0.1' }).catch(error => cannotListen('--port', error))
  io.output.write(`${connectorLine({ url: `${address}/connect/v1`, token })}\n`)

  const root = resolve(watch)
  const stopWatching = watchFiles(root,
    files => { takeUp(files).catch(error => { io.errors.write(`${String(error)}\n`) }) })
  const ended = Promise.race(['SIGINT', 'SIGTERM'].map(signal => once(process, signal)))
  await Promise.race([runner.start(), ended])
  tellState('started')
  await ended
  stopWatching()
  await runner.stop()
  await app.close()
  return 0

  async function takeUp (files: readonly string[]): Promise<void> {
    const savedAt = performance.now()
    if (files.some(saved => saved !== bot)) await runner.start(savedAt)
    if (bot !== undefined && files.includes(bot)) await runner.rereadBotFile(await readAgain(io, bot), savedAt)
    tellState(`saved ${files.map(saved => relative(root, saved)).join(', ')}`)
  }

  function tellState (what: string): void {
    const { status, problem, ms } = runner.state
    const took = ms === null ? '' : ` in ${ms} ms`
    io.output.write(`${what}: ${problem ?? `${status}${took}`}\n`)
  }
}

/** Reads a bot file again, and prints its warnings. @returns what is wrong with it, for people */
async function readAgain (io: Io, file: string): Promise<string | null> {
  try {
    printWarnings(io, await botWarnings(await loadBotFile(file)))
    return null
  } catch (error) {
    return (error as Error).message
  }
}
