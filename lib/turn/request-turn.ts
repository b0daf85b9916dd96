import type { EventEmitter } from 'node:events'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Conversation, Memory, Participant } from '../../schemas/conversation.ts'
import type { Nlp } from '../../schemas/nlp.ts'
import type { WebhookRequest } from '../../schemas/webhook.ts'
import {
  FST_BOT_CALLER_GONE,
  FST_BOT_CONVERSATION_UNKNOWN,
  FST_BOT_DURABLE_MISSING,
  FST_BOT_JOB_INPUT_INVALID,
  FST_BOT_LANGUAGE_INVALID,
  FST_BOT_MEMORY_INVALID,
  FST_BOT_TURN_ENDED
} from '../errors.ts'
import { shortenPointer } from '../shared/json/json-pointer.ts'
import { MAX_MEMORY_DEPTH } from '../shared/limits.ts'
import { toLogLabel } from '../shared/log-label.ts'
import { cloneJson } from './clone.ts'
import type { Deferral, Deferrals, HeldTurn } from './deferral.ts'
import { findEntities } from './entities.ts'
import { sortIntents } from './intents.ts'
import { watchForLateWrites } from './late-memory.ts'
import type { JobReference } from './jobs.ts'
import type { MemorySchema } from './memory-schema.ts'
import { naming } from './message-for-log.ts'
import type { IntentMatch, Turn, TurnRequest } from './turn.ts'
import { findNonSerializable } from './find-non-serializable.ts'

/** What a turn changes on the platform's side. */
export interface Changes { memory: Memory | undefined, language: string | undefined }

/** Where a turn comes from. */
export interface TurnOrigin {
  readonly route: string
  readonly bytes: Buffer | undefined
  readonly caller: string
  readonly deferrals: Deferrals | undefined
}

const NO_NAMES: ReadonlySet<string> = new Set()

/**
 * The turn that a request makes. What costs something is made on first use: most handlers touch little of it.
 * A custom body may hold anything under the platform's names, so every level is looked at before it is entered.
 */
export class RequestTurn implements Turn {
  readonly body: WebhookRequest
  readonly request: TurnRequest
  /** Address at which the bot was called, as it was registered: method and pattern, without the prefix. */
  readonly route: string
  /** The bytes of the call; undefined when it had none. */
  readonly bytes: Buffer | undefined
  /** Who calls: see `DedupeCall`. */
  readonly caller: string

  readonly #conversation: Conversation
  #language: string | undefined
  #memory: Memory | undefined
  #memoryReplaced = false
  #memoryAtStart = '{}' // as JSON; known when none came
  #schema: MemorySchema | undefined
  readonly #deferrals: Deferrals | undefined
  #deferred: Deferral[] | undefined
  #abort: AbortController | undefined
  #log: FastifyBaseLogger | undefined
  #onClose: (() => void) | undefined
  #callerGone: Error | undefined
  #isHeld = false
  #hasEnded = false
  /** The answer up to the end of its memory, of a turn that went well. */
  #memorySent: string | undefined
  #isLateMemoryKnown = false

  constructor (request: FastifyRequest, { route, bytes, caller, deferrals }: TurnOrigin) {
    this.request = request as TurnRequest
    this.route = route
    this.bytes = bytes
    this.caller = caller
    this.body = request.body as WebhookRequest
    this.#conversation = objectOr(this.body?.conversation, {})
    this.#language = textOr(this.#conversation.language)
    this.#deferrals = deferrals
  }

  get id (): string | undefined {
    const id = this.#conversation.id ?? this.#conversation.conversation_id ?? this.body?.conversation_id
    return typeof id === 'number' ? String(id) : textOr(id)
  }

