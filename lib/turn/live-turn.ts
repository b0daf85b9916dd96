import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Conversation, Memory, Participant } from '../../schemas/conversation.ts'
import type { Intent, Nlp } from '../../schemas/nlp.ts'
import type { WebhookRequest } from '../../schemas/webhook.ts'
import { FST_BOT_LANGUAGE_INVALID, FST_BOT_MEMORY_INVALID } from '../errors.ts'
import { DEEPEST_MEMORY } from '../limits.ts'
import { clone } from './clone.ts'
import type { EntityNamed, Turn, TurnRequest } from './turn.ts'
import { unwritable } from './unwritable.ts'

/** What a turn changes on the platform's side. */
export interface Changes { memory?: Memory, language?: string }

const LONGEST_LOGGED = 100 // characters: ids and names are the caller's to choose

/**
 * The turn that a request makes. What costs something is made on first use: most handlers touch little of it.
 * A custom body may hold anything under the platform's names, so every level is looked at before it is entered.
 */
export class LiveTurn implements Turn {
  readonly body: WebhookRequest
  readonly request: TurnRequest
  language: string | undefined

  readonly #conversation: Conversation
  #memory: Memory | undefined
  #memoryReplaced = false
  #abort: AbortController | undefined
  #log: FastifyBaseLogger | undefined

  constructor (request: FastifyRequest) {
    this.request = request as TurnRequest
    this.body = request.body as WebhookRequest
    this.#conversation = objectOr(this.body?.conversation, {})
    this.language = textOr(this.#conversation.language)
  }

  get id (): string | undefined {
    const id = this.#conversation.id ?? this.#conversation.conversation_id ?? this.body?.conversation_id
    return typeof id === 'number' ? String(id) : textOr(id)
  }

  get skill (): string | undefined {
    return textOr(this.#conversation.skill ?? this.#conversation.last_skill)
  }

  get occurrences (): number {
    return this.#conversation.skill_occurences ?? this.#conversation.last_skill_occurences ?? 0
  }

  get participant (): Participant {
    return objectOr(this.#conversation.participant_data, {})
  }

  get memory (): Memory {
    this.#memory ??= clone(this.#memoryThatCame ?? {})
    return this.#memory
  }

  set memory (memory: Memory) {
    this.#memory = memory
    this.#memoryReplaced = true
  }

  get nlp (): Nlp {
    return objectOr(this.body?.nlp, {})
  }

  get intent (): Intent | undefined {
    const { intents } = this.nlp
    return Array.isArray(intents) ? intents[0] : undefined
  }

  get entity (): Turn['entity'] {
    const { entities } = this
    return name => entities(name)[0]
  }

  get entities (): Turn['entities'] {
    const all = objectOr<Record<string, unknown>>(this.nlp.entities, {})
    return <Name extends string>(name: Name) => {
      const found = all[name] // may be what every object has, which is no list
      return (Array.isArray(found) ? found : []) as EntityNamed<Name>[]
    }
  }

  get signal (): AbortSignal {
    this.#abort ??= new AbortController()
    return this.#abort.signal
  }

  get log (): FastifyBaseLogger {
    this.#log ??= this.request.log.child(this.label)
    return this.#log
  }

  /** The only words of the body that go to the log. */
  get label (): { conversation: string | undefined, skill: string | undefined } {
    return { conversation: this.id?.slice(0, LONGEST_LOGGED), skill: this.skill?.slice(0, LONGEST_LOGGED) }
  }

  /** Tells the handler that the deadline has passed. */
  abort (reason: Error): void {
    this.#abort ??= new AbortController()
    this.#abort.abort(reason)
  }

  /** What the answer says of the conversation: the memory as a whole, and the language if it is another now. */
  get changes (): Changes | undefined {
    const memory = this.#memoryToSend
    const { language } = this
    if (language !== undefined && typeof language !== 'string') throw new FST_BOT_LANGUAGE_INVALID(typeof language)
    if (language === undefined || language === this.#conversation.language) return memory === undefined ? undefined : { memory }
    return memory === undefined ? { language } : { memory, language }
  }

  get #memoryThatCame (): Memory | undefined {
    return objectOr(this.#conversation.memory, undefined)
  }

  get #memoryToSend (): Memory | undefined {
    if (this.#memoryReplaced && objectOr(this.#memory, undefined) === undefined) {
      throw new FST_BOT_MEMORY_INVALID(' was replaced by something that is not an object: assign {} to forget everything')
    }
    const memory = this.#memory
    if (memory === undefined) return this.#memoryThatCame
    const problem = unwritable(memory, DEEPEST_MEMORY)
    if (problem !== undefined) throw new FST_BOT_MEMORY_INVALID(`${problem.path} ${problem.why}: keep what JSON can hold`)
    const empty = this.#memoryThatCame === undefined && !this.#memoryReplaced && Object.keys(memory).length === 0
    return empty ? undefined : memory
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
