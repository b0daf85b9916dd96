import { readFileSync } from 'node:fs'
import { call } from '../../support/app.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { post } from './ask.ts'
import { folder } from './folder.ts'
import type { Finding } from './part.ts'
import { quantile } from './quantile.ts'
import { startBot, type RunningBot } from './start-bot.ts'

const ROUNDS = 20 // for each bot, in turns
const WARM_UP_TURNS = 20_000 // what is done once for many turns is compiled late
const AT_ONCE = 50 // turns that wait for their answers
const MAX_SHARE = 1.3
const TICK_MICROSECONDS = 10_000 // of the counters of Linux

/** The CPU time of the process for each turn that leaves nothing for later: with `durable` and without. */
export async function cost (closing: Closing, { runs: turns }: Runs): Promise<Finding[]> {
  const postgres = await startPostgres(closing)
  const bots = {
    without: await startBot(closing, {}),
    beside: await startBot(closing, { store: postgres.url, spool: folder(closing) })
  }
  for (const bot of Object.values(bots)) await measure(bot, WARM_UP_TURNS)
  const costs = { without: [] as number[], beside: [] as number[] }
  const perRound = Math.ceil(turns / ROUNDS)
  for (let round = 0; round < ROUNDS; round++) {
    for (const which of ['without', 'beside'] as const) costs[which].push(await measure(bots[which], perRound))
  }
  for (const bot of Object.values(bots)) await bot.kill()
  const share = quantile(costs.beside.map((cost, round) => cost / (costs.without[round] as number)), 0.5)
  return [{
    figure: `a turn costs ${quantile(costs.beside, 0.5).toFixed(0)} µs of CPU with \`durable\` on PostgreSQL, ` +
      `${quantile(costs.without, 0.5).toFixed(0)} without; ${share.toFixed(2)} times (medians of ${ROUNDS} rounds)`,
    met: share <= MAX_SHARE
  }]
}

/** Microseconds for each turn. */
async function measure (bot: RunningBot, turns: number): Promise<number> {
  const before = cpuMicroseconds(bot.pid)
  let left = turns
  let failed = 0
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) if ((await post(bot.url, '/', call('fine'))).status !== 200) failed++
  }))
  if (failed > 0) throw new Error(`${failed} turns were not answered 200`)
  return (cpuMicroseconds(bot.pid) - before) / turns
}

/** What a process has computed until now, all of its threads. */
function cpuMicroseconds (pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS // user and system
}
