import { setTimeout as sleep } from 'node:timers/promises'
import { call } from '../../support/app.ts'
import { startConnector } from '../../support/connector.ts'
import { until } from '../../support/durable.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { post } from './ask.ts'
import { folder } from './folder.ts'
import { atPace } from './pace.ts'
import type { Finding } from './part.ts'
import { quantile } from './quantile.ts'
import { startBot, type RunningBot } from './start-bot.ts'

const SLOW_MS = 9500 // of each push, a little less than it may take
const PACE_MS = 150 // between two turns of a bot
const CONVERSATIONS = 20
const BACKLOG = 50 // turns of the slow one
const MAX_SHARE = 1.2

/** One conversation whose pushes take long, and others; a second bot beside it has the others alone. */
export async function slow (closing: Closing, { runs: seconds }: Runs): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const name of ['PostgreSQL', 'PGlite']) findings.push(...await compare(closing, name, seconds))
  return findings
}

async function compare (closing: Closing, name: string, seconds: number): Promise<Finding[]> {
  const connector = await startConnector(closing)
  const startOne = async (): Promise<RunningBot> => {
    const store = name === 'PGlite' ? `pglite:${folder(closing)}` : (await startPostgres(closing)).url
    return startBot(closing, { store, spool: folder(closing), connector: connector.url })
  }
  const bots = { alone: await startOne(), beside: await startOne() }
  const asked = new Map<string, number>() // when, by the message that is expected
  const waits = { alone: [] as number[], beside: [] as number[] }
  connector.onTaken = async (conversation, [content]) => {
    if (conversation === 'slow') return sleep(SLOW_MS)
    const since = asked.get(`${conversation} ${content}`)
    if (since !== undefined) waits[conversation.split('-')[0] as keyof typeof waits].push(performance.now() - since)
  }
  let number = 0
  const turn = async (bot: RunningBot, conversation: string): Promise<void> => {
    const mine = number++
    asked.set(`${conversation} ${mine}b`, performance.now())
    await post(bot.url, '/', call('later', { id: conversation, memory: { number: mine } }))
  }
  for (let count = 0; count < BACKLOG; count++) await turn(bots.beside, 'slow')
  await until(() => connector.read('slow').length > 0)
  const talk = async (milliseconds: number): Promise<void> => {
    const end = performance.now() + milliseconds
    await Promise.all((['alone', 'beside'] as const).map(async which =>
      atPace(PACE_MS, () => performance.now() > end, async () =>
        turn(bots[which], `${which}-${number % CONVERSATIONS}`))))
  }
  await talk(2000) // what is slow the first time
  asked.clear()
  for (const list of Object.values(waits)) list.length = 0
  await talk(seconds * 1000)
  const wanted = asked.size
  const arrived = (): number => waits.alone.length + waits.beside.length
  await until(() => arrived() >= wanted, 60_000).catch(() => {})
  const slowRead = connector.read('slow').length
  await Promise.all(Object.values(bots).map(async bot => bot.kill()))
  const share = quantile(waits.beside, 0.5) / quantile(waits.alone, 0.5)
  const figures = (times: readonly number[]): string =>
    `p50 ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms`
  return [
    {
      figure: `${name}: from a turn to its last message beside a conversation whose pushes take ${SLOW_MS / 1000} s: ` +
        `${figures(waits.beside)}; without it ${figures(waits.alone)}; ${share.toFixed(2)} times the p50`,
      met: share <= MAX_SHARE
    },
    {
      figure: `${name}: ${arrived()} of ${wanted} arrived; the slow one got ${slowRead} of ${BACKLOG * 2} meanwhile`,
      met: arrived() === wanted && slowRead > 0
    }
  ]
}
