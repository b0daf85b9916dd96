import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { repository } from './repository.ts'

/** How a program is started that listens on a port. */
export type Command = (port: number) => [command: string, ...rest: string[]]

const TIMEOUT_MS = 120_000 // milliseconds

/**
 * Starts a program until the test ends, and waits until it listens. @returns its URL, and what it has printed so far
 */
export async function run (t: Pick<
  Test, 'teardown'
>, commandOf: Command, env: Readonly<Record<string, string>> = {}): Promise<{ url: string, printed: () => string }> {
  const port = await freePort()
  const [command, ...rest] = commandOf(port)
  let printed = ''
  const own = {
    PORT: String(port),
    NODE_PATH: fileURLToPath(new URL('node_modules', repository)),
    NODE_OPTIONS: '',
    PYTHONUNBUFFERED: '1'
  }
  const child = spawn(command, rest, { env: { ...process.env, ...own, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data',
      chunk => { printed = (printed + chunk).slice(-2000) })
  }
  child.on('error', error => { printed += `${error.message}: install it, see .ci/run` })
  t.teardown(() => { child.kill('SIGKILL') })
  const url = `http://127.0.0.1:${port}`
  await listening(url, () => printed)
  return { url, printed: () => printed }
}

/** A port that nothing listens on. */
export async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

async function listening (url: string, printed: () => string): Promise<void> {
  const until = Date.now() + TIMEOUT_MS
  while (Date.now() < until) {
    const answered = await fetch(`${url}/errors`,
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }).then(() => true, () => false)
    if (answered) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`it does not answer:\n${printed()}`)
}
