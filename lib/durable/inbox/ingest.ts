import { setImmediate as nextRound } from 'node:timers/promises'
import { FST_BOT_INBOX_FULL } from '../../errors.ts'
import { sizeOf, type Entry } from './entry/entry.ts'
import type { Spool } from './spool/spool.ts'
import { within } from '../../store/within.ts'

const MAX_BATCH_ENTRIES = 200 // entries of one transaction
const MAX_WAITING_BYTES = 16 * 1024 * 1024 // bytes that wait in memory
const TIMEOUT_MS = 500 // milliseconds from the arrival of an entry until the spool is asked in place of the database
const TIMEOUT_WITHOUT_SPOOL_MS = 900 // milliseconds until the entry is refused
const SHORTEST = 100 // milliseconds that the database is given in any case
const LOOK_AGAIN = 1000 // milliseconds between two attempts to reach the database
const SPOOL_TIMEOUT_MS = 5000 // milliseconds: nobody waits
const HANGING_TIMEOUT_MS = 30_000 // milliseconds until a connection that does not answer is given up

/** What takes entries in. */
export interface Intake {
  /**
   * Resolves when the entry is in the database or on the disk. @throws FST_BOT_INBOX_FULL when there is no place for it
   */
  take: (entry: Entry) => Promise<void>
  /** Resolves when all that is on its way is kept somewhere, or refused. */
  settled: () => Promise<void>
  /** Lets go: what can be written is written. */
  close: () => Promise<void>
}

export interface IntakeOptions {
  /** Writes entries to the database, in one transaction. May be called with the same ones again. */
  write: (entries: readonly Entry[]) => Promise<void>
  /** Undefined: there is none. */
  spool: Spool | undefined
  log: { info: (what: object, message: string) => void, warn: (what: object, message: string) => void }
}

interface Waiting { entry: Entry, since: number, resolve: () => void, reject: (error: Error) => void }

/**
 * Writes entries to the database: those that arrive while a transaction runs share the next one. When the database
 * fails or keeps them waiting they go to the spool, and so do all others until it is back and has taken what is there.
 */
export function openIngest ({ write, spool, log }: IntakeOptions): Intake {
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let working: Promise<void> | undefined
  let last: Promise<unknown> = Promise.resolve() // they are taken in their order
  const timeoutMs = spool === undefined ? TIMEOUT_WITHOUT_SPOOL_MS : TIMEOUT_MS
  let isUp = true
  let hanging: { since: number } | undefined // an attempt that nobody waits for any more
  let mending: Promise<void> | undefined
  const looking = setInterval(() => { mending ??= mend().finally(() => { mending = undefined }) }, LOOK_AGAIN).unref()

  return { take, settled, close }

  function take (entry: Entry): Promise<void> {
    if (waitingBytes > MAX_WAITING_BYTES) return Promise.reject(new FST_BOT_INBOX_FULL())
    waitingBytes += sizeOf(entry)
    const kept = new Promise<void>((resolve, reject) => {
      waiting.push({ entry, since: performance.now(), resolve, reject })
    })
    last = kept.catch(() => {})
    working ??= work().finally(() => { working = undefined })
    return kept
  }

  async function work (): Promise<void> {
    while (waiting.length > 0) {
      await nextRound() // PGlite works on this thread: what has arrived meanwhile is looked at first
      const batch = waiting.splice(0, MAX_BATCH_ENTRIES)
      for (const { entry } of batch) waitingBytes -= sizeOf(entry)
      if (!await stored(batch)) await spooled(batch)
    }
  }

  async function stored (batch: readonly Waiting[]): Promise<boolean> {
    if (!isUp) return false
    const waited = performance.now() - (batch[0] as Waiting).since
    try {
      await attempt(batch.map(({ entry }) => entry), Math.max(SHORTEST, timeoutMs - waited))
    } catch (error) {
      isUp = false
      log.warn({ failure: codeOf(error) }, 'bot inbox: the database does not take reports, ' +
        `${spool === undefined ? 'and there is no spool' : 'the spool does'}`)
      return false
    }
    for (const { resolve } of batch) resolve()
    return true
  }

  async function spooled (batch: readonly Waiting[]): Promise<void> {
    const count = await spool?.append(batch.map(({ entry }) => entry)) ?? 0
    for (const { resolve } of batch.slice(0, count)) resolve()
    for (const { reject } of batch.slice(count)) reject(new FST_BOT_INBOX_FULL())
  }

  /** One that hangs keeps its connection, so that no other is begun for a while. */
  async function attempt (entries: readonly Entry[], milliseconds: number): Promise<void> {
    const writing = write(entries)
    try {
      await within(milliseconds, writing)
    } catch (error) {
      const mine = hanging = { since: performance.now() }
      writing.catch(() => {}).then(() => { if (hanging === mine) hanging = undefined })
      throw error
    }
  }

  /** Sees whether the database is back, with what is in the spool, or with nothing. */
  async function mend (): Promise<void> {
    if (isUp && spool?.isEmpty !== false) return
    if (hanging !== undefined && performance.now() - hanging.since < HANGING_TIMEOUT_MS) return
    const take = (entries: readonly Entry[]): Promise<void> => attempt(entries, SPOOL_TIMEOUT_MS)
    try {
      if (spool === undefined || spool.isEmpty) await take([])
      else await spool.drain(take)
    } catch {
      return
    }
    if (!isUp) log.info({}, 'bot inbox: the database takes reports again')
    isUp = true
  }

  async function settled (): Promise<void> {
    await last
  }

  async function close (): Promise<void> {
    clearInterval(looking)
    await working
    await mending
    await mend()
    await spool?.close()
  }
}

function codeOf (error: unknown): string {
  const { code, name } = Object(error) as { code?: unknown, name?: unknown }
  return String(code ?? name)
}
