import swagger from '@fastify/swagger'
import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import Fastify, { type FastifyInstance } from 'fastify'
import botWebhook, { basic, bearer, header, type Handler } from '../../lib/index.ts'
import { build, call, collectLog, post } from '../support/app.ts'
import { setNodeEnv } from '../support/node-env.ts'

let planted = 0
/** A text that is nowhere else. As a key or as a word of a sentence it is found again by its middle. */
function canary (): string {
  planted++
  return `canary-${planted}-flew`
}
const CANARY = /canary-\d+-flew/gi

/** What a database says of a statement that failed: the statement, its values, the address of the server. */
function databaseError (): Error {
  return Object.assign(new Error(`duplicate key value violates unique constraint "${canary()}"`), {
    name: canary(),
    code: '23505',
    severity: 'ERROR',
    detail: `Key (email)=(${canary()}) already exists.`,
    hint: canary(),
    where: canary(),
    schema: canary(),
    table: canary(),
    constraint: canary(),
    query: `insert into people values ('${canary()}')`,
    parameters: [canary(), { name: canary() }],
    address: canary(),
    config: { user: canary(), password: canary() },
    response: { status: 409, headers: { authorization: `Bearer ${canary()}` }, data: canary() },
    statusCode: 409,
    errors: [new Error(canary())],
    cause: Object.assign(new TypeError(canary(), { cause: canary() }), { code: canary() })
  })
}

/** Things that handlers and hooks throw, with words of others in every place that such things have. */
const thrown: Record<string, () => unknown> = {
  'a text': () => canary(),
  'an object': () => ({ message: canary(), code: canary(), statusCode: 418, [canary()]: canary() }),
  'an error': () => new Error(canary()),
  'an error of a database': databaseError,
  'an error of many lines': () => new Error(`first\n    at ${canary()} (/app/${canary()}.js:1:1)\nlast`),
  'an error whose message was changed': () =>
    Object.assign(new Error(`first\n    at ${canary()} (/app/${canary()}.js:1:1)`), { message: canary() }),
  'an error with another stack': () => Object.assign(new Error('fine'),
    { stack: `Error: other\n    at ${canary()} (/app/x.js:1:1)` }),
  'an error whose message was taken away': () =>
    Object.assign(new Error(`first\n    at ${canary()} (/app/x.js:1:1)`), { message: '' }),
  'an error whose stack goes on': () => {
    const error = new Error('fine')
    error.stack += `\nCaused by: Error: ${canary()}\n    at ${canary()} (/app/x.js:1:1)`
    return error
  },
  'an error with a constructor of its own': () => Object.assign(new Error('fine'), { constructor: { name: canary() } }),
  'an error with a code of Fastify\'s kind': () => Object.assign(new Error(canary()), { code: `FST_${canary()}` }),
  'many errors': () => new AggregateError([new Error(canary()), canary()], canary())
}

/** What a handler may do with the words of others so that its turn fails. */
const failing: Record<string, Handler> = {
  'keeps what JSON cannot hold, under a key of the user\'s': ({ memory }) => {
    memory[canary()] = { [canary()]: [10n] }
  },
  'keeps what does not end': ({ memory }) => { memory[canary()] = { [canary()]: memory } },
  'keeps what will not be written': ({ memory }) => {
    memory[canary()] = new (class { toJSON (): never { throw new Error(canary()) } })()
  },
  'forgets that memory is an object': turn => { turn.memory = canary() as never },
  'switches to a language that is none': turn => { turn.language = { code: canary() } as never },
  'says what JSON cannot hold': () => ({ type: 'custom', content: { [canary()]: { [canary()]: 10n } } }),
  'says something of the wrong kind': () => ({ type: 'card', content: canary() as never }),
  'says something of no kind': () => ({ type: { [canary()]: canary() } as never, content: canary() }),
  'says what it should do': () => ({ replies: [canary()], memory: { [canary()]: canary() } }) as never,
  'says the whole body': () => JSON.stringify({ replies: [{ type: 'text', content: canary() }] }),
  'has words where buttons belong': () => ({
    type: 'buttons', content: { title: canary(), buttons: canary() as never }
  }),
  'is slow': async () => new Promise(() => {}),
  'is slow and fails then': async ({ signal }) =>
    new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(new Error(canary())) }) })
}

