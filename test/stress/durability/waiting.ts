import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { compareTurns, describeTurns } from './compare-turns.ts'
import { fillQueue } from './fill-queue.ts'
import { folder } from './folder.ts'
import type { Finding } from './part.ts'
import { startBot, type RunningBot } from './start-bot.ts'

const FEW = 1000 // jobs: as many as keep the other bot at work, too
const CONVERSATIONS = 10_000
const MAX_SHARE = { PGlite: 1.5, PostgreSQL: 1.2 }

/** Two bots that do eight jobs a second each: for the one many wait, for the other few. */
export async function waiting (closing: Closing, { runs: many }: Runs): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const name of ['PGlite', 'PostgreSQL'] as const) {
    const busyBot = async (jobs: number): Promise<RunningBot> => {
      const store = name === 'PGlite' ? `pglite:${folder(closing)}` : (await startPostgres(closing)).url
      await fillQueue(closing, store, { queue: 'jobs', count: jobs, conversations: CONVERSATIONS })
      return startBot(closing, { store, spool: folder(closing) })
    }
    const few = await busyBot(FEW)
    const full = await busyBot(many)
    const compared = await compareTurns(few, full)
    for (const bot of [few, full]) await bot.kill()
    findings.push({
      figure: `${name}: turns with ${many} jobs waiting, and with at most ${FEW}: ${describeTurns(compared)}`,
      met: compared.share <= MAX_SHARE[name]
    })
  }
  return findings
}
