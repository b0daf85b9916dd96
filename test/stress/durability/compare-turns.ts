import { setTimeout as sleep } from 'node:timers/promises'
import { call } from '../../support/app.ts'
import { post } from './ask.ts'
import { atPace } from './pace.ts'
import { quantile } from './quantile.ts'
import type { RunningBot } from './start-bot.ts'

const WARM_UP = 3 // rounds: until then much of the code is not compiled yet, and the figures still fall
const ROUNDS = 12 // for each bot, in turns, after these
const ROUND = 4 // seconds
const PACE = 10 // milliseconds between two turns

/** Turns of two bots. */
export interface Comparison {
  /** Milliseconds of the turns of each; for ever when one was not answered. */
  readonly few: readonly number[]
  readonly many: readonly number[]
  /** How many times as long those of the second took: p99, median of the rounds. */
  readonly share: number
  /** How much the second did besides in a second. */
  readonly rate: number
}

/**
 * Asks two bots in rounds, each of which stands still while the other is asked.
 *
 * @param count what the second has done besides until now
 */
export async function compareTurns (
  few: RunningBot, many: RunningBot, count: () => Promise<number> = async () => 0
): Promise<Comparison> {
  const times = { few: [] as number[], many: [] as number[] }
  const rounds = { few: [] as number[], many: [] as number[] }
  let counted = 0
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [which, bot, other] of [['few', few, many], ['many', many, few]] as const) {
      process.kill(other.pid, 'SIGSTOP')
      process.kill(bot.pid, 'SIGCONT')
      await sleep(500)
      const before = await count()
      const measured = await turns(bot)
      if (round < 0) continue
      times[which].push(...measured)
      rounds[which].push(quantile(measured, 0.99))
      if (which === 'many') counted += await count() - before
    }
  }
  process.kill(few.pid, 'SIGCONT')
  return {
    ...times,
    share: quantile(rounds.many, 0.5) / quantile(rounds.few, 0.5),
    rate: counted / (ROUNDS * ROUND)
  }
}

/** Figures of both. */
export function describeTurns ({ few, many, share }: Comparison): string {
  const of = (times: readonly number[], part: number): string => quantile(times, part).toFixed(1)
  return `p50 ${of(many, 0.5)} ms, p99 ${of(many, 0.99)} ms; without p50 ${of(few, 0.5)} ms, ` +
    `p99 ${of(few, 0.99)} ms; ${share.toFixed(2)} times the p99 (median of ${ROUNDS} rounds); ` +
    `${many.filter(time => time === Infinity).length} of ${many.length} were not answered`
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
