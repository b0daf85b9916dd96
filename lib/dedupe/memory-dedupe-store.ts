import { randomInt } from 'node:crypto'
import type { FastifyError } from '@fastify/error'
import { MAX_TIMER_MS } from '../shared/limits.ts'
import { optionsSchema, wholeNumber } from '../shared/options/option.ts'
import { readOptions } from '../shared/options/read-options.ts'
import { AnswerRing } from './answer-ring.ts'
import type { CachedResponse, DedupeCall, DedupeStore } from './dedupe-store.ts'

/** Limits of a store in memory. Beyond them the oldest answers are forgotten. */
export interface MemoryDedupeOptions {
  /** How long an answer is kept, in milliseconds. Default: 5 minutes. */
  ttlMs?: number
  /** How many answers are kept. Default: 10000. */
  maxEntries?: number
  /** Bytes of all calls and answers together; one may have an eighth of them. Default: 16 MiB. */
  maxBytes?: number
}

export const memoryDedupeOptionsSchema = optionsSchema<MemoryDedupeOptions>({
  ttlMs: wholeNumber('milliseconds', {
    description: 'How long an answer is kept. The default is 5 minutes.', maximum: MAX_TIMER_MS, default: 5 * 60_000
  }),
  maxEntries: wholeNumber('answers', {
    description: 'How many are kept.', maximum: 10_000_000, default: 10_000
  }),
  maxBytes: wholeNumber('bytes', {
    description: 'All calls and answers together; one may have an eighth of them.',
    maximum: 2 ** 32 - 1,
    default: 16 * 1024 * 1024
  })
}, { title: 'MemoryDedupeOptions', description: 'Options of `createMemoryDedupeStore`.' })

/** A call that is being run. */
interface Running {
  readonly call: DedupeCall
  /** Another one of the same hash. */
  next: Running | undefined
  /** Those who wait for the answer, first come first. */
  waiting: Array<(given: CachedResponse | undefined) => void> | undefined
  /** Its conversation was forgotten meanwhile: the answer is not kept. */
  isForgotten: boolean
}

const RUNNING_BUCKETS = 256
const SAMPLED_CHARS = 8 // at either end of a uuid

/**
 * Remembers answers in the memory of this process. A bot that names no store has one of these.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN
 *
 * @example
 * await app.register(botWebhook, { auth, deduplicate: createMemoryDedupeStore({ maxBytes: 64 * 1024 * 1024 }) })
 */
export function createMemoryDedupeStore (options: MemoryDedupeOptions = {}): DedupeStore {
  return new MemoryDedupeStore(readOptions(memoryDedupeOptionsSchema, options) as Required<MemoryDedupeOptions>)
}

class MemoryDedupeStore implements DedupeStore {
  readonly #ttlMs: number
  readonly #answers: AnswerRing
  readonly #running: Array<Running | undefined> = new Array(RUNNING_BUCKETS).fill(undefined)
  readonly #seed = randomInt(2 ** 31) // so that nobody outside can make calls of the same hash
  #timer: NodeJS.Timeout | undefined

  constructor ({ ttlMs, maxEntries, maxBytes }: Required<MemoryDedupeOptions>) {
    this.#ttlMs = ttlMs
    this.#answers = new AnswerRing({ ttlMs, maxEntries, maxBytes })
  }

  acquire (call: DedupeCall): CachedResponse | undefined | Promise<CachedResponse | undefined> {
    const hash = this.#hash(call)
    const running = this.#find(call, hash)
    if (running !== undefined) {
      return new Promise(resolve => {
        running.waiting ??= []
        running.waiting.push(resolve)
      })
    }
    const answer = this.#answers.find(call, hash)
    if (answer !== undefined) return { body: answer }
    const bucket = hash & (RUNNING_BUCKETS - 1)
    this.#running[bucket] = { call, next: this.#running[bucket], waiting: undefined, isForgotten: false }
  }

  complete (call: DedupeCall, body: string): void {
    const hash = this.#hash(call)
    const running = this.#remove(call, hash)
    notify(running, { body })
    if (running?.isForgotten === true) return
    this.#answers.add(call, hash, body)
    this.#timer ??= setTimeout(() => { this.#forgetOld() }, this.#ttlMs).unref()
  }

  fail (call: DedupeCall, error: FastifyError): void {
    notify(this.#remove(call, this.#hash(call)), { error })
  }

  release (call: DedupeCall): void {
    const hash = this.#hash(call)
    const next = this.#find(call, hash)?.waiting?.shift()
    if (next === undefined) this.#remove(call, hash)
    else next(undefined)
  }

  forget (conversation: string): void {
    this.#answers.forget(conversation)
    for (const first of this.#running) {
      for (let running: Running | undefined = first; running !== undefined; running = running.next) {
        if (running.call.conversation === conversation) running.isForgotten = true
      }
    }
  }

  #find (call: DedupeCall, hash: number): Running | undefined {
    let running = this.#running[hash & (RUNNING_BUCKETS - 1)]
    while (running !== undefined && !isSame(running.call, call)) running = running.next
    return running
  }

  #remove (call: DedupeCall, hash: number): Running | undefined {
    const bucket = hash & (RUNNING_BUCKETS - 1)
    let before: Running | undefined
    for (let running = this.#running[bucket]; running !== undefined; before = running, running = running.next) {
      if (!isSame(running.call, call)) continue
      if (before === undefined) this.#running[bucket] = running.next
      else before.next = running.next
      return running
    }
  }

  /** Of both ends of the uuid and the length of the body: what else differs is compared. */
  #hash ({ uuid, body }: DedupeCall): number {
    let hash = this.#seed ^ body.length
    const { length } = uuid
    for (let index = 0; index < SAMPLED_CHARS && index < length; index++) {
      hash = Math.imul(hash ^ uuid.charCodeAt(index) ^ (uuid.charCodeAt(length - 1 - index) << 8), 0x01000193)
    }
    return hash ^ (hash >>> 15)
  }

  #forgetOld (): void {
    this.#answers.forgetOld()
    this.#timer = this.#answers.isEmpty ? undefined : setTimeout(() => { this.#forgetOld() }, this.#ttlMs).unref()
  }
}

function notify (running: Running | undefined, given: CachedResponse): void {
  if (running?.waiting === undefined) return
  for (const resolve of running.waiting) resolve(given)
}

function isSame (one: DedupeCall, other: DedupeCall): boolean {
  return one === other || (
    one.url === other.url && one.caller === other.caller && one.host === other.host && one.method === other.method &&
    one.body.equals(other.body)
  )
}
