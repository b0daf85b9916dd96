import swagger from '@fastify/swagger'
import { Type as TypeBox034 } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import Type from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'
import botWebhook from '../../lib/index.ts'
import { build, buildWithLogs, call, post } from '../support/app.ts'

const jsonSchema = {
  type: 'object',
  properties: { visits: { type: 'number', default: 0 }, city: { type: 'string', enum: ['Paris', 'Lyon'] } },
  required: ['visits']
} as const

t.test('the memory of a handler is typed, filled and checked by a schema of any library', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('typebox', {
      memory: Type.Object({ visits: Type.Number({ default: 0 }), city: Type.Optional(Type.String()) })
    }, ({ memory }) => {
      const city: string | undefined = memory.city
      memory.visits += 1
      // @ts-expect-error a number is not a string
      const wrong: string = memory.visits
      return [city, wrong].join()
    })
    bot.skill('zod', {
      memory: z.object({ visits: z.number().default(0), city: z.string().optional() })
    }, ({ memory }) => {
      const city: string | undefined = memory.city
      memory.visits += 1
      // @ts-expect-error a number is not a string
      const wrong: string = memory.visits
      return [city, wrong].join()
    })
    bot.skill('valibot', {
      memory: v.object({ visits: v.optional(v.number(), 0), city: v.optional(v.string()) })
    }, ({ memory }) => {
      const city: string | undefined = memory.city
      memory.visits += 1
      // @ts-expect-error a number is not a string
      const wrong: string = memory.visits
      return [city, wrong].join()
    })
    bot.skill('json', { memory: jsonSchema }, ({ memory }) => {
      const city: 'Paris' | 'Lyon' | undefined = memory.city
      memory.visits += 1
      // @ts-expect-error a number is not a string
      const wrong: string = memory.visits
      return [city, wrong].join()
    })
  })
  for (const skill of ['typebox', 'zod', 'valibot', 'json']) {
    const { replies, conversation } = (await post(app,
      call(skill, { memory: { city: 'Paris', other: { kept: true } } }))).json()
    t.equal(replies[0].content, 'Paris,1', skill)
    t.strictSame(conversation.memory, { visits: 1, city: 'Paris', other: { kept: true } },
      `${skill}: keys of others are kept`)
    t.equal((await post(app, call(skill, { memory: { visits: 'many' } }))).json().code, 'FST_BOT_MEMORY_MISMATCH',
      skill)
  }
})

t.test('the path of a mistake is told', async t => {
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    bot.action('/zod', { body: z.object({ order: z.object({ lines: z.array(z.number()) }) }) },
      ({ body }) => String(body.order.lines.length))
    bot.action('/json', { body: jsonSchema }, ({ body }) => String(body.city))
    bot.action('/slow', { body: z.object({ a: z.string().refine(async () => true) }) }, () => 'x')
  })
  t.equal((await post(app, { order: { lines: [1] } }, '/zod')).json().replies[0].content, '1')
  t.match((await post(app, { order: { lines: ['x'] } }, '/zod')).json(),
    { code: 'FST_BOT_BODY_INVALID', message: /^body\/order\/lines\/0: invalid input/ })
  t.match((await post(app, { visits: 1, city: 'Rome' }, '/json')).json(),
    { message: 'body/city: expected "Paris" or "Lyon"' })
  t.match((await post(app, { visits: 'x' }, '/json')).json(), { message: 'body/visits: must be number' })
  t.match((await post(app, { a: 'x' }, '/slow')).json(), { statusCode: 400 },
    'a schema that has to wait cannot be used')
  t.ok(lines.length > 0)
})

t.test('they are in the document where they can be written as JSON Schema', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 't', version: '1' } } })
  await app.register(botWebhook, { auth: false })
  app.bot.skill('typebox', { memory: Type.Object({ a: Type.String() }) }, () => 'x')
  app.bot.skill('zod', { memory: z.object({ a: z.string() }) }, () => 'x')
  app.bot.skill('date', { memory: z.object({ a: z.date() }) }, () => 'x')
  app.bot.skill('valibot', { memory: v.object({ a: v.string() }) }, () => 'x')
  app.bot.action('/json', { body: jsonSchema }, () => 'x')
  app.bot.action('/valibot', { body: v.object({ a: v.string() }) }, () => 'x')
  await app.ready()
  const { paths } = app.swagger() as unknown as {
    paths: Record<string, {
      post: {
        'x-bot-handlers': Array<{ name: string, memory?: object }>,
        requestBody: { content: Record<string, { schema: object }> }
      }
    }>
  }
  const memories = Object.fromEntries(paths['/']?.post['x-bot-handlers'].map(({ name, memory }) => [name, memory]) ??
    [])
  t.match(memories,
    { typebox: { properties: { a: { type: 'string' } } }, zod: { properties: { a: { type: 'string' } } } })
  t.equal(memories.valibot, undefined)
  t.equal(memories.date, undefined)
  t.match(paths['/json']?.post.requestBody.content['application/json']?.schema,
    { properties: { visits: { type: 'number' } } })
  t.strictSame(paths['/valibot']?.post.requestBody.content['application/json']?.schema, {})
})

t.test('values of a path are coerced and checked by a schema of any library', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.action('/double/:count', {
      method: 'GET', schema: { params: z.object({ count: z.coerce.number().max(9) }) as never }
    }, ({ request }) => String(2 * Number((request.params as { count: unknown }).count)))
  })
  t.equal((await app.inject('/double/4')).json().replies[0].content, '8')
  t.match((await app.inject('/double/10')).json(), { statusCode: 400, message: /params\/count/ })
})

t.test('a key of the memory is described or required, not both', async t => {
  await build(t, {}, ({ bot }) => {
    const memory = TypeBox034.Object({ city: TypeBox034.Any() })
    t.throws(() => {
      // @ts-expect-error city is in both
      bot.skill('a', { memory, requires: { city: { entity: 'location', ask: 'Where?' } } }, () => 'x')
    }, { code: 'FST_BOT_HANDLER_INVALID', message: /requires\.city is described by the memory schema too/ })
  })
})

t.test('what is no schema is refused with what is accepted', async t => {
  await build(t, {}, ({ bot }) => {
    const wrong: Array<[unknown, RegExp]> = [
      [
        { city: 'string' },
        /must be a schema of @sinclair\/typebox or typebox, a Standard Schema \(zod, valibot, ArkType\) or a JSON Schema/
      ],
      [null, /must be a schema/],
      ['string', /must be a schema/],
      [{ type: 'text' }, /is not a JSON Schema that can be used: .*type/],
      [{ type: 'string' }, /must describe an object, and its type is string/],
      [{ type: 'object', properties: { a: { $ref: '#/gone' } } }, /can't resolve reference/]
    ]
    for (const [memory, message] of wrong) {
      t.throws(() => { bot.skill('a', { memory: memory as never }, () => 'x') },
        { code: 'FST_BOT_HANDLER_INVALID', message })
    }
    const later = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { a: { prefixItems: [{ type: 'string' }] } }
    }
    bot.skill('2020-12', { memory: later }, () => 'x')
  })
})
