import type { Closing, Runs } from '../runs.ts'
import { folder } from './folder.ts'
import { compare } from './inbox.ts'
import type { Finding } from './part.ts'
import { quantile } from './quantile.ts'
import { reporter } from './reporter.ts'
import { startBot, tryBot } from './start-bot.ts'

const SOON = 1000 // milliseconds
const TAKEN_OVER = 3 // times, each of which takes a start

/** A folder of PGlite has one process: others are refused at once, until it has died. */
export async function lock (closing: Closing, { runs }: Runs): Promise<Finding[]> {
  const settings = { store: `pglite:${folder(closing)}` }
  const { taken, report } = reporter()
  let holder = await startBot(closing, settings)
  const refusals: Array<{ milliseconds: number, took: number }> = []
  for (let time = 0; time < runs; time++) {
    const [second] = await Promise.all([tryBot(closing, settings), report(holder.url)])
    if ('refused' in second && second.refused === 'FST_BOT_STORE_LOCKED') refusals.push(second)
    else if ('kill' in second) await second.kill()
  }
  let takenOver = 0
  for (let time = 0; time < TAKEN_OVER; time++) {
    await report(holder.url)
    await holder.kill()
    holder = await startBot(closing, settings)
    takenOver++
  }
  const { lost, twice } = await compare(holder.url, taken)
  await holder.kill()
  const slowest = Math.max(...refusals.map(({ milliseconds }) => milliseconds))
  const p50 = quantile(refusals.map(({ milliseconds }) => milliseconds), 0.5)
  return [
    { figure: `${refusals.length} of ${runs} times a second process was refused`, met: refusals.length === runs },
    {
      figure: `refused ${p50.toFixed(0)} ms (p50) and ${slowest.toFixed(0)} ms (slowest) after it asked for the ` +
        `folder; its whole life took ${Math.max(...refusals.map(({ took }) => took)).toFixed(0)} ms at most`,
      met: slowest <= SOON
    },
    {
      figure: `${takenOver} of ${TAKEN_OVER} times the lock of a process that was killed was taken over`,
      met: takenOver === TAKEN_OVER
    },
    {
      figure: `${taken.length} reports taken meanwhile, ${lost} lost, ${twice} kept twice`,
      met: taken.length === runs + TAKEN_OVER && lost === 0 && twice === 0
    }
  ]
}
