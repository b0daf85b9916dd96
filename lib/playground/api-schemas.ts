import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { channelNames } from './advice.ts'
import { KeptConversationSchema } from './kept-conversation.ts'
import { WEBHOOK_MODES } from './network.ts'
import { RUNNERS } from './export/test-file.ts'

const closed = { additionalProperties: false }
const oneOf = <T extends string>(values: readonly T[]) => Type.Union(values.map(value => Type.Literal(value)))

/** The key of the last turn that the page knows: of it and those before it, the page is told the key only. */
export const KnownSchema = Type.Object({ known: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })) }, closed)

export const NoBodySchema = Type.Object({}, closed)

export const StartSchema = Type.Object({ kept: Type.Optional(KeptConversationSchema) }, closed)

export const SaySchema = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 10_000 }),
  understood: Type.Optional(Type.Object({
    skill: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    intent: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    entities: Type.Optional(Type.Record(Type.String(), Type.String()))
  }, closed))
}, closed)

export const PressSchema = Type.Object({
  title: Type.String(),
  value: Type.String({ minLength: 1 }),
  skill: Type.Optional(Type.Boolean())
}, closed)

const closedLine = Type.Union([
  Type.String(),
  Type.Object({ click: Type.String() }, closed),
  Type.Object({ say: Type.String() }) // and what is to be understood
])

/** A transcript, as it is exported. */
export const OpenSchema = Type.Object({
  bot: Type.Optional(Type.Unknown()),
  language: Type.Optional(Type.String()),
  memory: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  participant: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  pushed: Type.Optional(Type.Array(Type.Unknown())),
  turns: Type.Array(Type.Object({
    line: closedLine,
    replies: Type.Array(Type.Unknown()),
    memory: Type.Record(Type.String(), Type.Unknown()),
    pushed: Type.Optional(Type.Array(Type.Unknown()))
  }), { maxItems: 1000 })
}, closed)

export const BackSchema = Type.Object({ turn: Type.Integer({ minimum: 0 }) }, closed)

export const MemoryEditSchema = Type.Object({ memory: Type.Record(Type.String(), Type.Unknown()) }, closed)

export const LanguageEditSchema = Type.Object({ language: Type.String({ pattern: '^[a-z]{2}$' }) }, closed)

export const UserEditSchema = Type.Object({
  id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  participant: Type.Optional(Type.Record(Type.String(), Type.Unknown()))
}, closed)

const chance = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }))

export const NetworkSchema = Type.Object({
  webhook: Type.Optional(oneOf(WEBHOOK_MODES)),
  answer: Type.Optional(Type.Object({
    status: Type.Integer({ minimum: 200, maximum: 599 }), body: Type.String({ maxLength: 1_000_000 })
  }, closed)),
  chaos: Type.Optional(Type.Object({
    slow: chance, duplicate: chance, dropped: chance, malformed: chance
  }, closed))
}, closed)

export const AdviceSchema = Type.Object(
  { turn: Type.Integer({ minimum: 1 }), channels: Type.Array(oneOf(channelNames)) }, closed
)

export const RunnerSchema = Type.Object({ runner: oneOf(RUNNERS) })

export type Of<S extends TSchema> = Static<S>
