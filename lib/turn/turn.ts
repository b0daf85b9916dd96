import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Memory, Participant } from '../../schemas/conversation.ts'
import type { GoldEntities } from '../../schemas/gold-entities.ts'
import type { Act, Entity, Nlp, Sentiment } from '../../schemas/nlp.ts'
import type { Reply } from '../../schemas/replies.ts'
import type { WebhookRequest } from '../../schemas/webhook.ts'
import type { CustomEntities } from './custom-entities.ts'
import type { Defer } from './jobs.ts'

/** One call of the platform, as a handler sees it. Everything may be destructured. */
export interface Turn<M = Memory, B = WebhookRequest, R = TurnRequest> {
  /** Identifies the conversation; `undefined` when the body names none. */
  readonly id: string | undefined
  /** The skill whose action called. */
  readonly skill: string | undefined
  /** Language of the conversation, ISO 639-1. Assign another to go on in that one. */
  language: string | undefined
  /** How many messages in a row this skill has handled; 0 when the body does not say. */
  readonly occurrences: number
  /** What the channel told about the user: often nothing. */
  readonly participant: Participant
  /**
   * What the bot remembers. Write to it, delete from it: it is sent back as a whole, because the platform replaces its
   * own by it. When the turn fails nothing is sent, and the platform keeps what it had.
   */
  memory: M
  /** Deletes keys from the memory. */
  readonly forget: (...keys: Array<KeyOf<M>>) => void
  /** Deletes all of the memory, but for the keys to keep. Default: none are kept. */
  readonly reset: (options?: { keep?: ReadonlyArray<KeyOf<M>> }) => void
  /** What the platform understood of the sentence; empty when the body holds nothing of it. */
  readonly nlp: Nlp
  /** The most likely intent. */
  readonly intent: IntentMatch | undefined
  /** All intents, best first. */
  readonly intents: readonly IntentMatch[]
  /** Whether the most likely intent is this one, and at least as sure as the threshold, from 0 to 1. Default: 0. */
  readonly isIntent: (slug: string, threshold?: number) => boolean
  /** The mood of the sentence: one of the known words, or any that a newer platform sends. */
  readonly sentiment: Sentiment | OtherString | undefined
  /** The act of speech: one of the known words, or any that a newer platform sends. */
  readonly act: Act | OtherString | undefined
  /** The first entity of a name. Fields of gold entities that the platform does not know are left out, never null. */
  readonly entity: <Name extends string>(name: Name) => EntityOf<Name> | undefined
  /** All entities of a name, in the order of the sentence. */
  readonly entities: <Name extends string>(name: Name) => EntityOf<Name>[]
  /**
   * Leaves work for later: the job gets the input, and its replies are pushed to the conversation. It is kept before
   * this turn is answered; a turn that fails leaves nothing. Needs `fastify-bot-webhook/durable`.
   */
  readonly defer: Defer
  /** Aborted at the timeout, and when the caller closes the connection: hand it to whatever is awaited. */
  readonly signal: AbortSignal
  /** Writes conversation and skill beside each line. */
  readonly log: FastifyBaseLogger
  /** What came in: deep-equal to the JSON that was sent. `undefined` when the call has no body, as GET has none. */
  readonly body: B
  /** The Fastify request, for path parameters, query and headers. */
  readonly request: R
}

/** An intent that the sentence may have. */
export interface IntentMatch {
  slug: string
  /** How sure the platform is, from 0 to 1; 0 when it does not say. */
  confidence: number
}

/** Any other string; editors offer the known ones beside it. */
export type OtherString = string & Record<never, never>

/** A gold entity with the fields that are known. */
export type WithoutNulls<T> = { [Field in keyof T]: Exclude<T[Field], null> }

/** The entities that are known by name: the gold ones, and those that `CustomEntities` declares. */
export type EntityName = keyof GoldEntities | (keyof CustomEntities & string)

/** The entity of a name: as it was declared, the shape of a gold entity, an open record for any other name. */
export type EntityOf<Name extends string> = Name extends keyof CustomEntities
  ? CustomEntities[Name] & Entity
  : Name extends keyof GoldEntities ? WithoutNulls<GoldEntities[Name]> : Entity

/** An entity of whatever kind. */
export interface AnyEntity { raw?: string, [field: string]: any }

/** The keys of a memory that its schema names; any key when it names none. */
export type KeyOf<M> = [NamedKeyOf<M>] extends [never] ? string : NamedKeyOf<M>

type NamedKeyOf<M> = keyof { [Key in keyof M as string extends Key
  ? never
  : number extends Key ? never : Key]: 1 } & string

/** The request behind a turn. Path parameters and query values are strings: nothing is coerced. */
export type TurnRequest = FastifyRequest<{
  Params: Record<string, string>
  Querystring: Record<string, string | string[]>
}>

/** What a handler returns: a text, a message, a list of either, or nothing. */
export type HandlerResult = string | Reply | ReadonlyArray<string | Reply> | null | undefined | void

/** Answers a turn. */
export type Handler<M = Memory, B = WebhookRequest, R = TurnRequest> =
  (turn: Turn<M, B, R>) => HandlerResult | PromiseLike<HandlerResult>
