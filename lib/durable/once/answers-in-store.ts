import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { answersInMemory } from '../../turn/answers-in-memory.ts'
import type { Answers, Call, Given } from '../../turn/once.ts'
import { migrate } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'
import { LEASE, ledgerOf, migration } from './ledger.ts'

const PATIENCE = 1000 // milliseconds that a turn waits for the database
const PAUSE = 10_000 // milliseconds that it is left alone when it did not answer
const LOOK_FIRST = 20 // milliseconds, and twice as many each time, up to
const LOOK_LAST = 250
const SWEEP = 30_000 // milliseconds

/** Answers that all processes of a bot know. */
export interface StoredAnswers extends Answers {
  close: () => void
}

/**
 * Remembers answers in a database that several processes share, so that one of them runs a call. What this process was
 * asked itself it does not look up. While the database does not answer, each process does without.
 */
export async function answersInStore (store: Store, name: string, log: Pick<FastifyBaseLogger, 'warn'>): Promise<StoredAnswers> {
  await migrate(store, migration)
  const ledger = ledgerOf(store, name, randomUUID())
  const known = answersInMemory()
  const claimed = new Map<string, Call>() // in the store, by this process
  let awayUntil = -Infinity

  const renewing = setInterval(() => { if (claimed.size > 0) asking(() => ledger.renew([...claimed.values()])) }, LEASE / 5).unref()
  const sweeping = setInterval(() => { asking(ledger.sweep) }, SWEEP).unref()

  return {
    claim (call) {
      return known.claim(call) ?? claimInStore(call)
    },
    keep (call, body) {
      known.keep(call, body)
      return settle(call, { body })
    },
    release (call, error) {
      known.release(call, error)
      return settle(call, { error })
    },
    close () {
      clearInterval(renewing)
      clearInterval(sweeping)
    }
  }

  /** Nobody else in this process has the call. */
  async function claimInStore (call: Call): Promise<Given | undefined> {
    for (let pause = LOOK_FIRST; ; pause = Math.min(2 * pause, LOOK_LAST)) {
      const found = await asking(async () => {
        if (pause > LOOK_FIRST) { // a failure is there for those who waited
          const { given, over } = await ledger.look(call)
          if (given !== undefined || !over) return { given, ours: false }
        }
        return await ledger.take(call) ? { given: undefined, ours: true } : { given: (await ledger.look(call)).given, ours: false }
      })
      if (found === undefined) return undefined
      if (found.ours) claimed.set(call.key, call)
      if (found.given !== undefined) tell(call, found.given)
      if (found.ours || found.given !== undefined) return found.given
      await sleep(pause)
    }
  }

  /** Those in this process who wait. */
  function tell (call: Call, given: Given): void {
    if ('body' in given) known.keep(call, given.body)
    else known.release(call, given.error)
  }

  async function settle (call: Call, given: Given): Promise<void> {
    if (claimed.delete(call.key)) await asking(() => ledger.settle(call, given))
  }

  /** Asks the database, unless it was found away just now. Undefined when it does not answer in time. */
  async function asking<T> (question: () => Promise<T>): Promise<T | undefined> {
    if (performance.now() < awayUntil) return undefined
    const answer = question()
    try {
      return await Promise.race([answer, overdue(answer)])
    } catch (error) {
      if (performance.now() >= awayUntil) log.warn({ failure: (error as Error).message }, 'bot store: away; until it is back, a call that comes to two processes is run by both')
      awayUntil = performance.now() + PAUSE
      return undefined
    }
  }
}

/** Rejects when an answer takes too long. */
function overdue (answer: Promise<unknown>): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error(`no answer within ${PATIENCE} ms`)) }, PATIENCE)
    const settled = (): void => { clearTimeout(timer) }
    answer.then(settled, settled)
  })
}
