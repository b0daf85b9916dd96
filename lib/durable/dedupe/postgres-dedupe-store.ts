import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { createMemoryDedupeStore } from '../../dedupe/memory-dedupe-store.ts'
import type { DedupeStore, DedupeCall, CachedResponse } from '../../dedupe/dedupe-store.ts'
import { migrate } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'
import { within } from '../store/within.ts'
import { eraseAnswers, LEASE, ledgerOf, migration } from './dedupe-table.ts'

const PATIENCE = 1000 // milliseconds that a turn waits for the database
const PAUSE = 1000 // milliseconds between two attempts to reach it, for which no turn waits
const PATIENCE_OF_LOOK = 10_000
const LOOK_FIRST = 20 // milliseconds, and twice as many each time, up to
const LOOK_LAST = 250
const SWEEP = 30_000 // milliseconds

/** Answers that all processes of a bot know. */
export interface StoredAnswers extends DedupeStore {
  close: () => void
}

/**
 * Remembers answers in a database that several processes share, so that one of them runs a call. What this process was
 * asked itself it does not look up. While the database does not answer, each process does without.
 */
export async function answersInStore (store: Store, name: string, log: Pick<FastifyBaseLogger, 'warn'>): Promise<StoredAnswers> {
  await migrate(store, migration)
  const ledger = ledgerOf(store, name, randomUUID())
  const known = createMemoryDedupeStore()
  const claimed = new Set<DedupeCall>() // in the store, by this process
  let isAway = false
  let look: Promise<void> | undefined

  const renewing = setInterval(() => { if (claimed.size > 0) asking(() => ledger.renew([...claimed])) }, LEASE / 5).unref()
  const sweeping = setInterval(() => { asking(ledger.sweep) }, SWEEP).unref()
  const looking = setInterval(() => { if (isAway) look ??= lookAgain().finally(() => { look = undefined }) }, PAUSE).unref()

  return {
    async acquire (call) {
      const given = await known.acquire(call)
      if (given === undefined) return claimInStore(call)
      if (!('body' in given) || await isKept(call)) return given
      known.forget(call.conversation as string)
      return known.acquire(call) ?? claimInStore(call)
    },
    complete (call, body) {
      known.complete(call, body)
      return settle(call, { body })
    },
    fail (call, error) {
      known.fail(call, error)
      return settle(call, { error })
    },
    async release (call) {
      known.release(call)
      if (claimed.delete(call)) await asking(() => ledger.release(call))
    },
    async forget (conversation) {
      known.forget(conversation)
      await eraseAnswers(store, name, conversation)
    },
    close () {
      clearInterval(renewing)
      clearInterval(sweeping)
      clearInterval(looking)
    }
  }

  /** Whether an answer that this process knows is still in the store: another process may have erased its conversation. */
  async function isKept (call: DedupeCall): Promise<boolean> {
    if (call.conversation === undefined) return true
    const found = await asking(() => ledger.look(call))
    return found === undefined || found.given !== undefined
  }

  /** Nobody else in this process has the call. */
  async function claimInStore (call: DedupeCall): Promise<CachedResponse | undefined> {
    for (let pause = LOOK_FIRST; ; pause = Math.min(2 * pause, LOOK_LAST)) {
      const found = await asking(async () => {
        if (pause > LOOK_FIRST) { // a failure is there for those who waited
          const { given, over } = await ledger.look(call)
          if (given !== undefined || !over) return { given, ours: false }
        }
        return await ledger.take(call) ? { given: undefined, ours: true } : { given: (await ledger.look(call)).given, ours: false }
      })
      if (found === undefined) return undefined
      if (found.ours) claimed.add(call)
      if (found.given !== undefined) tell(call, found.given)
      if (found.ours || found.given !== undefined) return found.given
      await sleep(pause)
    }
  }

  /** Those in this process who wait. */
  function tell (call: DedupeCall, given: CachedResponse): void {
    if ('body' in given) known.complete(call, given.body)
    else known.fail(call, given.error)
  }

  /** A database that is slow, or just back, gets the answer without anybody waiting. */
  async function settle (call: DedupeCall, given: CachedResponse): Promise<void> {
    if (!claimed.delete(call)) return
    if (isAway) ledger.settle(call, given).catch(() => {})
    else await asking(() => ledger.settle(call, given))
  }

  /** Asks the database, unless it is away. Undefined when it does not answer in time. */
  async function asking<T> (question: () => Promise<T>): Promise<T | undefined> {
    if (isAway) return undefined
    const answer = question()
    try {
      return await within(PATIENCE, answer)
    } catch (error) {
      if (!isAway) {
        isAway = true
        log.warn({ failure: (error as Error).message }, 'bot store: away; until it is back, a call that comes to two processes is run by both')
        answer.then(comeBack, () => {}) // it was slow, and no more
      }
      return undefined
    }
  }

  /** No turn waits for this. */
  async function lookAgain (): Promise<void> {
    await within(PATIENCE_OF_LOOK, ledger.sweep()).then(comeBack, () => {})
  }

  function comeBack (): void {
    isAway = false
  }
}
