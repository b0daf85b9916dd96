import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Closing } from '../runs.ts'
import type { Settings } from './settings.ts'

/** A bot that listens. */
export interface RunningBot {
  url: string
  pid: number
  /** Milliseconds from its start until it listened. */
  took: number
  /** Whether its process is there. */
  isAlive: () => boolean
  /** Without a warning. */
  kill: () => Promise<void>
}

/**
 * A bot that did not start: the code and the message of its error, the milliseconds that the store took to refuse, and
 * those of the whole process.
 */
export interface RefusedBot { refused: string, message: string, milliseconds: number, took: number }

/** How Node.js is started: options of its own, and a program that it runs under. */
export interface Surroundings { options?: readonly string[], under?: readonly string[] }

const PROGRAM = fileURLToPath(new URL('bot.js', import.meta.url))

/** Starts a bot. @throws when it does not start */
export async function startBot (
  closing: Closing, settings: Settings, surroundings: Surroundings = {}
): Promise<RunningBot> {
  const bot = await tryBot(closing, settings, surroundings)
  if ('refused' in bot) throw new Error(`the bot did not start: ${bot.message}`)
  return bot
}

export async function tryBot (closing: Closing, settings: Settings, {
  options = [], under = []
}: Surroundings = {}): Promise<RunningBot | RefusedBot> {
  const began = performance.now()
  const [command = process.execPath, ...args] = [
    ...under, process.execPath, ...options, PROGRAM, JSON.stringify(settings)
  ]
  const { NODE_OPTIONS, ...env } = process.env
  const child = spawn(command, args,
    { env: { ...env, UV_USE_IO_URING: '0' }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  let pid = child.pid
  closing.teardown(() => { if (isRunning(child) && pid !== undefined) process.kill(pid, 'SIGKILL') })
  const [message] = await Promise.race([once(child,
    'message'), ended.then(([code, signal]) => { throw new Error(`the bot ended at once: ${code ?? signal}`) })])
  const took = performance.now() - began
  if ('refused' in message) {
    await ended
    return { ...message, took }
  }
  pid = message.pid as number
  return {
    url: message.url,
    pid,
    took,
    isAlive: () => isRunning(child),
    async kill () {
      if (isRunning(child)) process.kill(message.pid, 'SIGKILL')
      await ended
    }
  }
}

function isRunning ({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}
