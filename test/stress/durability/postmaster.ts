import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../support/durable.ts'
import { call } from '../../support/app.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { post } from './ask.ts'
import { chance } from './chance.ts'
import { folder } from './folder.ts'
import { compare, countsOf } from './inbox.ts'
import { atPace } from './pace.ts'
import type { Finding } from './part.ts'
import { quantile } from './quantile.ts'
import { reporter } from './reporter.ts'
import { startBot } from './start-bot.ts'

const PACE = 20 // milliseconds between two reports, and between two turns
const UP = 1000 // milliseconds, and up to as many more, before the server is killed
const DOWN = 1500 // milliseconds
const SOON = 1000 // milliseconds for a report
const BACK = 5000 // milliseconds

/** PostgreSQL is killed again and again while reports and turns come in. */
export async function postmaster (closing: Closing, { seed, runs }: Runs): Promise<Finding[]> {
  const postgres = await startPostgres(closing)
  const { url, isAlive, kill } = await startBot(closing,
    { store: postgres.url, spool: folder(closing), keepsAll: true })
  const { taken, report } = reporter()
  const random = chance(seed)
  const statuses = { report: new Map<number, number>(), turn: new Map<number, number>() }
  const times = { up: [] as number[], down: [] as number[] }
  const spans = { report: [] as Span[], turn: [] as Span[] }
  let state: 'up' | 'down' | 'settling' = 'settling'
  let over = false

  async function reportOnce (): Promise<void> {
    const { status, milliseconds } = await report(url)
    spans.report.push({ end: performance.now(), milliseconds })
    statuses.report.set(status, (statuses.report.get(status) ?? 0) + 1)
  }

  async function turnOnce (): Promise<void> {
    const began = state
    const { status, milliseconds } = await post(url, '/', call('fine'))
    spans.turn.push({ end: performance.now(), milliseconds })
    if (began !== 'settling') times[began].push(milliseconds)
    statuses.turn.set(status, (statuses.turn.get(status) ?? 0) + 1)
  }

  const talks = Promise.all([reportOnce, turnOnce].map(begin => atPace(PACE, () => over, begin)))
  const backs: number[] = []
  await sleep(UP) // what is slow the first time
  spans.report.length = 0
  for (let time = 0; time < runs; time++) {
    state = 'up'
    await sleep(UP * (1 + random()))
    state = 'down'
    await postgres.kill()
    await sleep(DOWN)
    state = 'settling'
    await postgres.start()
    const [began, known] = [performance.now(), taken.length]
    await until(async () => await counted(url) >= known, 60_000)
    backs.push(performance.now() - began)
  }
  over = true
  await talks
  await until(async () => await counted(url) >= taken.length, 60_000).catch(() => {}) // else they are said to be lost
  const { lost, twice } = await compare(url, taken)
  const alive = isAlive()
  await kill()

  const unusual = [...statuses.report].filter(([status]) => status !== 200 && status !== 503)
  const waits = spans.report.map(report => report.milliseconds - standstill(report, spans.turn))
  const share = quantile(times.down, 0.99) / quantile(times.up, 0.99)
  return [
    { figure: `${runs} times killed; the bot lives`, met: alive },
    {
      figure: `${taken.length} reports were answered 200, ${lost} of them lost, ${twice} kept twice`,
      met: taken.length > runs && lost === 0 && twice === 0
    },
    { figure: `answers to reports: ${told(statuses.report)}`, met: unusual.length === 0 },
    {
      figure: `they took ${quantile(spans.report.map(({ milliseconds }) => milliseconds), 0.99).toFixed(0)} ms ` +
        `(p99); the slowest ${Math.max(...waits).toFixed(0)} ms more than turns of that moment, which wait for nothing`,
      met: Math.max(...waits) <= SOON
    },
    { figure: `answers to turns: ${told(statuses.turn)}`, met: [...statuses.turn.keys()].join() === '200' },
    {
      figure: `turns: p99 ${quantile(times.up, 0.99).toFixed(1)} ms with the database, ` +
        `${quantile(times.down, 0.99).toFixed(1)} ms without, ${share.toFixed(2)} of that`
    },
    {
      figure: `all that was taken was in the database ${quantile(backs, 0.5).toFixed(0)} ms (p50) and ` +
        `${Math.max(...backs).toFixed(0)} ms (slowest) after it was back`,
      met: Math.max(...backs) <= BACK
    }
  ]
}

/** When something ended that took so long. */
interface Span { end: number, milliseconds: number }

/**
 * How long the machine let everyone wait meanwhile, if that made anything late: a turn does not wait for the database.
 */
function standstill ({ end, milliseconds }: Span, turns: readonly Span[]): number {
  if (milliseconds <= SOON) return 0
  const meanwhile = turns.filter(turn => turn.end > end - milliseconds && turn.end - turn.milliseconds < end)
  return Math.max(0, ...meanwhile.map(turn => turn.milliseconds))
}

async function counted (url: string): Promise<number> {
  const counts = await countsOf(url).catch(() => [])
  return counts.reduce((sum, count) => sum + count, 0)
}

function told (statuses: ReadonlyMap<number, number>): string {
  return [...statuses].map(([status, times]) => `${times} times ${status === 0 ? 'none' : status}`).join(', ')
}
