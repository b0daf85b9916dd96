import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Closing } from '../runs.ts'

/** What a Bot Connector has had. The messages of a conversation have the numbers from 0 on. */
export interface Counted {
  received: number
  /** That were not the next of their conversation. */
  disordered: number
}

/** A Bot Connector that answers at once, in a process of its own. */
export interface CountingConnector { readonly url: string, readonly counted: () => Promise<Counted> }

const PROGRAM = fileURLToPath(new URL('counting-connector.js', import.meta.url))

export async function startCountingConnector (closing: Closing): Promise<CountingConnector> {
  const child = fork(PROGRAM, { execArgv: [] })
  closing.teardown(() => child.kill('SIGKILL'))
  const [port] = await once(child, 'message')
  return {
    url: `http://127.0.0.1:${port}/connect/v1`,
    async counted () {
      child.send('how many')
      const [counted] = await once(child, 'message')
      return counted
    }
  }
}
