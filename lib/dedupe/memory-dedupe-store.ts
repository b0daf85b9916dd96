import type { DedupeStore, CachedResponse } from './dedupe-store.ts'

/** How much is remembered, at most; then the oldest answers are forgotten. */
export interface MemoryDedupeLimits {
  /** How long, in milliseconds. Default: 5 minutes. */
  time: number
  /** Default: 10000. */
  answers: number
  /** Of all keys and answers as JavaScript holds them, at 2 bytes for a character. Default: 16 MiB. */
  bytes: number
}

interface Entry {
  readonly key: string
  /** The answer; undefined while the call is being run. */
  body: string | undefined
  /** When it was answered, as `performance.now()`; never while it is being run. */
  at: number
  /** Those who wait for the answer. */
  waiting: Array<(given: CachedResponse) => void> | undefined
  /** The one that was answered after it. */
  next: Entry | undefined
}

/** Remembers answers in this process. */
export function createMemoryDedupeStore ({
  time = 5 * 60_000, answers = 10_000, bytes = 16 * 1024 * 1024
}: Partial<MemoryDedupeLimits> = {}): DedupeStore {
  const entries = new Map<string, Entry>()
  // The answered ones in a line of their own: a Map takes long to find its first entry when many before it were deleted.
  let oldest: Entry | undefined
  let newest: Entry | undefined
  let count = 0
  let size = 0
  let timer: NodeJS.Timeout | undefined

  return {
    acquire ({ key }) {
      const entry = entries.get(key)
      if (entry === undefined || isOld(entry)) begin(key, entry)
      else if (entry.body !== undefined) return { body: entry.body }
      else {
        return new Promise(resolve => {
          ;(entry.waiting ??= []).push(resolve)
        })
      }
    },

    complete ({ key }, body) {
      const known = entries.get(key)
      tell(known, { body })
      const entry = known !== undefined && known.body === undefined ? known : begin(key, known)
      entry.body = body
      entry.at = performance.now()
      if (newest === undefined) oldest = entry
      else newest.next = entry
      newest = entry
      count++
      size += bytesOf(entry)
      while (isFull()) forgetOldest()
      timer ??= setTimeout(forgetOld, time).unref()
    },

    fail ({ key }, error) {
      const entry = entries.get(key)
      if (entry?.body === undefined) entries.delete(key)
      tell(entry, { error })
    }
  }

  /** The entry of a call that is being run, in the place of the one before, which stays in the line. */
  function begin (key: string, before: Entry | undefined): Entry {
    if (before !== undefined) discount(before)
    const entry = { key, body: undefined, at: Infinity, waiting: undefined, next: undefined }
    entries.set(key, entry)
    return entry
  }

  function forgetOldest (): void {
    const entry = oldest as Entry
    oldest = entry.next
    if (oldest === undefined) newest = undefined
    if (entries.get(entry.key) !== entry) return // another has its place
    entries.delete(entry.key)
    discount(entry)
  }

  function discount (entry: Entry): void {
    count--
    size -= bytesOf(entry)
  }

  function forgetOld (): void {
    while (oldest !== undefined && isOld(oldest)) forgetOldest()
    timer = oldest === undefined ? undefined : setTimeout(forgetOld, time).unref()
  }

  function isFull (): boolean {
    return count > answers || size > bytes
  }

  function isOld ({ at }: Entry): boolean {
    return performance.now() - at >= time
  }
}

function tell (entry: Entry | undefined, given: CachedResponse): void {
  if (entry?.waiting === undefined) return
  for (const resolve of entry.waiting) resolve(given)
  entry.waiting = undefined
}

function bytesOf ({ key, body = '' }: Entry): number {
  return 2 * (key.length + body.length)
}
