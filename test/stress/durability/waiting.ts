import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { call } from '../../support/app.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { post } from './ask.ts'
import { folder } from './folder.ts'
import { atPace } from './pace.ts'
import type { Finding } from './part.ts'
import { quantile } from './quantile.ts'
import { startBot, type RunningBot } from './start-bot.ts'

const FEW = 1000 // jobs: as many as keep the other bot at work, too
const ROUNDS = 6 // for each bot, in turns
const ROUND = 4 // seconds
const PACE = 10 // milliseconds between two turns
const MAX_COUNT = 1.2
const PROGRAM = fileURLToPath(new URL('backlog.js', import.meta.url))

/** Two bots that do eight jobs a second each: for the one many wait, for the other few. */
export async function waiting (closing: Closing, { runs: many }: Runs): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const name of ['PGlite', 'PostgreSQL']) {
    const storeOf = async (): Promise<string> =>
      name === 'PGlite' ? `pglite:${folder(closing)}` : (await startPostgres(closing)).url
    findings.push(await compared(closing, name, { few: await storeOf(), many: await storeOf() }, many))
  }
  return findings
}

async function compared (closing: Closing, name: string, stores: {
  few: string, many: string
}, many: number): Promise<Finding> {
  const few = await busyBot(closing, stores.few, FEW)
  const full = await busyBot(closing, stores.many, many)
  const times = { few: [] as number[], many: [] as number[] }
  const rounds = { few: [] as number[], many: [] as number[] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [which, bot, other] of [['few', few, full], ['many', full, few]] as const) {
      process.kill(other.pid, 'SIGSTOP')
      process.kill(bot.pid, 'SIGCONT')
      await sleep(500)
      const measured = await turns(bot)
      if (round === 0) continue // what is slow the first time
      times[which].push(...measured)
      rounds[which].push(quantile(measured, 0.99))
    }
  }
  for (const bot of [few, full]) await bot.kill()
  const share = quantile(rounds.many, 0.5) / quantile(rounds.few, 0.5)
  return {
    figure: `${name}: turns with ${many} jobs waiting p50 ${of(times.many, 0.5)} ms, p99 ${of(times.many, 0.99)} ms; ` +
      `with at most ${FEW} p50 ${of(times.few, 0.5)} ms, p99 ${of(times.few, 0.99)} ms; ` +
      `${share.toFixed(2)} times the p99 (median of ${ROUNDS} rounds); ` +
      `${times.many.filter(time => time === Infinity).length} of ${times.many.length} were not answered`,
    met: share <= MAX_COUNT
  }
}

async function busyBot (closing: Closing, store: string, jobs: number): Promise<RunningBot> {
  const child = fork(PROGRAM, [store, String(jobs)], { execArgv: [] })
  closing.teardown(() => child.kill('SIGKILL'))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`the jobs could not be put into the queue: ${code}`)
  return startBot(closing, { store, spool: folder(closing) })
}

/** How long each took; for ever when it was not answered. */
async function turns (bot: RunningBot): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + ROUND * 1000
  await atPace(PACE, () => performance.now() > end, async () => {
    const { status, milliseconds } = await post(bot.url, '/', call('fine'))
    times.push(status === 200 ? milliseconds : Infinity)
  })
  return times
}

function of (times: readonly number[], share: number): string {
  return quantile(times, share).toFixed(1)
}
