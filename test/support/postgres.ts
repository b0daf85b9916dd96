import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { postgresFolder, skipWithout } from './required-programs.ts'

const run = promisify(execFile)
const BIN = postgresFolder()

/** A PostgreSQL server of a test's own. */
export interface TestPostgres {
  /** Its address, of an empty database. */
  url: string
  start: () => Promise<void>
  /** As an administrator does it who does not wait: what is committed stays, connections are cut. */
  stop: () => Promise<void>
  /**
   * Kills the server without a warning, as the system does when memory runs out; the processes it had end by
   * themselves.
   */
  kill: () => Promise<void>
  /** Has it hang: connections are there, new ones are taken, and nothing answers. Until `resume`. */
  pause: () => void
  resume: () => void
  /** Copies what it has now, while it runs. */
  copy: () => Promise<void>
  /** From its next start on it has what was copied, at the same address. */
  useCopy: () => void
}

/**
 * Starts the server that all tests of a file share. They take `skip` as an option: where PostgreSQL is not installed it
 * is the reason, and nothing else is there.
 */
export async function sharePostgres (t: Pick<Test, 'teardown'>): Promise<TestPostgres & { skip: string | false }> {
  const skip = skipWithout('postgresql')
  return { ...skip === false ? await startPostgres(t) : {} as TestPostgres, skip }
}

/** Starts PostgreSQL in a folder of its own on a free port; stopped, and the folder removed, when the test ends. */
export async function startPostgres (t: Pick<Test, 'teardown'>): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'bot-postgres-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const asUser = await userOfServer(folder)
  let data = `${folder}/data`
  await run(...asUser(`${BIN}/initdb`, '--pgdata', data, '--username', 'bot', '--auth', 'trust', '--no-sync',
    '--no-locale', '--encoding', 'UTF8'))
  const port = await freePort()
  const url = `postgres://bot@127.0.0.1:${port}/postgres`
  let ended: (() => Promise<unknown>) | undefined
  let exit: Promise<unknown>
  let pid = 0

  async function start (): Promise<void> {
    const [command, args] = asUser(`${BIN}/postgres`, '-D', data, '-p', String(port), '-k', folder, '-c',
      'listen_addresses=127.0.0.1', '-c', 'max_connections=200')
    const server = spawn(command, args, { stdio: 'ignore' })
    exit = once(server, 'exit')
    pid = server.pid as number
    ended = async () => {
      server.kill('SIGINT') // fast shutdown
      await exit
    }
    while (!await isReady(port)) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL did not start on port ${port}`)
      await sleep(50)
    }
  }

  async function stop (): Promise<void> {
    await ended?.()
    ended = undefined
  }

  async function kill (): Promise<void> {
    const children = childrenOf(pid)
    process.kill(pid, 'SIGKILL')
    await exit
    ended = undefined
    while (children.some(isRunning)) await sleep(10) // until then it would not start again
  }

  t.teardown(stop)
  await start()
  return {
    url,
    start,
    stop,
    kill,
    pause: () => signal(pid, 'SIGSTOP'),
    resume: () => signal(pid, 'SIGCONT'),
    async copy () {
      await run(...asUser(`${BIN}/pg_basebackup`, '-h', '127.0.0.1', '-p', String(port), '-U', 'bot', '-D',
        `${folder}/copy`, '--checkpoint=fast', '--no-sync'))
    },
    useCopy () { data = `${folder}/copy` }
  }
}

/** To the server and to those of its processes that serve connections. */
function signal (pid: number, name: NodeJS.Signals): void {
  process.kill(pid, name) // first: it starts no more of them
  for (const child of childrenOf(pid)) process.kill(child, name)
}

function childrenOf (pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
}

/** A process that has died and was not waited for has no command line. */
function isRunning (pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false
  }
}

export type Command = [command: string, args: string[]]

/** PostgreSQL does not run as root: then the user `postgres`, whom Debian's package makes, gets the folder. */
export async function userOfServer (folder: string): Promise<(command: string, ...args: string[]) => Command> {
  if (userInfo().uid !== 0) return (command, ...args) => [command, args]
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async flag =>
    Number((await run('id', [flag, 'postgres'])).stdout)))
  await chown(folder, uid as number, gid as number)
  return (command, ...args) => ['setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', command, ...args]]
}

async function isReady (port: number): Promise<boolean> {
  return run(`${BIN}/pg_isready`, ['-h', '127.0.0.1', '-p', String(port)]).then(() => true, () => false)
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
