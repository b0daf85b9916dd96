import { setTimeout as sleep } from 'node:timers/promises'
import { startConnector } from '../../support/connector.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import type { Finding } from './part.ts'
import type { RunningBot } from './start-bot.ts'
import { endReplicas, startReplica } from './start-replicas.ts'
import { findingsOf, startTalks } from './talks.ts'

const MINUTES = 20
const MAX_RETRIES = 5 // of the first pushes, for the Bot Connector fails at first

/** Three replicas, of which one is behind and one ahead. Messages that fail at first wait for their retry. */
export async function clocks (closing: Closing, { runs: seconds }: Runs): Promise<Finding[]> {
  const connector = await startConnector(closing)
  const postgres = await startPostgres(closing)
  const startOne = async (minutes: number): Promise<RunningBot> =>
    startReplica(closing, { store: postgres.url, connector: connector.url },
      minutes === 0 ? {} : { options: ['--import', shiftedBy(minutes)] }, 1000)
  const bots = [await startOne(0), await startOne(-MINUTES), await startOne(MINUTES)]
  connector.next.push(...Array.from({ length: MAX_RETRIES * bots.length }, () => 500))
  const talks = startTalks(connector, () => bots.map(({ url }) => url))
  await sleep(seconds * 1000)
  const result = await talks.end()
  const alive = await endReplicas(bots)
  return [
    {
      figure: `clocks ${MINUTES} minutes behind and ahead; the ${bots.length} replicas ` +
        (alive ? 'live' : 'do not all live'),
      met: alive
    },
    ...findingsOf(result, 0, 'none has a reason to')
  ]
}

/** A module that is loaded before all others. */
function shiftedBy (minutes: number): string {
  return 'data:text/javascript,' + encodeURIComponent(`
    const Real = Date
    globalThis.Date = class Date extends Real {
      constructor (...given) { given.length === 0 ? super(Real.now() + ${minutes * 60_000}) : super(...given) }
      static now () { return Real.now() + ${minutes * 60_000} }
    }`)
}
