import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Memory, Participant } from '../../schemas/conversation.ts'
import type { GoldEntities } from '../../schemas/gold-entities.ts'
import type { Entity, Intent, Nlp } from '../../schemas/nlp.ts'
import type { Reply } from '../../schemas/replies.ts'
import type { WebhookRequest } from '../../schemas/webhook.ts'

/** One call of the platform, as a handler sees it. Everything may be destructured. */
export interface Turn<M = Memory, B = WebhookRequest> {
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
  /** What the platform understood of the sentence; empty when the body holds nothing of it. */
  readonly nlp: Nlp
  /** The most likely intent. */
  readonly intent: Intent | undefined
  /** The first entity of a name. */
  readonly entity: <Name extends string>(name: Name) => EntityNamed<Name> | undefined
  /** All entities of a name, in the order of the sentence. */
  readonly entities: <Name extends string>(name: Name) => EntityNamed<Name>[]
  /** Aborted at the deadline: hand it to whatever is awaited. */
  readonly signal: AbortSignal
  /** Writes conversation and skill beside each line. */
  readonly log: FastifyBaseLogger
  /** What came in: deep-equal to the JSON that was sent. `undefined` when the call has no body, as GET has none. */
  readonly body: B
  /** The Fastify request, for path parameters, query and headers. */
  readonly request: TurnRequest
}

/** The entity of a name: the shape of a gold entity, an open record for any other name. */
export type EntityNamed<Name extends string> = Name extends keyof GoldEntities ? GoldEntities[Name] : Entity

/** The request behind a turn. Path parameters and query values are strings: nothing is coerced. */
export type TurnRequest = FastifyRequest<{
  Params: Record<string, string>
  Querystring: Record<string, string | string[]>
}>

/** What a handler returns: a text, a message, a list of either, or nothing. */
export type Outcome = string | Reply | ReadonlyArray<string | Reply> | null | undefined | void

/** Answers a turn. */
export type Handler<M = Memory, B = WebhookRequest> = (turn: Turn<M, B>) => Outcome | PromiseLike<Outcome>
