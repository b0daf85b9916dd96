import { readFile, writeFile } from 'node:fs/promises'
import swagger from '@fastify/swagger'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import { Validator } from '@seriousme/openapi-schema-validator'
import t, { type Test } from 'tap'
import { Document as YamlDocument, isScalar, isSeq, visit } from 'yaml'
import { build } from '../../examples/example-bot.ts'
import { ButtonSchema } from '../../schemas/index.ts'
import botWebhook, { basic, bearer, header, type HandlerResult } from '../../lib/index.ts'
import { repository } from '../support/repository.ts'

const file = new URL('openapi.yaml', repository)
const write = process.env.WRITE_OPENAPI !== undefined

interface Media { schema: object, examples?: Record<string, { value: unknown }> }
interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: object[]
  parameters?: Array<{ in: string, name: string }>
  requestBody?: { required: boolean, content: Record<string, Media> }
  responses: Record<string, { $ref?: string, description?: string }>
  'x-bot-handlers'?: Array<{ kind: string, name: string, summary?: string, memory?: object }>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  tags?: Array<{ name: string }>
  components: {
    schemas: Record<string, object>
    responses: Record<string, { content: Record<string, Media & { example?: { code: string, statusCode: number } }> }>
    examples?: Record<string, { value: unknown }>
    securitySchemes?: Record<string, object>
  }
}

const info = { title: 'Test', version: '1.0.0' }

const Tree = Type.Recursive(This => Type.Object({ children: Type.Array(This) }), { $id: 'Tree' })

/** What a JSON Schema may hold. */
const everything = Type.Object({
  nothing: Type.Null(),
  one: Type.Literal('one'),
  either: Type.Union([Type.String(), Type.Number(), Type.Null()]),
  many: Type.Union([Type.Array(Type.Union([Type.String(), Type.Number()])), Type.Null()]),
  tree: Tree,
  pair: Type.Tuple([Type.String(), Type.Number()]),
  map: Type.Record(Type.String(), Type.Boolean()),
  open: Type.Object({ known: Type.String() }, { additionalProperties: Type.Number() }),
  positive: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 10, examples: [5] }),
  button: Type.Union([ButtonSchema, Type.Null()], { description: 'One or none.' }),
  any: Type.Unsafe({ anyOf: [true, { type: 'null' }] }),
  not: Type.Not(Type.String())
})

/** The same as a plain JSON Schema. */
const plain = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $defs: { word: { type: 'string' } },
  type: 'object',
  properties: {
    a: { $ref: '#/$defs/word' },
    b: { $ref: '#' },
    c: { $ref: '#/$defs/word', description: 'Said.' },
    d: { type: ['string', 'number', 'null'] },
    e: { type: 'null' },
    f: { type: 'array' }
  }
} as const

/** The problems that a validator of OpenAPI finds in a document. */
async function validate (document: object): Promise<string[]> {
  const { valid, errors = [] } = await new Validator().validate(JSON.parse(JSON.stringify(document)))
  return valid ? [] : (Array.isArray(errors) ? errors : [errors]).map(error => JSON.stringify(error))
}

async function documentOf (
  t: Test, openapi: string, configure: (app: FastifyInstance) => Promise<void>
): Promise<Document> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi, info } })
  await configure(app)
  await app.ready()
  return app.swagger() as unknown as Document
}

t.test('openapi.yaml is what the example bot documents', async t => {
  const app = await build()
  t.teardown(() => app.close())
  await app.ready()
  const expected = toYaml(app.swagger())
  if (write) await writeFile(file, expected)
  t.equal(await readFile(file, 'utf8'), expected, 'run `npm run openapi` and commit the result')
  t.ok(Buffer.byteLength(expected) < 60_000, `${Buffer.byteLength(expected)} bytes`)
  t.ok(JSON.stringify(app.swagger()).length < 60_000)
})

