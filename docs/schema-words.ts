import type { TSchema } from '@sinclair/typebox'

const NAMED: Record<string, string> = {
  BotAction: 'an [action](#action)',
  BotRequirement: 'a [requirement](#requirement)',
  BotCondition: 'a [condition](#condition)'
}

const WORDS: Record<string, string> = {
  string: 'a text', integer: 'an integer', boolean: 'true or false', null: 'null', object: 'an object'
}

/** What a schema takes, in words. Schemas with a section of their own are links to it. */
export function typeOf (schema: TSchema): string {
  const { type, const: constant, anyOf, items, patternProperties, properties, $id, $ref } = schema
  const name = NAMED[$ref ?? $id ?? '']
  if (name !== undefined) return name
  if (constant !== undefined) return `\`${constant}\``
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(' or ')
  if (type === 'array') return `a list: ${typeOf(items)}`
  if (patternProperties !== undefined) {
    const [value] = Object.values(patternProperties) as [TSchema]
    return value.type === undefined && value.anyOf === undefined ? 'an object' : `an object of: ${typeOf(value)}`
  }
  if (properties !== undefined) return 'an object'
  return WORDS[type] ?? type ?? 'anything'
}