/** Replies that are sent, with warnings. */
const warned: Record<string, Handler> = {
  'says too much': () => ({ type: canary(), content: { [canary()]: canary() } }) as never,
  'has odd buttons': () => ({
    type: 'buttons',
    content: {
      title: canary().repeat(50),
      buttons: [{ type: canary(), title: canary().repeat(20), value: { [canary()]: canary() } as never }]
    },
    delay: canary(),
    markdown: canary()
  })
}

/**
 * A call with the words of others wherever a caller may put them, but for those that are logged: conversation and
 * skill.
 */
function callWithCanaries (skill: string): { body: object, headers: Record<string, string> } {
  const { conversation, nlp } = call(skill, {
    memory: { [canary()]: canary(), person: { raw: canary(), [canary()]: [{ [canary()]: canary() }] } },
    participant_data: { userName: canary(), [canary()]: { email: canary() } },
    language: canary(),
    skill_stack: [canary()],
    [canary()]: canary()
  })
  return {
    body: {
      conversation,
      nlp: {
        ...nlp,
        source: canary(),
        uuid: canary(),
        act: canary(),
        sentiment: canary(),
        intents: [{ slug: canary(), confidence: 0.9, description: canary() }],
        entities: { [canary()]: [{ raw: canary(), value: canary() }], person: [{ raw: canary(), fullname: canary() }] }
      },
      qna: { [canary()]: canary() },
      [canary()]: [canary()]
    },
    headers: {
      cookie: `session=${canary()}`,
      authorization: `Bearer ${canary()}`,
      'user-agent': canary(),
      'x-request-id': canary(),
      'x-forwarded-for': canary(),
      [canary()]: canary(),
      accept: `text/${canary()}`
    }
  }
}

/** Looks for canaries in everything that others read. */
function silent (t: Test, what: string, text: string): void {
  t.strictSame(text.match(CANARY) ?? [], [], what)
}

t.test('in production no word of a caller or of a handler is in the log above debug, or in an answer that is not ' +
  'the handler\'s', async t => {
  setNodeEnv(t, 'production')
  const { stream, text, lines } = collectLog()
  const app = Fastify({ logger: { level: 'info', stream } })
  t.teardown(() => app.close())
  await app.register(botWebhook, {
    auth: false,
    handlerTimeout: 20,
    channels: ['webchat', 'messenger', 'telegram', 'line', 'twilio'],
    memoryLimit: 20_000
  })
  const { bot } = app
  for (const [what, reason] of Object.entries(thrown)) {
    bot.skill(`throws ${what}`, () => { throw reason() })
    bot.skill(`rejects with ${what}`, async () => { throw reason() })
    bot.skill(`is late with ${what}`, async ({ signal }) =>
      new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(reason()) }) }))
  }
  for (const [what, handler] of Object.entries({ ...failing, ...warned })) bot.skill(what, handler)
  bot.skill('is stale', { memory: Type.Object({ person: Type.Record(Type.String(), Type.Number()) }) }, () => 'fine')
  bot.skill('is stale deep inside', { memory: Type.Object({ person: Type.Record(Type.String(), Type.String()) }) },
    () => 'fine')
  bot.skill('leaves what does not fit', {
    memory: Type.Object({ people: Type.Optional(Type.Record(Type.String(), Type.Number())) })
  }, ({ memory }) => {
    memory.people = { [canary()]: canary() as never }
  })
  bot.skill('keeps too much', ({ memory }) => { memory[canary()] = canary().repeat(2000) })
  bot.skill('nearly keeps too much', ({ memory }) => { memory[canary()] = 'x'.repeat(17_000) })
  bot.onReport(() => { throw databaseError() })

  const skills = [
    ...Object.keys(thrown).flatMap(what => [`throws ${what}`, `rejects with ${what}`, `is late with ${what}`]),
    ...Object.keys(failing), ...Object.keys(warned),
    'is stale', 'is stale deep inside', 'leaves what does not fit', 'keeps too much', 'nearly keeps too much',
    'nobody handles'
  ]
  for (const skill of skills) {
    const before = text().length
    const { body, headers } = callWithCanaries(skill)
    const { statusCode, body: answer } = await post(app, body, '/', headers)
    if (statusCode !== 200) silent(t, `the answer when a handler ${skill}`, answer)
    else t.ok(skill in warned || skill.startsWith('nearly'), `${skill}: 200`)
    await new Promise(resolve => { setTimeout(resolve, 2) })
    silent(t, `the log when a handler ${skill}`, text().slice(before))
  }
  await post(app, callWithCanaries('x').body, '/errors', callWithCanaries('x').headers)
  await post(app, canary(), '/errors', { 'content-type': 'text/plain' })
  await new Promise(resolve => { setTimeout(resolve, 5) })
  silent(t, 'the log of reports', text())
  t.ok(lines.length > 2 * skills.length, 'there was a log')
  t.ok(planted > 200, `${planted} canaries were planted`)
})

