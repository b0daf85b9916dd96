import { KindGuard, type TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import Ajv from 'ajv'
import Fastify from 'fastify'
import t from 'tap'
import * as exported from '../../schemas/index.ts'

const schemas = Object.entries<unknown>({ ...exported })
  .filter((entry): entry is [string, TSchema] => KindGuard.IsSchema(entry[1]))

t.strictSame(new Set(exported.botSchemas), new Set(schemas.map(([, schema]) => schema)), 'botSchemas has them all')

for (const [name, schema] of schemas) {
  const example: unknown = schema.examples?.[0]
  const id = schema.$id as string

  t.test(`${name} compiles by itself wherever schemas are used`, async t => {
    t.match(id, /^Bot[A-Z]/)
    t.type(new Ajv.Ajv({ strict: true }).compile(schema), 'function', 'in strict mode of Ajv')
    t.type(TypeCompiler.Compile(schema), 'object', "in TypeBox's compiler")

    const app = Fastify()
    app.post('/inline', { schema: { body: schema } }, async () => 'taken')
    app.register(async scope => {
      scope.addSchema(schema)
      scope.post('/ref', { schema: { body: { $ref: `${id}#` } } }, async () => 'taken')
    })
    await app.ready()
    if (typeof example === 'object') {
      for (const url of ['/inline', '/ref']) {
        const { statusCode, body } = await app.inject({ method: 'POST', url, payload: example as object })
        t.equal(statusCode, 200, `${url}: ${body}`)
      }
    }
    await app.close()
  })
}

t.test('all schemas together compile in one Ajv, and as shared schemas of one app', async t => {
  const ajv = new Ajv.Ajv({ strict: true })
  for (const [, schema] of schemas) ajv.addSchema(schema)
  for (const [name, { $id }] of schemas) t.type(ajv.getSchema($id as string), 'function', name)

  const app = Fastify()
  for (const schema of exported.botSchemas) app.addSchema(schema)
  for (const [name, schema] of schemas) {
    app.post(`/ref/${name}`, { schema: { body: { $ref: `${schema.$id}#` } } }, async () => 'taken')
    app.post(`/inline/${name}`,
      { schema: { body: { type: 'object', properties: { value: { $ref: `${schema.$id}#` } } } } }, async () => 'taken')
  }
  await app.ready()
  await app.close()
})

t.test('a response is serialised by each of them, unchanged', async t => {
  const app = Fastify()
  for (const [name, schema] of schemas) {
    app.get(`/${name}`, { schema: { response: { 200: schema } } }, async () => schema.examples?.[0] ?? {})
  }
  await app.ready()
  const { body } = await app.inject('/WebhookRequestSchema')
  t.strictSame(JSON.parse(body), exported.WebhookRequestSchema.examples[0])
  await app.close()
})

t.test('no keyword of a schema is unknown, and its name stands once, at the top', t => {
  for (const [name, schema] of schemas) {
    const { $id: _id, ...rest } = schema
    t.notMatch(JSON.stringify(rest), /"\$id"|"x-[a-z]/, name)
  }
  t.end()
})
