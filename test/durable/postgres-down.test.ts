import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { buildDurable, until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'
import { startPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/required-programs.ts'

const OUTAGE = Number(process.env.OUTAGE ?? 2) // seconds; `npm run test:outage` has longer ones
const PACE = 20 // milliseconds between two reports, and between two turns

t.test('PostgreSQL is stopped, and hangs, while reports and turns come in: all are answered 200, and all reports are ' +
  'in the inbox', { timeout: 3_600_000, skip: skipWithout('postgresql') }, async t => {
  const postgres = await startPostgres(t)
  const spool = mkdtempSync(join(tmpdir(), 'bot-spool-'))
  t.teardown(() => { rmSync(spool, { recursive: true, force: true }) })
  const { app } = await buildDurable(t, postgres.url, { url: 'http://127.0.0.1:1', token: 'token' }, ({ bot }) => {
    bot.skill('fine', async () => 'Yes')
  }, { options: { inbox: { spool } } })
  let reports = 0

  /** Milliseconds of each answer, sorted. */
  async function during (seconds: number): Promise<{ report: number[], turn: number[], failed: string[] }> {
    const times = { report: [] as number[], turn: [] as number[], failed: [] as string[] }
    const running: Array<Promise<void>> = []
    const timed = async (kind: 'report' | 'turn', body: unknown, url: string): Promise<void> => {
      const began = performance.now()
      const { statusCode } = await post(app, body, url)
      times[kind].push(performance.now() - began)
      if (statusCode !== 200) times.failed.push(`${kind}: ${statusCode}`)
    }
    for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(PACE)) {
      running.push(timed('report', `{"number":${reports++}}`, '/errors'), timed('turn', call('fine'), '/'))
    }
    await Promise.all(running)
    for (const kind of [times.report, times.turn]) kind.sort((a, b) => a - b)
    return times
  }

  await during(1) // what is slow the first time
  const up = await during(OUTAGE)
  await postgres.stop()
  const stopped = await during(OUTAGE)
  await postgres.start()
  await until(async () => await kept() === reports)
  postgres.pause()
  const hanging = await during(OUTAGE)
  postgres.resume()
  await until(async () => await kept() === reports, 60_000).catch(() => {})

  for (const [state, { report, turn, failed }] of Object.entries({ up, stopped, hanging })) {
    t.strictSame(failed, [], `${state}: all are answered 200`)
    t.comment(`${state}: ${report.length} reports, the slowest ${Math.round(at(report, 1))} ms; ${turn.length} ` +
      `turns, p50 ${at(turn, 0.5).toFixed(1)} ms, p99 ${at(turn, 0.99).toFixed(1)} ms, ` +
      `${(at(turn, 0.99) / at(up.turn, 0.99)).toFixed(2)} of what it is with the database`)
  }
  t.equal(await kept(), reports, 'each report is in the inbox, once')

  async function kept (): Promise<number> {
    const groups = await app.bot.inbox.groups().catch(() => [])
    return groups.reduce((sum, { count }) => sum + count, 0)
  }
})

function at (sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}