t.test('refused calls: neither the log nor the answer has what was sent, but for the names of keys ' +
  'on a path', async t => {
  const { stream, text } = collectLog()
  const app = await build(t, { bodyLimit: 5000 }, app => {
    app.bot.fallback(() => 'fine')
    app.bot.action('/act', { body: Type.Object({ n: Type.Union([Type.Literal(1), Type.String({ pattern: '^a' })]) }) },
      () => 'fine')
  }, { logger: { level: 'info', stream } })
  const refusedBodies: Array<[body: string, url?: string, type?: string]> = [
    [canary()], [`{"${canary()}`], [`{"a":"${canary()}" x}`], [JSON.stringify(canary())], [JSON.stringify([canary()])],
    [JSON.stringify({ conversation: canary() })], [JSON.stringify({ conversation: { memory: canary() } })],
    [JSON.stringify({ conversation: { skill: [canary()] } })],
    [JSON.stringify({ nlp: { intents: [canary()] } })], [JSON.stringify({ n: canary() }), '/act'],
    [JSON.stringify({ n: { [canary()]: canary() } }), '/act'],
    [JSON.stringify({ text: canary().repeat(500) })], [`{"memory":"${canary()}","n":1e999}`],
    [canary(), '/', `text/${canary()}`], [canary(), '/', canary()]
  ]
  for (const [body, url = '/', type = 'application/json'] of refusedBodies) {
    const response = await post(app, body, url, { ...callWithCanaries('x').headers, 'content-type': type })
    t.ok(response.statusCode >= 400 && response.statusCode < 500, `${response.statusCode}`)
    silent(t, `the answer to ${body.slice(0, 40)}`, response.body)
    silent(t, `the headers of the answer to ${body.slice(0, 40)}`, JSON.stringify(response.headers))
  }
  silent(t, 'the log', text())
})

t.test('in production what hooks of the host throw is not told, unless they chose a status below 500', async t => {
  setNodeEnv(t, 'production')
  for (const [what, reason] of Object.entries(thrown)) {
    if (what === 'an object' || what === 'an error of a database') continue // these choose one
    const { stream, text } = collectLog()
    const app = Fastify({ logger: { level: 'info', stream } })
    t.teardown(() => app.close())
    app.addHook('preHandler', async () => { throw reason() })
    await app.register(botWebhook, { auth: false })
    app.bot.fallback(() => 'fine')
    const response = await post(app, call())
    t.equal(response.statusCode, 500)
    silent(t, `the answer when a hook throws ${what}`, response.body)
    silent(t, `the log when a hook throws ${what}`, text())
  }
})