/** Lists of types stand on one line. */
function toYaml (value: unknown): string {
  const document = new YamlDocument(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' })
  visit(document, {
    Pair (_key, { key, value }) {
      const isShort = ['type', 'required', 'examples'].includes(String(key))
      if (!isShort || !isSeq(value) || !value.items.every(isScalar)) return
      value.flow = true
      for (const item of value.items) if (/[?:#,]/.test(String(item.value))) item.type = 'QUOTE_DOUBLE' // PyYAML needs it
    }
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq: false })
}

const methods = ['get', 'post', 'put', 'patch'] as const

function operationsOf (document: Document): Array<Operation & { url: string, method: typeof methods[number] }> {
  return Object.entries(document.paths).flatMap(([url, item]) =>
    methods.flatMap(method => item[method] === undefined ? [] : [{ url, method, ...item[method] }]))
}

t.test('every request in the document of the example bot is answered 200', async t => {
  const app = await build()
  t.teardown(() => app.close())
  await app.ready()
  const document = app.swagger() as unknown as Document
  let sent = 0
  for (const { url, method, requestBody } of operationsOf(document)) {
    for (const [name, { value }] of Object.entries(requestBody?.content['application/json']?.examples ?? {})) {
      const { statusCode, body } = await app.inject({ method, url, payload: value as object })
      t.equal(statusCode, 200, `${method} ${url} ${name}: ${body}`)
      sent++
    }
  }
  t.equal(sent, 2, 'one for each skill')
})

t.test('every answer in the document can be given: it is sent as it stands', async t => {
  const document = await documentOf(t, '3.1.0', async app => { await app.register(botWebhook, { auth: false }) })
  const examples = document.components.responses.BotAnswer?.content['application/json']?.examples ?? {}
  t.strictSame(Object.keys(examples), [
    'text', 'picture', 'video', 'audio', 'quickReplies', 'buttons', 'card', 'carousel', 'carouselle', 'list', 'custom',
    'client_data'
  ], 'one for each type of reply')

  for (const [name, { value }] of Object.entries(examples)) {
    const { replies, conversation } =
      value as { replies: HandlerResult, conversation: { memory: Record<string, unknown> } }
    const app = Fastify()
    await app.register(botWebhook, { auth: false })
    app.bot.fallback(turn => {
      turn.memory = conversation.memory
      return replies
    })
    const response = await app.inject({ method: 'POST', url: '/', payload: {} })
    t.strictSame(response.json(), value, name)
    await app.close()
  }
})

t.test('schemas stand under their names, and every reference leads to one', async t => {
  const document = await documentOf(t, '3.1.0', async app => { await app.register(botWebhook, { auth: false }) })
  const text = JSON.stringify(document)
  t.notMatch(text, /def-\d/)
  t.notMatch(text, /"\$id"/)
  const names = Object.keys(document.components.schemas)
  t.ok(['BotWebhookRequest', 'BotWebhookResponse', 'BotError', 'BotReply', 'BotEntityLocation'].every(name =>
    names.includes(name)))
  for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
    t.ok(names.includes(name),
      name)
  }
})

t.test('what a handler asks for is shown', async t => {
  const document = await documentOf(t, '3.1.0', async app => {
    await app.register(botWebhook, { auth: false })
    app.bot.skill('book', {
      requires: { city: { entity: 'location', ask: 'Where?' }, day: { entity: 'datetime', ask: 'When?' } }
    }, () => 'Booked')
  })
  const webhook = document.paths['/']?.post
  t.strictSame(webhook?.['x-bot-handlers'],
    [{ kind: 'skill', name: 'book', requires: { city: 'location', day: 'datetime' } }])
  t.match(webhook, { description: /\*\*book\*\* \(skill\)\. Asks for: `city` \(location\), `day` \(datetime\)$/ })
})

t.test('handlers are shown with their summary and their memory, actions with their parameters', async t => {
  const document = await documentOf(t, '3.1.0', async app => {
    await app.register(botWebhook, { auth: false, prefix: '/my-bot' })
    app.bot.fallback(() => 'What?')
    app.bot.intent('order-status', { summary: 'Where is it' }, () => 'On its way')
    app.bot.skill(/^faq-/, () => 'Answer')
    app.bot.skill(['a', 'b'], () => 'List')
    app.bot.skill('get-weather', {
      summary: 'Weather',
      memory: Type.Object({
        city: Type.String({ description: 'A city.' }), unit: Type.Optional(Type.String()), $any: Type.Unknown()
      })
    }, () =>
      'Rain')
    app.bot.skill('nothing', { memory: Type.Object({}) }, () => 'Nothing')
    app.bot.action('/order/:id', { method: 'GET' }, () => 'Found')
    app.bot.action('/move', {
      method: 'PATCH', summary: 'Moves', body: Type.Object({ to: Type.String() }, { examples: [{ to: 'Lyon' }] })
    }, () => 'Moved')
    app.bot.action('/turn', { body: Type.Object({ by: Type.Number() }) }, () => 'Turned')
  })
  const webhook = document.paths['/my-bot']?.post
  t.match(webhook, { operationId: 'myBotAnswerTurn', tags: ['bot /my-bot'] })
  t.strictSame(webhook?.['x-bot-handlers'], [
    {
      kind: 'skill',
      name: 'get-weather',
      summary: 'Weather',
      memory: {
        type: 'object',
        required: ['city', '$any'],
        properties: { city: { type: 'string', description: 'A city.' }, unit: { type: 'string' }, $any: {} }
      }
    },
    { kind: 'skill', name: 'nothing', memory: { type: 'object' } },
    { kind: 'skill', name: 'a' },
    { kind: 'skill', name: 'b' },
    { kind: 'pattern', name: '/^faq-/' },
    { kind: 'intent', name: 'order-status', summary: 'Where is it' },
    { kind: 'fallback', name: 'any other' }
  ])
  t.match(webhook?.description,
    '- **get-weather** (skill): Weather. Memory: `city` (string) A city.; `unit` (string, optional); `$any` (any)')
  t.match(webhook?.description, '- **nothing** (skill)\n')

  const order = document.paths['/my-bot/order/{id}']?.get
  t.match(order, { operationId: 'myBotGetOrderById', parameters: [{ in: 'path', name: 'id' }] })
  t.equal(order?.requestBody, undefined)
  const move = document.paths['/my-bot/move']?.patch
  t.match(move, { operationId: 'myBotPatchMove', summary: 'Moves' })
  t.match(move?.requestBody?.content['application/json'],
    { examples: { example1: { value: { to: 'Lyon' } } }, schema: { type: 'object' } })
  t.equal(document.paths['/my-bot/turn']?.post?.requestBody?.content['application/json']?.examples, undefined)
  t.strictSame(Object.keys(document.paths), [
    '/my-bot', '/my-bot/errors', '/my-bot/order/{id}', '/my-bot/move', '/my-bot/turn'
  ], 'other spellings of the slashes are not shown')
})

t.test('a bot with many skills shows a call for the first twenty', async t => {
  const document = await documentOf(t, '3.1.0', async app => {
    await app.register(botWebhook, { auth: false })
    for (let index = 0; index < 30; index++) app.bot.skill(`skill-${index}`, () => 'Yes')
  })
  const post = document.paths['/']?.post
  t.equal(Object.keys(post?.requestBody?.content['application/json']?.examples ?? {}).length, 20)
  t.equal(post?.['x-bot-handlers']?.length, 30)
})

t.test('the verifiers in use are shown as security schemes, beside those of the host', async t => {
  const secret = 'sixteen-characters'
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(
    swagger,
    {
      openapi: {
        openapi: '3.1.0', info, components: { securitySchemes: { ofTheHost: { type: 'http', scheme: 'digest' } } }
      }
    }
  )
  await app.register(botWebhook,
    { auth: [basic({ username: 'u', password: secret }), header('X-Secret', secret)], errorsAuth: bearer(secret) })
  await app.ready()
  const document = app.swagger() as unknown as Document
  t.match(document.components.securitySchemes, {
    ofTheHost: { type: 'http', scheme: 'digest' },
    botBasic: { type: 'http', scheme: 'basic' },
    botBearer: { type: 'http', scheme: 'bearer' },
    'botHeader-x-secret': { type: 'apiKey', in: 'header', name: 'X-Secret' }
  })
  t.strictSame(document.paths['/']?.post?.security, [{ botBasic: [] }, { 'botHeader-x-secret': [] }])
  t.strictSame(document.paths['/errors']?.post?.security, [{ botBearer: [] }])
  t.ok(document.paths['/']?.post?.responses['401'])
  t.ok(document.paths['/errors']?.post?.responses['401'])
  t.notMatch(JSON.stringify(document), secret)
})

t.test('two methods and two bots have operation ids of their own', async t => {
  const document = await documentOf(t, '3.1.0', async app => {
    await app.register(async (one: FastifyInstance) => {
      await one.register(botWebhook,
        { auth: false, methods: ['POST', 'PUT', 'GET'] })
    })
    await app.register(async (two: FastifyInstance) => {
      await two.register(botWebhook,
        { auth: false, prefix: '/two' })
    })
  })
  const ids = operationsOf(document).map(({ operationId }) => operationId)
  t.strictSame(ids.sort(),
    ['getAnswerTurn', 'postAnswerTurn', 'putAnswerTurn', 'takeReport', 'twoAnswerTurn', 'twoTakeReport'])
})

t.test('a document of OpenAPI 3.0 has the bot in its own dialect', async t => {
  const document = await documentOf(t, '3.0.3', async app => {
    await app.register(botWebhook, { auth: basic({ username: 'u', password: 'sixteen-characters' }) })
    app.bot.skill('all', { memory: everything }, () => 'x')
    app.bot.skill('plain', { memory: plain }, () => 'x')
    app.bot.skill('several', {
      memory: Type.Unsafe({
        type: 'object', properties: { any: true, none: false, some: { type: ['string', 'array', 'null'] } }
      })
    }, () => 'x')
    app.bot.action('/plain', { body: plain }, () => 'x')
    app.bot.action('/all/:id', {
      body: everything,
      schema: { querystring: Type.Object({ page: Type.Optional(Type.Integer({ description: 'Which one.' })) }) }
    }, () => 'x')
  })
  t.notMatch(JSON.stringify(document), /"\$id"|"type":"null"|"type":\[|"examples":\[|"const"|"\$comment"/)
  t.ok(document.components.securitySchemes?.botBasic)
  const found = await validate(document)
  t.strictSame(found, [], 'and it is valid')
  t.match(document.paths['/all/{id}']?.post?.parameters, [
    { name: 'id', in: 'path', required: true },
    { name: 'page', in: 'query', required: false, description: 'Which one.', schema: { type: 'integer' } }
  ])
})

t.test('a document of OpenAPI 3.1 is valid, whatever a memory looks like', async t => {
  const document = await documentOf(t, '3.1.0', async app => {
    await app.register(botWebhook, { auth: basic({ username: 'u', password: 'sixteen-characters' }) })
    app.bot.skill('all', { memory: everything }, () => 'x')
    app.bot.skill('plain', { memory: plain }, () => 'x')
    app.bot.action('/plain', { body: plain }, () => 'x')
    app.bot.action('/all', { body: everything }, () => 'x')
  })
  t.strictSame(await validate(document), [])
})

t.test('a document of Swagger 2.0 goes without the bot, and one line of the log says so', async t => {
  const lines: Array<{ msg: string }> = []
  const app = Fastify({ logger: { level: 'warn', stream: { write: line => { lines.push(JSON.parse(line)) } } } })
  t.teardown(() => app.close())
  await app.register(swagger, { swagger: { info } })
  await app.register(botWebhook, { auth: basic({ username: 'u', password: 'sixteen-characters' }) })
  app.get('/host', async () => 'x')
  await app.ready()
  t.strictSame(Object.keys((app.swagger() as unknown as Document).paths), ['/host'])
  t.match(lines, [{ msg: /left out of the Swagger 2\.0 document/ }])
  t.equal(lines.length, 1)
})

t.test('each status of an error has an example of its own', async t => {
  const document = await documentOf(t, '3.1.0',
    async app => { await app.register(botWebhook, { auth: basic({ username: 'u', password: 'sixteen-characters' }) }) })
  const codes = Object.entries(document.paths['/']?.post?.responses ?? {}).filter(([status]) =>
    status !== '200').map(([status, { $ref }]) => {
    const { example } = document.components.responses[$ref?.split('/').at(-1) ?? '']?.content['application/json'] ?? {}
    t.equal(example?.statusCode, Number(status))
    return example?.code
  })
  t.strictSame(codes, [
    'FST_BOT_BODY_INVALID', 'FST_BOT_UNAUTHORIZED', 'FST_BOT_SKILL_UNKNOWN', 'FST_BOT_BODY_TOO_LARGE',
    'FST_BOT_MEDIA_TYPE',
    'FST_BOT_HANDLER_FAILED', 'FST_BOT_HANDLER_TIMEOUT'
  ])
})

t.test('a report may be empty: its body is not required', async t => {
  const document = await documentOf(t, '3.1.0', async app => { await app.register(botWebhook, { auth: false }) })
  t.equal(document.paths['/errors']?.post?.requestBody?.required, false)
  t.equal(document.paths['/']?.post?.requestBody?.required, true)
})

t.test('a bot with many actions has what they share once', async t => {
  const document = await documentOf(t, '3.1.0', async app => {
    await app.register(botWebhook, { auth: false, prefix: '/bot' })
    for (let index = 0; index < 44; index++) app.bot.action(`/action-${index}`, () => 'Yes')
  })
  t.ok(JSON.stringify(document).length < 100_000, `${JSON.stringify(document).length} characters`)
  t.strictSame(document.tags?.map(({ name }) => name), ['bot /bot'], 'and the tag is declared')
})

t.test('paths stand below the base path of a server, as those of the host do', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(
    swagger,
    {
      openapi: {
        openapi: '3.1.0',
        info,
        servers: [
          { url: 'https://{name}.example.com', variables: { name: { default: 'eu' } } },
          { url: 'https://example.com:{port}/v1', variables: { port: { default: '443' } } }
        ]
      }
    }
  )
  await app.register(botWebhook, { auth: false, prefix: '/v1/bot' })
  app.bot.action('/file/:id(^\\d+(\\.txt)$)/::now/*', { method: 'GET' }, () => 'x')
  await app.ready()
  t.strictSame(Object.keys((app.swagger() as unknown as Document).paths),
    ['/bot', '/bot/errors', '/bot/file/{id}/:now/{*}'])
})

t.test('a schema of the user keeps its name, and one of the same name is another', async t => {
  const document = await documentOf(t, '3.1.0', async app => {
    await app.register(botWebhook, { auth: false })
    app.bot.skill('a', { memory: Type.Object({ a: Type.String() }, { $id: 'Order', title: 'An order' }) }, () => 'x')
    app.bot.skill('b', { memory: Type.Object({ b: Type.String() }, { $id: 'Order' }) }, () => 'x')
    app.bot.skill('c', {
      memory: Type.Unsafe({ $id: 'One', type: 'object', properties: { one: { anyOf: [{ type: 'string' }] } } })
    }, () => 'x')
  })
  t.match(document.components.schemas, { One: { properties: { one: { type: 'string' } } } })
  t.match(document.components.schemas, { Order: { title: 'An order', required: ['a'] }, Order2: { required: ['b'] } })
})

t.test('without @fastify/swagger the plugin works all the same', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false })
  app.bot.fallback(() => 'Yes')
  t.equal((await app.inject({ method: 'POST', url: '/', payload: {} })).statusCode, 200)
})
