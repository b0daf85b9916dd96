import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { CachedResponse, DedupeCall, DedupeStore } from '../../dedupe/dedupe-store.ts'
import { createMemoryDedupeStore } from '../../dedupe/memory-dedupe-store.ts'
import type { Store } from '../../store/store.ts'
import { within } from '../../store/within.ts'
import { createBatcher } from '../../store/batcher.ts'
import type { TurnsFirst } from '../queue/turns-first.ts'
import { eraseAnswers, LEASE_MS, MAX_BODY_CHARS, openDedupeTable, type Claim, type Completed } from './dedupe-table.ts'

const SILENT_MS = 2000 // a database that answers nobody for so long is away
const RECONNECT_MS = 1000
const RECONNECT_TIMEOUT_MS = 10_000 // nobody waits
const FIRST_LOOK_MS = 20 // and twice as long each time, up to
const LAST_LOOK_MS = 250
const COMPLETE_WITHIN_MS = 5
const MAX_COMPLETED = 100 // in one statement
const DELETE_EVERY_MS = 30_000
const DELETE_EVERY_CHARS = 16 * 1024 * 1024 // of answers of this process

/** Answers that all processes of a bot know. */
export interface PostgresDedupeStore extends DedupeStore {
  /** Stops it, when the answers that are on their way are stored. */
  close: () => Promise<void>
}

/**
 * Remembers answers in a database that several processes share, so that one of them runs a call. A turn waits for one
 * statement, which it shares with the turns of the same moment; its answer is stored after it was sent. What this
 * process was asked itself it does not look up. While the database does not answer, each process goes by its own
 * memory.
 */
export function createPostgresDedupeStore (
  store: Pick<Store, 'query' | 'dedupe' | 'lastAnswerAt'>, name: string, log: Pick<FastifyBaseLogger, 'warn'>,
  turnsFirst: TurnsFirst
): PostgresDedupeStore {
  const table = openDedupeTable(store.dedupe, name, randomUUID())
  const known = createMemoryDedupeStore()
  const claimed = new Map<DedupeCall, string>() // ids of calls, claimed in the database by this process
  const acquireInTable = createBatcher(async (claims: readonly Claim[]) => {
    const found = await turnsFirst.run(async () => ask(async () => table.acquire(claims)))
    return found ?? claims.map(() => undefined)
  })
  let completed: Completed[] = [] // and not on their way yet
  const storing = new Set<Promise<void>>()
  let isAway = false
  let reconnecting: Promise<void> | undefined
  let chars = 0

  const timers = [
    setInterval(renew, LEASE_MS / 5),
    setInterval(deleteExpired, DELETE_EVERY_MS),
    setInterval(() => { if (isAway) reconnecting ??= reconnect().finally(() => { reconnecting = undefined }) },
      RECONNECT_MS)
  ]
  for (const timer of timers) timer.unref()

  return {
    acquire (call) {
      const given = known.acquire(call)
      return given === undefined ? acquireShared(call) : acquireKnown(call, given)
    },
    complete (call, body) {
      known.complete(call, body)
      complete(call, { body })
    },
    fail (call, error) {
      known.fail(call, error)
      complete(call, { error })
    },
    async release (call) {
      known.release(call)
      const id = endClaim(call)
      if (id !== undefined) await ask(async () => table.release(id))
    },
    async forget (conversation) {
      known.forget(conversation)
      await eraseAnswers(store, name, conversation)
    },
    async close () {
      for (const timer of timers) clearInterval(timer)
      storeCompleted()
      await Promise.all(storing)
    }
  }

  /** What this process knows of a call, unless it was erased elsewhere: then the call is claimed. */
  async function acquireKnown (
    call: DedupeCall, answer: CachedResponse | Promise<CachedResponse | undefined>
  ): Promise<CachedResponse | undefined> {
    const given = await answer
    if (given === undefined) return acquireShared(call)
    if (!('body' in given) || await isKept(call, given.body)) return given
    known.forget(call.conversation as string)
    return known.acquire(call) ?? acquireShared(call)
  }

  /**
   * Whether an answer that this process knows is still in the store: another process may have erased its conversation.
   */
  async function isKept (call: DedupeCall, body: string): Promise<boolean> {
    if (call.conversation === undefined || body.length > MAX_BODY_CHARS) return true
    const found = await ask(async () => table.find(table.idOf(call)))
    return found === undefined || !found.isFree
  }

  /** Nobody else in this process has the call. */
  async function acquireShared (call: DedupeCall): Promise<CachedResponse | undefined> {
    if (isAway) return undefined
    const claim = { id: table.idOf(call), conversation: call.conversation }
    let found = await acquireInTable(claim)
    for (let pauseMs = FIRST_LOOK_MS; found !== undefined && !found.isOurs &&
      found.response === undefined; pauseMs = Math.min(2 * pauseMs, LAST_LOOK_MS)) {
      await sleep(pauseMs)
      found = await ask(async () => table.find(claim.id)) // a failure is there for those who wait
      if (found?.isFree === true) found = await acquireInTable(claim)
    }
    if (found?.isOurs === true) claimed.set(call, claim.id)
    if (found?.response !== undefined) tell(call, found.response)
    return found?.response
  }

  /** Those in this process who wait. */
  function tell (call: DedupeCall, response: CachedResponse): void {
    if ('body' in response) known.complete(call, response.body)
    else known.fail(call, response.error)
  }

  /** The id of a call that this process has claimed, and has no longer. */
  function endClaim (call: DedupeCall): string | undefined {
    const id = claimed.get(call)
    claimed.delete(call)
    return id
  }

  /** Stores an answer soon, and nobody waits for it. */
  function complete (call: DedupeCall, response: CachedResponse): void {
    const id = endClaim(call)
    if (id === undefined) return
    const count = completed.push({ id, response })
    if (count === MAX_COMPLETED) storeCompleted()
    else if (count === 1) setTimeout(storeCompleted, COMPLETE_WITHIN_MS)
    chars += 'body' in response ? response.body.length : 0
    if (chars > DELETE_EVERY_CHARS) deleteExpired()
  }

  function storeCompleted (): void {
    if (completed.length === 0) return // they were stored before their time
    const stored = table.complete(completed).catch(() => {}).finally(() => { storing.delete(stored) })
    storing.add(stored)
    completed = []
  }

  function renew (): void {
    if (claimed.size > 0 && !isAway) table.renew([...claimed.values()]).catch(() => {})
  }

  function deleteExpired (): void {
    chars = 0
    if (!isAway) table.deleteExpired().catch(() => {})
  }

  /** Undefined when the database is away: when it fails, or answers nobody. To wait in line is no outage. */
  async function ask<T> (question: () => Promise<T>): Promise<T | undefined> {
    if (isAway) return undefined
    const answer = question()
    let hasFailed = false
    answer.catch(() => { hasFailed = true })
    for (;;) {
      try {
        return await within(SILENT_MS, answer)
      } catch (error) {
        await nextTurn() // the answer may have arrived while this process stood still
        if (!hasFailed && performance.now() - store.lastAnswerAt() < SILENT_MS) continue
        if (!isAway) {
          log.warn({ failure: (error as Error).message },
            'bot store: away; a call that comes to two processes is run by both')
        }
        isAway = true
        return undefined
      }
    }
  }

  async function reconnect (): Promise<void> {
    await within(RECONNECT_TIMEOUT_MS, table.deleteExpired()).then(() => { isAway = false }, () => {})
  }
}
