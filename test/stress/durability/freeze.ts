import { setTimeout as sleep } from 'node:timers/promises'
import { startConnector } from '../../support/connector.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import type { Finding } from './part.ts'
import type { RunningBot } from './start-bot.ts'
import { endReplicas, PUSHES, startReplica } from './start-replicas.ts'
import { findingsOf, startTalks } from './talks.ts'

const TIMES = 2
const CALM_MS = 3000

/** One of two replicas stands still, longer than its lease lasts, and wakes up. */
export async function freeze (closing: Closing, { runs: seconds }: Runs): Promise<Finding[]> {
  const connector = await startConnector(closing)
  const postgres = await startPostgres(closing)
  const startOne = async (): Promise<RunningBot> =>
    startReplica(closing, { store: postgres.url, connector: connector.url })
  const [one, other] = [await startOne(), await startOne()]
  let awake = [one.url, other.url]
  const talks = startTalks(connector, () => awake)
  for (let time = 0; time < TIMES; time++) {
    await sleep(CALM_MS)
    process.kill(one.pid, 'SIGSTOP')
    awake = [other.url] // a load balancer sees it
    await sleep(seconds * 1000)
    process.kill(one.pid, 'SIGCONT')
    awake = [one.url, other.url]
  }
  await sleep(CALM_MS)
  const result = await talks.end()
  const alive = await endReplicas([one, other])
  return [
    { figure: `stood still ${TIMES} times for ${seconds} s; both ${alive ? 'live' : 'do not live'}`, met: alive },
    ...findingsOf(result, TIMES * PUSHES, 'those that were on their way when it stopped')
  ]
}