t.test('no secret is in the log, in a refusal or in the OpenAPI document', async t => {
  const secrets = { basic: canary(), old: canary(), bearer: canary(), header: canary() }
  const { stream, text } = collectLog()
  const app: FastifyInstance = Fastify({ logger: { level: 'trace', stream } })
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Bot', version: '1' } } })
  await app.register(botWebhook, {
    auth: [
      basic({ username: 'platform', password: [secrets.basic, secrets.old] }), bearer(secrets.bearer),
      header('x-key', secrets.header)
    ]
  })
  app.bot.skill('greetings', {
    memory: Type.Object({ n: Type.Number({ default: 1 }) }), requires: { city: { entity: 'location', ask: canary() } }
  }, () => canary())
  app.bot.setErrorReply(() => canary())
  await app.ready()
  silent(t, 'the document before any call', JSON.stringify(app.swagger()))

  const wrong = [
    { authorization: `Bearer ${canary()}` },
    { authorization: `Basic ${Buffer.from(`platform:${canary()}`).toString('base64')}` }, { 'x-key': canary() }
  ]
  for (const headers of wrong) {
    const response = await post(app, call(), '/', headers)
    t.equal(response.statusCode, 401)
    silent(t, 'the refusal', response.body + JSON.stringify(response.headers))
  }
  const right = [
    { authorization: `Bearer ${secrets.bearer}` },
    { authorization: `Basic ${Buffer.from(`platform:${secrets.old}`).toString('base64')}` }, { 'x-key': secrets.header }
  ]
  for (const headers of right) {
    t.equal((await post(app, { conversation: { skill: 'greetings' } }, '/', headers)).statusCode, 200)
  }
  silent(t, 'the log', text())
  silent(t, 'the document after them', JSON.stringify(app.swagger()))
})

t.test('the log still says where it went wrong: positions, and the names that schemas have', async t => {
  const { stream, lines } = collectLog()
  const person = Type.Object({ 'first/name': Type.String(), phones: Type.Array(Type.String()) })
  let told = ''
  const app = await build(t, {}, app => {
    app.bot.skill('typed', { memory: Type.Object({ person: Type.Optional(person) }) }, turn => {
      turn.memory.person = { 'first/name': 'Ada', phones: ['1', 2 as never] }
    })
    app.bot.skill('slash', { memory: Type.Object({ person: Type.Optional(person) }) }, turn => {
      turn.memory.person = { 'first/name': 5 as never, phones: [] }
    })
    app.bot.skill('untyped', ({ memory }) => { memory.Ada = [{ 33123456789: NaN }] })
    app.bot.skill('custom', () => ({ type: 'custom', content: { buttons: [{ Ada: 1n }] } }))
    app.bot.setErrorReply(({ message }) => { told = message })
  }, { logger: { level: 'info', stream } })
  const expected: Array<[skill: string, logged: string, told: string]> = [
    [
      'typed', 'memory/person/phones/1 does not fit the schema of the handler: expected string',
      'memory/person/phones/1 does'
    ],
    [
      'slash', 'memory/person/first~1name does not fit the schema of the handler: expected string',
      'memory/person/first~1name does'
    ],
    [
      'untyped', 'memory/*/0/* is NaN, which JSON writes as null: keep what JSON can hold',
      'memory/Ada/0/33123456789 is NaN'
    ],
    [
      'custom', 'reply /0/content/buttons/0/*: is a bigint; return what JSON can hold',
      'reply /0/content/buttons/0/Ada: is'
    ]
  ]
  for (const [skill, logged, message] of expected) {
    lines.length = 0
    await post(app, call(skill, { memory: {} }))
    t.equal(lines.find(({ level }) => level === 50)?.msg, `bot turn: ${logged}`)
    t.match(told, message, 'onError is told all')
  }
})
