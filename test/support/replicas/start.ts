import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { repository } from '../repository.ts'

/** The example of several replicas, as it runs. */
export interface Replicas {
  /** Their one address. */
  port: number
  /** How many have begun to listen since the start: those that were killed are replaced. */
  readonly started: number
  /** Warnings and errors in their logs. */
  readonly trouble: string[]
  /** Ends all in an orderly way, and resolves to the exit code. */
  stop: () => Promise<number | null>
}

/** Starts the replicas of the example, from what was built, and waits until all of them listen. */
export async function startReplicas (t: Pick<
  Test, 'teardown'
>, environment: Record<string, string>, count = 3): Promise<Replicas> {
  const program = fileURLToPath(new URL('dist/examples/replicas/start.js', repository))
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, PORT: '0', REPLICAS: String(count), ...environment },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  t.teardown(() => child.kill('SIGKILL')) // the replicas end with it
  const exit = once(child, 'exit')
  const trouble: string[] = []
  let started = 0

  const port = await new Promise<number>((resolve, reject) => {
    exit.then(([code]) => { reject(new Error(`the replicas did not start: ${code}`)) })
    createInterface(child.stdout).on('line', line => {
      const { level = 0, msg = '' } = line.startsWith('{"level":') ? JSON.parse(line) : {}
      if (level >= 40) trouble.push(msg)
      const [, port] = /Server listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? []
      if (port !== undefined && ++started === count) resolve(Number(port))
    })
  })
  return {
    port,
    get started () { return started },
    trouble,
    async stop () {
      child.kill('SIGTERM')
      const [code] = await exit
      return code
    }
  }
}
