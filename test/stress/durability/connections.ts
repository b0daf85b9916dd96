import { setTimeout as sleep } from 'node:timers/promises'
import { startConnector } from '../../support/connector.ts'
import { until } from '../../support/durable.ts'
import { startPostgres } from '../../support/postgres.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import type { Closing, Runs } from '../runs.ts'
import type { Finding } from './part.ts'
import type { RunningBot } from './start-bot.ts'
import { endReplicas, PUSHES, startReplica } from './start-replicas.ts'
import { findingsOf, startTalks } from './talks.ts'

const CALM_MS = 2000
const HEALED_MS = 30_000

/** The connections of two replicas to the database die without a word, again and again; new ones work. */
export async function connections (closing: Closing, { runs }: Runs): Promise<Finding[]> {
  const connector = await startConnector(closing)
  const postgres = await startPostgres(closing)
  const proxy = await startTcpProxy(closing, postgres.url)
  const store = postgres.url.replace(/:\d+\//, `:${proxy.port}/`)
  const startOne = async (): Promise<RunningBot> =>
    startReplica(closing, { store, connector: connector.url })
  const bots = [await startOne(), await startOne()]
  const talks = startTalks(connector, () => bots.map(({ url }) => url))
  const heals: number[] = []
  for (let time = 0; time < runs; time++) {
    await sleep(CALM_MS)
    proxy.silence()
    const began = performance.now()
    const before = connector.received.length
    await until(() => connector.received.length > before + 2 * PUSHES, HEALED_MS).catch(() => {}) // what was on its way
    heals.push(performance.now() - began)
  }
  const result = await talks.end()
  const alive = await endReplicas(bots)
  return [
    { figure: `dead ${runs} times; both replicas ${alive ? 'live' : 'do not live'}`, met: alive },
    {
      figure: `messages were delivered again ${Math.max(...heals).toFixed(0)} ms after it at most`,
      met: Math.max(...heals) < HEALED_MS
    },
    ...findingsOf(result, runs * bots.length * PUSHES, 'those of which the end could not be noted')
  ]
}