  get skill (): string | undefined {
    return textOr(this.#conversation.skill ?? this.#conversation.last_skill)
  }

  get language (): string | undefined {
    return this.#language
  }

  set language (language: string | undefined) {
    if (this.#hasEnded) this.#reportLateUse('turn.language')
    this.#language = language
  }

  get occurrences (): number {
    return this.#conversation.skill_occurences ?? this.#conversation.last_skill_occurences ?? 0
  }

  get participant (): Participant {
    return objectOr(this.#conversation.participant_data, {})
  }

  get memory (): Memory {
    if (this.#hasEnded) this.#reportLateUse('turn.memory')
    if (this.#memory === undefined && !this.#memoryReplaced) this.#memory = cloneJson(this.#memoryThatCame ?? {})
    return this.#memory as Memory
  }

  set memory (memory: Memory) {
    if (this.#hasEnded) this.#reportLateUse('turn.memory')
    this.#memory = memory
    this.#memoryReplaced = true
  }

  get forget (): Turn['forget'] {
    return (...keys) => { for (const key of keys) delete this.memory[key] }
  }

  get reset (): Turn['reset'] {
    return ({ keep = [] } = {}) => {
      for (const key of Object.keys(this.memory)) if (!keep.includes(key)) delete this.memory[key]
    }
  }

  get nlp (): Nlp {
    return objectOr(this.body?.nlp, {})
  }

  get intent (): IntentMatch | undefined {
    return this.intents[0]
  }

  get intents (): readonly IntentMatch[] {
    return sortIntents(this.nlp.intents)
  }

  get isIntent (): Turn['isIntent'] {
    const { intent } = this
    return (slug, threshold = 0) => intent !== undefined && intent.slug === slug && intent.confidence >= threshold
  }

  get sentiment (): Turn['sentiment'] {
    return textOr(this.nlp.sentiment)
  }

  get act (): Turn['act'] {
    return textOr(this.nlp.act)
  }

  get entity (): Turn['entity'] {
    const { entities } = this
    return name => entities(name)[0]
  }

  get entities (): Turn['entities'] {
    const all = objectOr<Record<string, unknown>>(this.nlp.entities, {})
    return name => findEntities(all, name)
  }

  get defer (): Turn['defer'] {
    return (reference: string | JobReference, input?: unknown) => {
      if (this.#hasEnded) throw this.#reportLateUse('turn.defer')
      const job = typeof reference === 'object' ? reference.name : reference
      if (this.#deferrals === undefined) throw new FST_BOT_DURABLE_MISSING('turn.defer')
      if (this.id === undefined) throw new FST_BOT_CONVERSATION_UNKNOWN('turn.defer')
      const problem = findNonSerializable(input, MAX_MEMORY_DEPTH)
      if (problem !== undefined) {
        throw naming(new FST_BOT_JOB_INPUT_INVALID(job, problem.path, problem.why), problem.path, NO_NAMES)
      }
      this.#deferrals.check(job, input)
      this.#deferred ??= []
      this.#deferred.push({ job, input: cloneJson(input) })
    }
  }

  /** What the handler left for later; undefined when it left nothing. */
  get deferred (): readonly Deferral[] | undefined {
    return this.#deferred
  }

  /** Keeps what was left for later: something was. */
  async commit (): Promise<void> {
    await (this.#deferrals as Deferrals).commit(this, this.#deferred as Deferral[])
  }

  /** Whether its user can be told to wait: there is someone to answer later, and a way to. */
  get canHold (): boolean {
    return this.#deferrals?.hold !== undefined && this.id !== undefined
  }

  /** Keeps the turn itself, while it is still being worked on. */
  async hold (): Promise<HeldTurn> {
    this.#isHeld = true
    try {
      return await (this.#deferrals as Required<Deferrals>).hold(this)
    } catch (error) {
      this.#isHeld = false
      throw error
    }
  }

  get signal (): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController()
      this.#onClose = () => { this.#leave() }
      this.#connection?.once?.('close', this.#onClose)
    }
    return this.#abort.signal
  }

  /** Why the turn failed, when the caller has gone and the signal said so. */
  get callerGone (): Error | undefined {
    return this.#callerGone
  }

  /** A turn that is held goes on without its caller. */
  #leave (): void {
    if (this.#hasEnded || this.#isHeld) return
    this.#callerGone = new FST_BOT_CALLER_GONE()
    this.#abort?.abort(this.#callerGone)
  }

  /** What closes when the caller goes away, of HTTP/2 the stream. A bot without an app has none. */
  get #connection (): Partial<Pick<EventEmitter, 'once' | 'removeListener'>> | undefined {
    const { raw } = this.request as { raw?: { stream?: EventEmitter, socket?: EventEmitter } }
    return raw?.stream ?? raw?.socket
  }

  get log (): FastifyBaseLogger {
    this.#log ??= this.request.log.child(this.logLabel)
    return this.#log
  }

  /** The only words of the body that go to the log. */
  get logLabel (): { conversation: string | undefined, skill: string | undefined } {
    const { id, skill } = this
    return { conversation: id && toLogLabel(id), skill: skill && toLogLabel(skill) }
  }

  /** Loads the memory that came in by the schema of a handler, once. Throws when it does not fit. */
  loadMemory (schema: MemorySchema): void {
    if (this.#schema === schema) return
    this.#memory = schema.load(this.#memoryThatCame ?? {})
    this.#schema = schema
    if (this.#memoryThatCame === undefined) this.#memoryAtStart = JSON.stringify(this.#memory)
  }

  /** Tells the handler that the deadline has passed. */
  abort (reason: Error): void {
    this.#abort ??= new AbortController()
    this.#abort.abort(reason)
  }

  /**
   * Closes the turn when it has been answered: what a forgotten `await` does to it from then on would be lost without a
   * word. A turn that is held ends when its handler does.
   */
  end (): void {
    if (this.#isHeld) return
    this.#hasEnded = true
    if (this.#onClose !== undefined) this.#connection?.removeListener?.('close', this.#onClose)
    if (this.#memory === undefined || this.#memoryReplaced || this.#memorySent === undefined) return
    watchForLateWrites(this.#memory, this.#memorySent, () => {
      if (!this.#isLateMemoryKnown) this.#reportLateUse('turn.memory')
    })
  }

  /** Remembers what is sent: the answer up to the end of its memory, or undefined when it has none. */
  rememberSent (sent: string | undefined): void {
    this.#memorySent = sent ?? `"memory":${this.#memoryAtStart}`
  }

  /** Ends a turn that was held. */
  endHold (): void {
    this.#isHeld = false
    this.end()
  }

  #reportLateUse (what: string): Error {
    if (what === 'turn.memory') this.#isLateMemoryKnown = true
    const error = new FST_BOT_TURN_ENDED(what)
    this.log.error({ code: error.code }, `bot turn: ${error.message}`)
    return error
  }

  /** What the answer says of the conversation: the memory as a whole, and the language if it is another now. */
  get changes (): Changes {
    const { language } = this
    if (language !== undefined && typeof language !== 'string') throw new FST_BOT_LANGUAGE_INVALID(typeof language)
    return { memory: this.#memoryToSend, language: language === this.#conversation.language ? undefined : language }
  }

  get #memoryThatCame (): Memory | undefined {
    return objectOr(this.#conversation.memory, undefined)
  }

  get #memoryToSend (): Memory | undefined {
    if (this.#memoryReplaced && objectOr(this.#memory, undefined) === undefined) {
      throw new FST_BOT_MEMORY_INVALID(
        ' was replaced by something that is not an object: assign {} to forget everything'
      )
    }
    const memory = this.#memory
    if (memory === undefined) return this.#memoryThatCame
    const problem = findNonSerializable(memory, MAX_MEMORY_DEPTH)
    if (problem !== undefined) throw this.#memoryInvalid(problem.path, `${problem.why}: keep what JSON can hold`)
    const mismatch = this.#schema?.check(memory)
    if (mismatch !== undefined) {
      throw this.#memoryInvalid(mismatch.path, `does not fit the schema of the handler: ${mismatch.why}`)
    }
    const untouched =
      this.#memoryThatCame === undefined && !this.#memoryReplaced && JSON.stringify(memory) === this.#memoryAtStart
    return untouched ? undefined : memory
  }

  #memoryInvalid (path: string, why: string): Error {
    const pointer = shortenPointer(path)
    return naming(new FST_BOT_MEMORY_INVALID(`${pointer} ${why}`), pointer, this.#schema?.names ?? NO_NAMES)
  }
}

function objectOr<T> (value: T | null | undefined, otherwise: T): T
function objectOr<T> (value: T | null | undefined, otherwise: undefined): T | undefined
function objectOr (value: unknown, otherwise: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : otherwise
}

function textOr (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
