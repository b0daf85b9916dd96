import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { environment } from '../../support/production-child.ts'
import type { Closing } from '../runs.ts'
import type { bots } from './bots.ts'
import type { Figures } from './server.ts'

/** A server in a process of its own. */
export interface ServerProcess {
  child: ChildProcess
  port: number
  /** What it says of itself: as it is, or once garbage is collected. */
  ask: (what?: 'now' | 'collected') => Promise<Figures>
}

/**
 * Starts a server, which ends with the part that it is for. @param files that it may have open, connections among them
 */
export async function startServer (closing: Closing, bot: keyof typeof bots, {
  env = {}, files = 8192
}: { env?: NodeJS.ProcessEnv, files?: number } = {}): Promise<ServerProcess> {
  const program = fileURLToPath(new URL('server.js', import.meta.url))
  const child = spawn('sh', [
    '-c', `ulimit -n ${files} && exec "$0" "$@"`, process.execPath, '--expose-gc', program, bot
  ], {
    env: { ...process.env, ...environment, MAX_DELAY: undefined, RATE_LIMIT: '100000000', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc']
  })
  closing.teardown(() => { child.kill('SIGKILL') })
  const ended = once(child, 'exit').then(([code, signal]) => { throw new Error(`the server ended: ${code ?? signal}`) })
  ended.catch(() => {})
  const told = async () => (await Promise.race([once(child, 'message'), ended]))[0]
  const port: number = await told()

  return {
    child,
    port,
    ask: async (what = 'now') => {
      const answer = told()
      child.send(what)
      return await answer
    }
  }
}
