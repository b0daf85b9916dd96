import { Type, type Static, type TSchema } from '@sinclair/typebox'
import { channelNames } from './advice.ts'
import { RUNNERS } from './export/test-file.ts'

const closed = { additionalProperties: false }
const oneOf = <T extends string>(values: readonly T[]) => Type.Union(values.map(value => Type.Literal(value)))

export const NoBodySchema = Type.Object({}, closed)

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

export const BackSchema = Type.Object({ turn: Type.Integer({ minimum: 0 }) }, closed)

export const MemoryEditSchema = Type.Object({ memory: Type.Record(Type.String(), Type.Unknown()) }, closed)

export const LanguageEditSchema = Type.Object({ language: Type.String({ pattern: '^[a-z]{2}$' }) }, closed)

export const AdviceSchema = Type.Object(
  { turn: Type.Integer({ minimum: 1 }), channels: Type.Array(oneOf(channelNames)) }, closed
)

export const RunnerSchema = Type.Object({ runner: oneOf(RUNNERS) })

export type Of<S extends TSchema> = Static<S>
