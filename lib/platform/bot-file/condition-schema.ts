import { Type, type Static } from '@sinclair/typebox'

const describe = (description: string) => ({ description })

/** A test of a sentence and of the conversation. */
export const ConditionSchema = Type.Recursive(Condition => Type.Object({
  intent: Type.Optional(Type.String(describe('This intent was recognised.'))),
  entity: Type.Optional(Type.String(describe('This entity was recognised.'))),
  memory: Type.Optional(Type.String(describe('The memory has this key; dots go deeper.'))),
  expression: Type.Optional(Type.String(describe(
    'As on the platform: an operand, an operator, a value. #location.raw is Paris'
  ))),
  and: Type.Optional(Type.Array(Condition, { minItems: 1 })),
  or: Type.Optional(Type.Array(Condition, { minItems: 1 })),
  not: Type.Optional(Condition)
}, {
  additionalProperties: false, minProperties: 1, description: 'What it names must all hold.'
}), { $id: 'BotCondition' })

/** When a trigger, an action or a validation holds. */
export type Condition = Static<typeof ConditionSchema>
