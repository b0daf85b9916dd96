import type { FastifyError } from '@fastify/error'
import type { CachedResponse, DedupeCall, DedupeStore } from './dedupe-store.ts'

/** Limits of a store in memory. Beyond them the oldest answers are forgotten. */
export interface MemoryDedupeOptions {
  /** How long an answer is kept, in milliseconds. Default: 5 minutes. */
  ttlMs?: number
  /** How many answers are kept. Default: 10000. */
  maxEntries?: number
  /** Bytes of all calls and answers together. Default: 16 MiB. */
  maxBytes?: number
}

interface Entry {
  readonly call: DedupeCall
  /** The answer; undefined while the call is being run. */
  answer: string | undefined
  /** When it was answered, as `performance.now()`. */
  at: number
  /** Those who wait for the answer, first come first. */
  waiting: Array<(given: CachedResponse | undefined) => void>
  /** Its conversation was forgotten while it was being run: the answer is not kept. */
  isForgotten: boolean
}

const MAX_CALLS_PER_SENTENCE = 32 // so that many different calls under one uuid cost no long search
const MAX_SHARE = 1 / 8 // of all bytes, for one call: a larger one would push out too many others
const ENTRY_BYTES = 300 // what an entry takes besides the call and the answer

/**
 * Remembers answers in the memory of this process. This is the store of a bot that names no other.
 *
 * @example
 * await app.register(botWebhook, { auth, deduplicate: createMemoryDedupeStore({ maxBytes: 64 * 1024 * 1024 }) })
 */
export function createMemoryDedupeStore (options: MemoryDedupeOptions = {}): DedupeStore {
  return new MemoryDedupeStore(options)
}

class MemoryDedupeStore implements DedupeStore {
  readonly #ttlMs: number
  readonly #maxEntries: number
  readonly #maxBytes: number
  /** All calls, by the sentence that they name. */
  readonly #sentences = new Map<string, Entry[]>()
  /** The answered ones by age. One that is removed before its time leaves its place empty. */
  #answered: Array<Entry | undefined> = []
  #oldest = 0
  #count = 0
  #bytes = 0
  #timer: NodeJS.Timeout | undefined

  constructor ({ ttlMs = 5 * 60_000, maxEntries = 10_000, maxBytes = 16 * 1024 * 1024 }: MemoryDedupeOptions) {
    this.#ttlMs = ttlMs
    this.#maxEntries = maxEntries
    this.#maxBytes = maxBytes
  }

  acquire (call: DedupeCall): CachedResponse | undefined | Promise<CachedResponse | undefined> {
    const entry = this.#find(call)
    if (entry === undefined) {
      this.#add(call)
    } else if (entry.answer === undefined) {
      return new Promise(resolve => { entry.waiting.push(resolve) })
    } else if (this.#isOld(entry)) {
      this.#remove(entry)
      this.#add(call)
    } else {
      return { body: entry.answer }
    }
  }

  complete (call: DedupeCall, body: string): void {
    const entry = this.#find(call) ?? this.#add(call)
    if (entry.answer !== undefined) return
    for (const resolve of entry.waiting) resolve({ body })
    if (entry.isForgotten || sizeOf(call, body) > this.#maxBytes * MAX_SHARE) return this.#remove(entry)
    entry.answer = body
    entry.at = performance.now()
    this.#answered.push(entry)
    this.#count++
    this.#bytes += sizeOf(call, body)
    while (this.#count > this.#maxEntries || this.#bytes > this.#maxBytes) this.#forgetOldest()
    this.#timer ??= setTimeout(() => { this.#forgetOld() }, this.#ttlMs).unref()
  }

  fail (call: DedupeCall, error: FastifyError): void {
    const entry = this.#find(call)
    if (entry === undefined || entry.answer !== undefined) return
    this.#remove(entry)
    for (const resolve of entry.waiting) resolve({ error })
  }

  release (call: DedupeCall): void {
    const entry = this.#find(call)
    if (entry === undefined || entry.answer !== undefined) return
    const next = entry.waiting.shift()
    if (next === undefined) this.#remove(entry)
    else next(undefined)
  }

  forget (conversation: string): void {
    for (const entry of [...this.#sentences.values()].flat()) {
      if (entry.call.conversation !== conversation) continue
      if (entry.answer === undefined) entry.isForgotten = true
      else this.#remove(entry)
    }
  }

  #find (call: DedupeCall): Entry | undefined {
    return this.#sentences.get(call.uuid)?.find(entry => isSame(entry.call, call))
  }

  #add (call: DedupeCall): Entry {
    const entry: Entry = { call, answer: undefined, at: 0, waiting: [], isForgotten: false }
    const entries = this.#sentences.get(call.uuid)
    if (entries === undefined) {
      this.#sentences.set(call.uuid, [entry])
    } else {
      entries.push(entry)
      const oldest = entries.length > MAX_CALLS_PER_SENTENCE ? entries.find(({ answer }) => answer !== undefined) : undefined
      if (oldest !== undefined) this.#remove(oldest)
    }
    return entry
  }

  #remove (entry: Entry): void {
    const { uuid } = entry.call
    const others = (this.#sentences.get(uuid) ?? []).filter(other => other !== entry)
    if (others.length === 0) this.#sentences.delete(uuid)
    else this.#sentences.set(uuid, others)
    if (entry.answer === undefined) return
    this.#answered[this.#answered.indexOf(entry, this.#oldest)] = undefined
    this.#count--
    this.#bytes -= sizeOf(entry.call, entry.answer)
  }

  #forgetOldest (): void {
    const entry = this.#answered[this.#oldest]
    if (entry !== undefined) this.#remove(entry)
    this.#oldest++
    if (this.#oldest < this.#maxEntries) return
    this.#answered = this.#answered.slice(this.#oldest)
    this.#oldest = 0
  }

  #forgetOld (): void {
    while (this.#oldest < this.#answered.length) {
      const entry = this.#answered[this.#oldest]
      if (entry !== undefined && !this.#isOld(entry)) break
      this.#forgetOldest()
    }
    this.#timer = this.#count === 0 ? undefined : setTimeout(() => { this.#forgetOld() }, this.#ttlMs).unref()
  }

  #isOld ({ at }: Entry): boolean {
    return performance.now() - at >= this.#ttlMs
  }
}

function isSame (one: DedupeCall, other: DedupeCall): boolean {
  return one.url === other.url && one.caller === other.caller && one.host === other.host &&
    one.method === other.method && one.body.equals(other.body)
}

function sizeOf ({ body, url, uuid, host }: DedupeCall, answer: string): number {
  return ENTRY_BYTES + body.length + 2 * (answer.length + url.length + uuid.length + host.length)
}
