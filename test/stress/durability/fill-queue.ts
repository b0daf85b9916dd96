import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Closing } from '../runs.ts'

/** What waits. */
export interface Backlog {
  queue: 'jobs' | 'pushes'
  count: number
  /** They are spread over so many. */
  conversations: number
}

const PROGRAM = fileURLToPath(new URL('backlog.js', import.meta.url))

/** Fills a queue in a store that no process has open. */
export async function fillQueue (closing: Closing, store: string, backlog: Backlog): Promise<void> {
  const child = fork(PROGRAM, [store, JSON.stringify(backlog)], { execArgv: [] })
  closing.teardown(() => child.kill('SIGKILL'))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the queue could not be filled: ${code}`)
}
