import { Kind, OptionalKind, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import { jsonValue, key, number, record, text } from './json-values.ts'

/**
 * Values of a schema, drawn from all that it allows: optional keys are there or not, and keys it does not name beside
 * them.
 */
export function fromSchema (schema: TSchema): fc.Arbitrary<unknown> {
  switch (schema[Kind]) {
    case 'String': return schema.minLength === 1 ? text.filter(text => text !== '') : text
    case 'Number': return number
    case 'Boolean': return fc.boolean()
    case 'Null': return fc.constant(null)
    case 'Literal': return fc.constant(schema.const)
    case 'Unknown': return jsonValue
    case 'Array': return fc.array(fromSchema(schema.items), { maxLength: 3 })
    case 'Union': return fc.oneof(...schema.anyOf.map(fromSchema))
    case 'Intersect': return fromSchema(schema.allOf[0]).filter(value => Value.Check(schema, value))
    case 'Not': return jsonValue.filter(value => Value.Check(schema, value))
    case 'Object': return fromObject(schema)
    default: throw new Error(`no values are known for the schema ${schema[Kind]}`)
  }
}

const ABSENT = Symbol('absent')
const FEW = 6 // optional keys of an object that has many

function fromObject ({ properties, additionalProperties }: TSchema): fc.Arbitrary<unknown> {
  const named = Object.entries(properties as Record<string, TSchema>)
  const sparing = Math.max(1, named.length / FEW)
  const known = fc.tuple(...named.map(([, schema]) => {
    const value = fromSchema(schema)
    return schema[OptionalKind] === undefined
      ? value
      : fc.oneof({ weight: Math.round(sparing), arbitrary: fc.constant(ABSENT) }, { weight: 1, arbitrary: value })
  }))
  const strangers = record(
    key.filter(name => !Object.hasOwn(properties, name)),
    typeof additionalProperties === 'object' ? fromSchema(additionalProperties) : jsonValue,
    2
  )
  return fc.tuple(known, strangers).map(([values, strangers]) => {
    const entries = named.map(([name], index) => [name, values[index]] as const).filter(([, value]) => value !== ABSENT)
    return { ...Object.fromEntries(entries), ...strangers }
  })
}
