import { setTimeout as sleep } from 'node:timers/promises'
import { startConnector } from '../../support/connector.ts'
import { until } from '../../support/durable.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import type { Finding } from './part.ts'
import type { RunningBot } from './start-bot.ts'
import { endReplicas, startReplica } from './start-replicas.ts'
import { findLost, startTalks } from './talks.ts'

const CALM_MS = 3000
const DOWN_MS = 2000
const BACK_MS = 30_000

/** The database is lost while two replicas work, and a copy of some seconds ago takes its place. */
export async function failover (closing: Closing, { runs: seconds }: Runs): Promise<Finding[]> {
  const connector = await startConnector(closing)
  const postgres = await startPostgres(closing)
  const startOne = async (): Promise<RunningBot> =>
    startReplica(closing, { store: postgres.url, connector: connector.url })
  const bots = [await startOne(), await startOne()]
  const talks = startTalks(connector, () => bots.map(({ url }) => url))
  await sleep(CALM_MS)
  const copied = snapshot(talks.promised) // what was answered before the copy begins
  await postgres.copy()
  await sleep(seconds * 1000)
  await postgres.kill()
  await sleep(DOWN_MS)
  const atLoss = snapshot(talks.promised) // with the answers that were on their way
  postgres.useCopy()
  await postgres.start()
  const began = performance.now()
  const before = countOf(talks.promised)
  await until(() => countOf(talks.promised) > before, BACK_MS).catch(() => {})
  const backAfter = performance.now() - began
  await sleep(seconds * 1000)
  const result = await talks.end()
  const alive = await endReplicas(bots)

  const lostOfCopy = findLost(connector, copied)
  const lostLater = findLost(connector, new Map([...talks.promised].map(([conversation, numbers]) =>
    [conversation, numbers.filter(number => atLoss.get(conversation)?.includes(number) !== true)])))
  return [
    { figure: `both replicas ${alive ? 'live' : 'do not live'}`, met: alive },
    {
      figure: `${countOf(copied)} turns were answered before the copy, ${lostOfCopy.length} of their messages ` +
        'were lost',
      met: countOf(copied) > 0 && lostOfCopy.length === 0
    },
    {
      figure: `${result.answered - countOf(atLoss)} turns were answered after the loss, ${lostLater.length} of their ` +
        'messages were lost',
      met: result.answered > countOf(atLoss) && lostLater.length === 0
    },
    {
      figure: `of the ${countOf(atLoss) - countOf(copied)} turns between, ` +
        `${result.lost.length - lostOfCopy.length - lostLater.length} messages were lost with the database, ` +
        `${result.refused} turns were refused and ${result.unanswered} not answered`
    },
    { figure: `${result.twice} messages came twice: what the copy did not know was sent again` },
    { figure: `a turn was answered ${backAfter.toFixed(0)} ms after the copy was there`, met: backAfter < BACK_MS }
  ]
}

function snapshot (promised: ReadonlyMap<string, readonly number[]>): Map<string, number[]> {
  return new Map([...promised].map(([conversation, numbers]) => [conversation, [...numbers]]))
}

function countOf (promised: ReadonlyMap<string, readonly number[]>): number {
  return [...promised.values()].flat().length
}
