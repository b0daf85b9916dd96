import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../support/durable.ts'
import { call } from '../../support/app.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { post } from './ask.ts'
import { compare, countsOf } from './inbox.ts'
import { atPace } from './pace.ts'
import type { Finding } from './part.ts'
import { quantile } from './quantile.ts'
import { reporter } from './reporter.ts'
import { smallDisk, type SmallDisk } from './small-disk.ts'
import { startBot, type RunningBot } from './start-bot.ts'
import type { Settings } from './settings.ts'

const PACE = 20 // milliseconds between two reports, and between two turns
const PADDING = 2000 // characters of a report, so that the last page of a file is soon full
const TIMEOUT_MS = 30_000 // milliseconds
const SPOOL_DISK = 64 // megabytes
const PGLITE_DISK = 256 // megabytes: it takes about 60 for an empty database

/** The disk is full, for some seconds, and has room again. */
export async function fullDisk (closing: Closing, { runs }: Runs): Promise<Finding[]> {
  return [...await ofSpool(closing, runs), ...await ofPglite(closing, runs)]
}

/** That of the spool, while PostgreSQL is away. */
async function ofSpool (closing: Closing, seconds: number): Promise<Finding[]> {
  const disk = await smallDisk(closing, SPOOL_DISK)
  const postgres = await startPostgres(closing)
  const settings = { store: postgres.url, spool: `${disk.path}/spool`, spoolBytes: 1_000_000_000, keepsAll: true }
  const bot = await startBot(closing, settings)
  await postgres.stop()
  return throughIt(closing, 'spool', { disk, bot, settings, seconds }, postgres.start)
}

/** That of PGlite, which has its spool in the same folder. */
async function ofPglite (closing: Closing, seconds: number): Promise<Finding[]> {
  const disk = await smallDisk(closing, PGLITE_DISK)
  const settings = { store: `pglite:${disk.path}/data`, keepsAll: true }
  const bot = await startBot(closing, settings)
  return throughIt(closing, 'PGlite', { disk, bot, settings, seconds })
}

interface Attempt { disk: SmallDisk, bot: RunningBot, settings: Settings, seconds: number }

async function throughIt (closing: Closing, name: string, {
  disk, bot, settings, seconds
}: Attempt, last?: () => Promise<void>): Promise<Finding[]> {
  const { taken, report } = reporter(PADDING)

  async function during (seconds: number): Promise<{ reports: number[], turns: number[], times: number[] }> {
    const end = performance.now() + seconds * 1000
    const outcome = { reports: [] as number[], turns: [] as number[], times: [] as number[] }
    await Promise.all([
      atPace(PACE, () => performance.now() > end, async () => { outcome.reports.push((await report(bot.url)).status) }),
      atPace(PACE, () => performance.now() > end, async () => {
        const { status, milliseconds } = await post(bot.url, '/', call('fine'))
        outcome.turns.push(status)
        outcome.times.push(milliseconds)
      })
    ])
    return outcome
  }

  await during(1) // what is slow the first time
  const before = await during(seconds)
  disk.fill()
  await during(1) // until the last page of the file is full
  disk.fill()
  const full = await during(seconds)
  disk.free()
  await sleep(1000)
  const after = await during(seconds)
  await last?.()
  const alive = bot.isAlive()
  const caughtUp = await until(async () => await counted(bot.url) >= taken.length, TIMEOUT_MS)
    .then(() => true, () => false)
  const there = await compare(bot.url, taken).catch(() => undefined)
  await bot.kill()
  const again = await startBot(closing, settings) // what is kept is what is there when it is opened again
  // else they are said to be lost
  await until(async () => await counted(again.url) >= taken.length, TIMEOUT_MS).catch(() => {})
  const { lost, twice } = await compare(again.url, taken)
  await again.kill()
  const known = there === undefined ? 'nobody knows how many' : taken.length - there.lost
  return [
    {
      figure: `${name}: with room, reports were answered ${told(before.reports)}, turns ${told(before.turns)}`,
      met: all(before.reports, 200) && all(before.turns, 200)
    },
    { figure: `${name}: with a full disk, reports ${told(full.reports)}`, met: all(full.reports, 503) },
    {
      figure: `${name}: with a full disk, turns ${told(full.turns)}; p99 ${quantile(full.times, 0.99).toFixed(1)} ` +
        `ms, ${(quantile(full.times, 0.99) / quantile(before.times, 0.99)).toFixed(2)} of what it is with room`,
      met: all(full.turns, 200)
    },
    {
      figure: `${name}: with room again, reports ${told(after.reports)}, turns ${told(after.turns)}`,
      met: all(after.reports, 200) && all(after.turns, 200)
    },
    {
      figure: `${name}: in the end ${caughtUp ? 'all' : `not all, but ${known}`} of them were in the database`,
      met: caughtUp
    },
    {
      figure: `${name}: the bot ${alive ? 'lives' : 'has died'}; ${taken.length} reports were answered 200, when it ` +
        `was killed and started again ${lost} of them were lost, ${twice} kept twice`,
      met: alive && lost === 0 && twice === 0
    }
  ]
}

async function counted (url: string): Promise<number> {
  return (await countsOf(url).catch(() => [])).reduce((sum, count) => sum + count, 0)
}

function all (statuses: readonly number[], status: number): boolean {
  return statuses.length > 0 && statuses.every(one => one === status)
}

function told (statuses: readonly number[]): string {
  const times = new Map<number, number>()
  for (const status of statuses) times.set(status, (times.get(status) ?? 0) + 1)
  return [...times].map(([status, times]) => `${times} times ${status === 0 ? 'not' : status}`).join(', ')
}
