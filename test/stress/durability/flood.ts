import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { until } from '../../support/durable.ts'
import { call } from '../../support/app.ts'
import type { Closing, Runs } from '../runs.ts'
import { post } from './ask.ts'
import { folder } from './folder.ts'
import { bodiesOf, countsOf } from './inbox.ts'
import { atPace } from './pace.ts'
import type { Finding } from './part.ts'
import { quantile } from './quantile.ts'
import { startBot } from './start-bot.ts'

const RATE = 1000 // a second
const ENOUGH = 0.95 // of them: with fewer nothing is shown
const PACE = 10 // milliseconds
const HEAP = 256 // megabytes
const DISK = 50e6 // bytes that the flood may take
const MOST_AT_ONCE = 400 // requests that wait for an answer: more is not asked of a machine that cannot keep up
const QUOTA = 10_000 // entries, which is the default

/** The same error again and again, in a process that has little memory. */
export async function flood (closing: Closing, { runs: seconds }: Runs): Promise<Finding[]> {
  const place = folder(closing)
  const bot = await startBot(closing, { store: `pglite:${place}` }, { options: [`--max-old-space-size=${HEAP}`] })
  const empty = await sizeOf(place)
  const statuses = new Map<number, number>()
  const times: number[] = []
  let running = 0
  let largest = 0
  let answered = 0
  const end = performance.now() + seconds * 1000
  const isOver = (): boolean => performance.now() > end || !bot.isAlive()

  async function turn (): Promise<void> {
    running++
    const { status, milliseconds } = await post(bot.url, '/', call('fails'))
    running--
    answered++
    times.push(milliseconds)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }

  async function watch (): Promise<void> {
    while (!isOver()) {
      largest = Math.max(largest, await sizeOf(place))
      await sleep(1000)
    }
  }

  await Promise.all([watch(), atPace(PACE, isOver, async () => {
    const many = Math.min(RATE * PACE / 1000, MOST_AT_ONCE - running)
    await Promise.all(Array.from({ length: Math.max(0, many) }, turn))
  })])
  const total = async (): Promise<number> =>
    (await countsOf(bot.url).catch(() => [])).reduce((sum, count) => sum + count, 0)
  await until(async () => await total() >= answered, 60_000).catch(() => {}) // what waits in memory
  largest = Math.max(largest, await sizeOf(place))
  const alive = bot.isAlive()
  const memory = alive ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${bot.pid}/status`, 'utf8'))?.[1] : undefined
  const counts = alive ? await countsOf(bot.url) : []
  const kept = alive ? (await bodiesOf(bot.url)).length : 0
  await bot.kill()
  return [
    {
      figure: `${(answered / seconds).toFixed(0)} turns a second that failed, of ${RATE} that were asked for`,
      met: answered / seconds >= RATE * ENOUGH
    },
    {
      figure: `${answered} in ${seconds} s: ` +
        [...statuses].map(([status, times]) => `${times} times ${status}`).join(', ') +
        `; p99 ${quantile(times, 0.99).toFixed(0)} ms, the slowest ${quantile(times, 1).toFixed(0)} ms`,
      met: !statuses.has(0)
    },
    {
      figure: `with ${HEAP} MB of heap the process ${alive ? 'lives' : 'has died'}; it had ` +
        `${(Number(memory) / 1000).toFixed(0)} MB at most in all`,
      met: alive
    },
    {
      figure: `${counts.length} group, which counts ${counts.join()}`,
      met: counts.length === 1 && counts[0] === answered
    },
    { figure: `${kept} entries are kept, of at most ${QUOTA}`, met: kept > 0 && kept <= QUOTA },
    {
      figure: `the folder took ${((largest - empty) / 1e6).toFixed(0)} MB at most besides the ` +
        `${(empty / 1e6).toFixed(0)} MB of an empty one`,
      met: largest - empty <= DISK
    }
  ]
}

/** Bytes of the disk that a folder takes. */
async function sizeOf (folder: string): Promise<number> {
  // a file may go while it looks
  const { stdout } = await promisify(execFile)('du', ['-sB1', folder]).catch(({ stdout }) => ({ stdout }))
  return Number(/^\d+/.exec(stdout)?.[0])
}
