import { Type, type SchemaOptions, type TProperties, type TSchema } from '@sinclair/typebox'

/** Public evidence that a field rests on, named so that a reader can look it up. */
export const source = {
  webhookPage: 'platform documentation, "Code and webhook"',
  statePage: 'platform documentation, "Conversation state"',
  memoryPage: 'platform documentation, "Memory management"',
  lexicPages: 'platform documentation, NLP lexic: language, sentence types, sentence acts',
  goldPage: 'platform documentation, NLP lexic: gold entities',
  messagesPage: 'platform documentation, "Structured messages"',
  builderPage: 'platform documentation, "Builder messages"',
  participantPage: 'platform documentation, "Participant data"',
  captures: 'webhook calls captured between October 2017 and September 2019',
  dialogAnswers: 'answers of POST /build/v1/dialog captured in 2018 and 2019',
  connector: 'source of the Bot Connector (github.com/SAPConversationalAI/bot-connector)',
  webClient: 'source of the web client (github.com/SAP-archive/Webchat)',
  tutorials: 'platform tutorials (github.com/sap-tutorials/sap-conversational-ai)',
  plugin: 'fastify-bot-webhook'
} as const

export type Source = typeof source[keyof typeof source]

/** What every field says about itself: its meaning, one example, and where that is known from. */
export function field (description: string, example: unknown, from: Source): SchemaOptions {
  return { description, examples: [example], $comment: from }
}

/** Names of schemas: a document has each of them once. */
export const schemaNames = new Set<string>()

/** Options that name a schema. Its `title` stays when it is embedded in another schema. */
export function named (name: string): SchemaOptions {
  return { $id: name, ...titled(name) }
}

/** Options that name a field which many schemas have. */
export function titled (name: string): SchemaOptions {
  schemaNames.add(name)
  return { title: name }
}

/** A copy of a named schema for use inside another: a validator refuses an `$id` that it meets twice. */
export function embed<S extends TSchema> (schema: S): S {
  const { $id: _id, ...rest } = schema
  return rest as S
}

/** Copies of several named schemas, for a union of them. */
export function embedAll<S extends readonly TSchema[]> (schemas: S): [...S] {
  return schemas.map(embed) as [...S]
}

/** The platform sends `null` where it knows nothing. */
export const Nullable = <S extends TSchema>(schema: S, options?: SchemaOptions) =>
  Type.Union([schema, Type.Null()], options)

/** Most fields may be null, and missing as well. */
export const optional = <S extends TSchema>(schema: S, options?: SchemaOptions) =>
  Type.Optional(Nullable(schema, options))

/**
 * The type of an object whose fields may all be missing. Costs a compiler less than `Static`, and has the same members.
 */
export type Fields<P extends TProperties> = { [Name in keyof P]?: P[Name]['static'] }
