import { KindGuard, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import * as schemas from '../../schemas/index.ts'

const exported: Array<[string, unknown]> = Object.entries(schemas)
const named = exported.filter((entry): entry is [string, TSchema] => KindGuard.IsSchema(entry[1]))

/** Every schema inside a schema, with its place. */
function within (schema: TSchema, place: string): Array<[place: string, schema: TSchema]> {
  const parts: Array<[string, TSchema]> = [
    ...Object.entries((schema.properties ?? {}) as Record<string, TSchema>).map(([key, part]): [string, TSchema] =>
      [`${place}.${key}`, part]),
    ...(schema.items === undefined ? [] : [[`${place}[]`, schema.items] as [string, TSchema]]),
    ...((schema.anyOf ?? []) as TSchema[]).map((part, index): [string, TSchema] => [`${place}|${index}`, part]),
    ...(KindGuard.IsSchema(schema.additionalProperties)
      ? [[`${place}.*`, schema.additionalProperties] as [string, TSchema]]
      : [])
  ]
  return [[place, schema], ...parts.flatMap(([place, part]) => within(part, place))]
}

const all = named.flatMap(([name, schema]) => within(schema, name))

t.test('every field says what it means, where that is known from, and gives an example', t => {
  for (const [name, schema] of named) {
    for (const [key, property] of Object.entries((schema.properties ?? {}) as Record<string, TSchema>)) {
      const place = `${name}.${key}`
      if (key === 'type' && property.const !== undefined) continue // the name of the message says it all
      const told = [property, property.anyOf?.[0], property.items].find(each => each?.description !== undefined)
      t.ok(told, `${place} has a description`)
      t.ok(told?.$comment, `${place} has a source`)
      t.ok(told?.examples !== undefined || told?.properties !== undefined,
        `${place} has an example, or fields that have`)
    }
  }
  t.end()
})

t.test('every example fits the schema it stands in', t => {
  let checked = 0
  for (const [place, schema] of all) {
    for (const example of (schema.examples ?? []) as unknown[]) {
      checked++
      t.strictSame([...Value.Errors(schema, example)].map(({ path, message }) => path + message), [], place)
    }
  }
  t.ok(checked > 150)
  t.end()
})

t.test('everything is open: objects take any further key', t => {
  for (const [place, schema] of all.filter(([place]) => !place.startsWith('ErrorBodySchema'))) {
    if (schema.type === 'object') t.not(schema.additionalProperties, false, place)
  }
  t.end()
})

t.test('ids are unique and have the prefix of the package', t => {
  const ids = new Set<unknown>()
  for (const [name, { $id, title }] of named) {
    t.match($id, /^Bot[A-Z]/, name)
    t.equal(title, $id, `${name} keeps its name where it is embedded`)
    t.notOk(ids.has($id), `${name} has an id of its own`)
    ids.add($id)
  }
  t.ok(ids.size > 50)
  t.end()
})

t.test('no field of a call is required, and every label may be null', t => {
  for (const body of [
    {}, { conversation: {} }, { nlp: {} }, { nlp: { intents: [{}], entities: { location: [{}], mine: [{}] } } }
  ]) t.ok(Value.Check(schemas.WebhookRequestSchema, body))
  const nulls = (schema: TSchema) => Object.fromEntries(Object.keys(schema.properties).map(key => [key, null]))
  t.ok(Value.Check(schemas.NlpSchema, nulls(schemas.NlpSchema)))
  t.ok(Value.Check(schemas.ConversationSchema, { ...nulls(schemas.ConversationSchema), memory: {} }))
  for (const [name, schema] of Object.entries(schemas.goldEntities)) t.ok(Value.Check(schema, nulls(schema)), name)
  t.end()
})

t.test('there are 28 gold entities', t => {
  t.equal(Object.keys(schemas.goldEntities).length, 28)
  t.end()
})
