import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { until } from '../../support/durable.ts'
import { call } from '../../support/app.ts'
import { startPostgres } from '../../support/postgres.ts'
import type { Closing, Runs } from '../runs.ts'
import { post } from './ask.ts'
import { chance } from './chance.ts'
import { folder } from './folder.ts'
import type { Finding } from './part.ts'
import { startBot } from './start-bot.ts'

const TALKS = 12 // at a time, each a conversation of its own for each turn
const LIFE = 600 // milliseconds at the most, from its first answers to the death of a process
const EVERY = 5 // one of so many turns fails after it has deferred its job
const PROGRAM = fileURLToPath(new URL('dead-letters.js', import.meta.url))

/**
 * The process of the bot is killed while turns defer jobs, and while jobs are done, whose messages are put into a queue
 * that nobody takes anything from. After each death the database is looked at.
 */
export async function cuts (closing: Closing, { seed, runs }: Runs): Promise<Finding[]> {
  const postgres = await startPostgres(closing)
  return [
    ...await ofStore(closing, 'PGlite', `pglite:${folder(closing)}`, runs, seed),
    ...await ofStore(closing, 'PostgreSQL', postgres.url, runs, seed)
  ]
}

async function ofStore (
  closing: Closing, name: string, store: string, crashes: number, seed: number
): Promise<Finding[]> {
  const random = chance(seed)
  const turns = { kept: [] as number[], failed: [] as number[], unknown: 0 }
  const seen = { lost: 0, halves: 0, doubles: 0, strangers: 0, dead: 0, waiting: 0, done: 0 }
  const spool = folder(closing)
  let number = 0
  for (let kill = 0; kill < crashes; kill++) {
    const bot = await startBot(closing, { store, spool })
    const rest = new AbortController() // ends the talks
    const talks = Array.from({ length: TALKS }, async () => {
      while (!rest.signal.aborted) await talk(bot.url)
    })
    const enough = turns.kept.length + TALKS // what is slow the first time
    await until(() => turns.kept.length > enough)
    await sleep(LIFE * random())
    const killed = bot.kill()
    rest.abort()
    await killed
    await Promise.all(talks)
    look(await lettersOf(store))
  }
  return [
    {
      figure: `${name}: ${number} turns, ${crashes} kills: ${turns.kept.length} were answered 200, ` +
        `${turns.failed.length} failed after they deferred, ${turns.unknown} were not answered`,
      met: turns.kept.length > crashes
    },
    {
      figure: `${name}: after each kill, of those answered 200 ${seen.lost} jobs were lost (in the end ` +
        `${seen.waiting} waited, ${seen.done} were done)`,
      met: seen.lost === 0 && seen.dead === 0
    },
    { figure: `${name}: of those that failed ${seen.strangers} jobs were kept`, met: seen.strangers === 0 },
    {
      figure: `${name}: ${seen.halves} jobs were done by half (one of two messages), ${seen.doubles} were both done ` +
        'and waiting, or kept twice',
      met: seen.halves === 0 && seen.doubles === 0
    }
  ]

  async function talk (url: string): Promise<void> {
    const mine = number++
    const fails = mine % EVERY === 0
    const { status } = await post(url, '/',
      call(fails ? 'later, and fails' : 'later', { id: `c${mine}`, memory: { number: mine } }))
    if (status === 0) turns.unknown++
    else (status === 200 && !fails ? turns.kept : turns.failed).push(mine)
  }

  /** Each job is one of the queue, or the two messages that came of it, and never anything between. */
  function look (deadLetters: readonly string[]): void {
    const times = new Map<string, number>()
    for (const letter of deadLetters) times.set(letter, (times.get(letter) ?? 0) + 1)
    const has = (letter: string): number => times.get(letter) ?? 0
    seen.waiting = seen.done = 0
    for (let one = 0; one < number; one++) {
      const [work, a, b] = [has(`work ${one}`), has(`push ${one}a`), has(`push ${one}b`)]
      if (a !== b) seen.halves++
      if (work + Math.max(a, b) > 1) seen.doubles++
      seen.waiting += work
      seen.done += Math.min(a, b)
    }
    seen.lost += turns.kept.filter(one => has(`work ${one}`) + has(`push ${one}a`) === 0).length
    seen.strangers += turns.failed.filter(one => has(`work ${one}`) + has(`push ${one}a`) > 0).length
    seen.dead += has('dead')
  }
}

async function lettersOf (store: string): Promise<string[]> {
  const child = fork(PROGRAM, [store], { execArgv: [] })
  const [[deadLetters]] = await Promise.all([once(child, 'message'), once(child, 'exit')])
  return deadLetters as string[]
}
