import type { DedupeCall } from './dedupe-store.ts'

/** Limits of a ring of answers. */
export interface AnswerRingLimits {
  readonly ttlMs: number
  readonly maxEntries: number
  readonly maxBytes: number
}

const MAX_SHARE = 1 / 8 // of all bytes, for one entry: a larger one would push out too many others
const MAX_STEPS = 32 // of a search, so that many calls of the same hash do not make it long
const FIRST_BYTES = 64 * 1024 // of the buffer, which grows up to the limit
const LAST_ENTRY = 2 ** 31 // then numbers begin again, and nothing is kept

/**
 * Calls and their answers, as bytes in one buffer: what lives for minutes would else be copied by the garbage collector
 * for each call. The oldest entries make room for new ones. Entries have running numbers, and those from `#oldest` up
 * to `#next` are there. An entry is a text and the body of the call; the text has lines for the conversation, the
 * address and the caller, and the answer.
 */
export class AnswerRing {
  readonly #limits: AnswerRingLimits
  readonly #lastEntry: number
  #buffer = Buffer.alloc(0)
  #oldest = 1
  #next = 1
  /** Where the next entry begins, counted on from lap to lap. */
  #end = 0
  /** The youngest entry of each hash; that one knows the one before it. Numbers below `#oldest` are none. */
  readonly #youngest: Uint32Array
  readonly #before: Uint32Array
  readonly #hashes: Int32Array
  readonly #starts: Float64Array
  readonly #times: Float64Array
  readonly #textBytes: Uint32Array
  readonly #bodyBytes: Uint32Array

  constructor (limits: AnswerRingLimits, lastEntry = LAST_ENTRY) {
    const { maxEntries } = limits
    this.#limits = limits
    this.#lastEntry = lastEntry
    this.#youngest = new Uint32Array(2 ** Math.ceil(Math.log2(maxEntries + 1)))
    this.#before = new Uint32Array(maxEntries)
    this.#hashes = new Int32Array(maxEntries)
    this.#starts = new Float64Array(maxEntries)
    this.#times = new Float64Array(maxEntries)
    this.#textBytes = new Uint32Array(maxEntries)
    this.#bodyBytes = new Uint32Array(maxEntries)
  }

  get isEmpty (): boolean {
    return this.#oldest === this.#next
  }

  /** The answer of a call; undefined when none is kept. */
  find (call: DedupeCall, hash: number): string | undefined {
    const { maxEntries } = this.#limits
    let entry = this.#youngest[hash & (this.#youngest.length - 1)] as number
    for (let steps = 0; entry >= this.#oldest && steps < MAX_STEPS; steps++) {
      const slot = entry % maxEntries
      if (this.#hashes[slot] === hash && this.#hasBody(slot, call.body) && !this.#isOld(slot)) {
        const prefix = prefixOf(call)
        const text = this.#textOf(slot)
        if (text.startsWith(prefix)) return text.slice(prefix.length)
      }
      entry = this.#before[slot] as number
    }
  }

  /** Keeps the answer of a call, unless it is too large. */
  add (call: DedupeCall, hash: number, answer: string): void {
    const { maxEntries, maxBytes } = this.#limits
    const { body } = call
    const text = prefixOf(call) + answer
    const textBytes = Buffer.byteLength(text)
    const size = textBytes + body.length
    if (size > maxBytes * MAX_SHARE) return

    const start = this.#reserve(size)
    const offset = start % maxBytes
    this.#buffer.write(text, offset)
    this.#buffer.set(body, offset + textBytes)

    const entry = this.#next++
    const slot = entry % maxEntries
    const bucket = hash & (this.#youngest.length - 1)
    this.#before[slot] = this.#youngest[bucket] as number
    this.#youngest[bucket] = entry
    this.#hashes[slot] = hash
    this.#starts[slot] = start
    this.#times[slot] = performance.now()
    this.#textBytes[slot] = textBytes
    this.#bodyBytes[slot] = body.length
    if (this.#next > this.#lastEntry) this.#clear()
  }

  /** Overwrites all that is kept of a conversation. */
  forget (conversation: string): void {
    for (let entry = this.#oldest; entry < this.#next; entry++) {
      const slot = entry % this.#limits.maxEntries
      if (this.#textOf(slot).startsWith(`${conversation}\n`)) this.#wipe(slot)
    }
  }

  /** Overwrites what is too old. */
  forgetOld (): void {
    while (this.#oldest < this.#next && this.#isOld(this.#oldest % this.#limits.maxEntries)) {
      this.#wipe(this.#oldest % this.#limits.maxEntries)
      this.#oldest++
    }
  }

  /** Makes room for an entry, which is never split. */
  #reserve (size: number): number {
    const { maxEntries, maxBytes } = this.#limits
    const offset = this.#end % maxBytes
    const start = offset + size > maxBytes ? this.#end + maxBytes - offset : this.#end
    this.#end = start + size
    while (this.#oldest < this.#next && (
      this.#next - this.#oldest >= maxEntries ||
      this.#end - (this.#starts[this.#oldest % maxEntries] as number) > maxBytes
    )) this.#oldest++
    if (this.#end > this.#buffer.length && this.#buffer.length < maxBytes) this.#grow(Math.min(this.#end, maxBytes))
    return start
  }

  /** In the first lap only, so that what is there keeps its place. */
  #grow (bytes: number): void {
    const grown = Buffer.alloc(Math.min(this.#limits.maxBytes, Math.max(FIRST_BYTES, 2 * bytes)))
    this.#buffer.copy(grown)
    this.#buffer = grown
  }

  #hasBody (slot: number, body: Buffer): boolean {
    const bodyBytes = this.#bodyBytes[slot] as number
    if (bodyBytes !== body.length) return false
    const start = this.#offsetOf(slot) + (this.#textBytes[slot] as number)
    return this.#buffer.compare(body, 0, bodyBytes, start, start + bodyBytes) === 0
  }

  #textOf (slot: number): string {
    const start = this.#offsetOf(slot)
    return this.#buffer.toString('utf8', start, start + (this.#textBytes[slot] as number))
  }

  #wipe (slot: number): void {
    const start = this.#offsetOf(slot)
    this.#buffer.fill(0, start, start + (this.#textBytes[slot] as number) + (this.#bodyBytes[slot] as number))
    this.#times[slot] = -Infinity
  }

  #clear (): void {
    this.#youngest.fill(0)
    this.#buffer.fill(0)
    this.#oldest = this.#next = 1
    this.#end = 0
  }

  #offsetOf (slot: number): number {
    return (this.#starts[slot] as number) % this.#limits.maxBytes
  }

  #isOld (slot: number): boolean {
    return performance.now() - (this.#times[slot] as number) >= this.#limits.ttlMs
  }
}

/** What stands before the answer. The conversation is in the body, too: two calls of the same bytes have the same. */
function prefixOf ({ conversation = '', method, url, host, caller }: DedupeCall): string {
  return `${conversation}\n${method}\n${url}\n${host}\n${caller}\n`
}
