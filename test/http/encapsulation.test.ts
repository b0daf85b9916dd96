import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import Fastify, {
  type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerOptions
} from 'fastify'
import botWebhook, * as names from '../../lib/index.ts'
import { bearer, fastifyBotWebhook, type Turn } from '../../lib/index.ts'
import { build, call, post, refused } from '../support/app.ts'

const noHandler = () => undefined

/** An app with a bot, whose host sets itself up before the bot is registered, or after. */
async function hosted (
  t: Test,
  hostFirst: boolean,
  setUp: (app: FastifyInstance) => void,
  addHandlers: (app: FastifyInstance) => void = answering,
  server: FastifyServerOptions = {}
): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify(server)
  t.teardown(() => app.close())
  if (hostFirst) setUp(app)
  await app.register(botWebhook, { auth: false })
  if (!hostFirst) setUp(app)
  addHandlers(app)
  await app.ready()
  return app
}

function answering (app: FastifyInstance): void {
  app.bot.fallback(() => 'bot')
}

/** Whether the host does what it does before or after the bot is there must not matter. */
function testBothOrders (title: string, test: (t: Test, hostFirst: boolean) => Promise<void>): void {
  for (const hostFirst of [true, false]) {
    t.test(`${title}, set ${hostFirst ? 'before' : 'after'} the bot was registered`,
      async t => { await test(t, hostFirst) })
  }
}

testBothOrders('the host\'s Ajv options rule its own routes and not the bot\'s', async (t, hostFirst) => {
  const schema = {
    type: 'object',
    properties: { n: { type: 'integer' }, list: { type: 'array' }, filled: { type: 'string', default: 'in' } }
  }
  const Body = Type.Object({ n: Type.Optional(Type.Integer()), filled: Type.Optional(Type.String({ default: 'in' })) })
  const turns: Turn[] = []
  const app = await hosted(t, hostFirst, app => {
    app.post('/host', { schema: { body: schema } }, async ({ body }) => body)
  }, app => {
    app.bot.fallback(turn => { turns.push(turn) })
    app.bot.action('/act', { body: Body }, ({ body }) => JSON.stringify(body))
  }, { ajv: { customOptions: { coerceTypes: 'array', removeAdditional: 'all', useDefaults: true } } })

  t.strictSame((await post(app, { n: '5', list: 1, more: 1 }, '/host')).json(), { n: 5, list: [1], filled: 'in' },
    'the host coerces, removes and fills in')
  const sent = { ...call(), more: { n: '5' }, action_id: null }
  t.equal((await post(app, sent)).statusCode, 200)
  t.strictSame(turns[0]?.body, sent, 'a turn sees its body as it was sent')
  refused(t, await post(app, { n: '5' }, '/act'), 400, 'FST_BOT_BODY_INVALID', 'an action does not coerce')
  t.strictSame(JSON.parse((await post(app, { n: 5, more: 1 }, '/act')).json().replies[0].content), { n: 5, more: 1 },
    'an action does not remove or fill in')
})

testBothOrders('the host\'s validator and serializer compilers are its own', async (t, hostFirst) => {
  const app = await hosted(t, hostFirst, app => {
    app.setValidatorCompiler(() => () => ({ error: new Error('never valid') }))
    app.setSerializerCompiler(() => () => '"serialized by the host"')
    app.post('/host/in', { schema: { body: { type: 'object' } } }, async () => 'not reached')
    app.post('/host/out', { schema: { response: { 200: { type: 'object' } } } }, async () => ({ a: 1 }))
  })
  t.match((await post(app, {}, '/host/in')).json(), { statusCode: 400, message: 'never valid' }, 'the host validates')
  t.equal((await post(app, {}, '/host/out')).body, '"serialized by the host"', 'the host serializes')
  t.same((await post(app, call())).json().replies, [{ type: 'text', content: 'bot' }], 'a turn knows neither')
  refused(t, await post(app, []), 400, 'FST_BOT_BODY_INVALID', 'a refusal knows neither')
})

testBothOrders('the host\'s error handler answers for its own routes and not for the bot\'s', async (t, hostFirst) => {
  const app = await hosted(t, hostFirst, app => {
    app.setErrorHandler((_error, _request, reply) => { reply.code(418).send('the host is sorry') })
    app.get('/host', async () => { throw new Error('broken') })
  }, app => { app.bot.skill('broken', () => { throw new Error('broken') }) })
  const host = await app.inject('/host')
  t.equal(host.statusCode, 418)
  t.equal(host.body, 'the host is sorry')
  refused(t, await post(app, '{'), 400, 'FST_BOT_JSON_INVALID')
  refused(t, await post(app, []), 400, 'FST_BOT_BODY_INVALID')
  refused(t, await post(app, call('nobody')), 404, 'FST_BOT_SKILL_UNKNOWN')
  refused(t, await post(app, call('broken')), 500, 'FST_BOT_HANDLER_FAILED')
  refused(t, await post(app, 'x', '/', { 'content-type': 'text/plain' }), 415, 'FST_BOT_MEDIA_TYPE')
  t.equal((await post(app, 'x', '/errors', { 'content-type': 'nonsense' })).statusCode, 200, 'and reports are taken')
})

testBothOrders('the host\'s schema error formatter and schemas are its own', async (t, hostFirst) => {
  const app = await hosted(t, hostFirst, app => {
    app.setSchemaErrorFormatter(() => new Error('formatted by the host'))
    app.addSchema({ $id: 'BotWebhookRequest', type: 'object', required: ['host'] })
    app.addSchema({ $id: 'BotMemory', type: 'string' })
    app.post('/host', { schema: { body: { $ref: 'BotWebhookRequest#' } } }, async () => 'not reached')
  })
  t.match((await post(app, {}, '/host')).json(), { statusCode: 400, message: 'formatted by the host' })
  t.match(refused(t, await post(app, []), 400, 'FST_BOT_BODY_INVALID'), { message: 'body: expected object' })
  t.equal((await post(app, call())).statusCode, 200)
})

testBothOrders('the host\'s content-type parsers read the host\'s bodies and not the bot\'s', async (t, hostFirst) => {
  const reports: unknown[] = []
  const parsed: string[] = []
  const app = await hosted(t, hostFirst, app => {
    for (const type of ['application/json', 'text/plain', 'application/xml', 'application/json-patch+json']) {
      app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => {
        parsed.push(type)
        done(null, { type, body })
      })
    }
    app.addContentTypeParser(/^image\//, (_request, _payload, done) => { done(null, 'an image') })
    app.post('/host', async ({ body }) => body)
  }, app => {
    answering(app)
    app.bot.onReport(({ body }) => { reports.push(body) })
  })
  for (const type of ['application/json', 'text/plain', 'application/xml']) {
    t.same((await post(app, '{"n":1', '/host', { 'content-type': type })).json(), { type, body: '{"n":1' },
      `${type} on the host`)
  }
  t.equal((await post(app, 'x', '/host', { 'content-type': 'image/png' })).body, 'an image', 'an image on the host')
  parsed.length = 0
  t.same((await post(app, call())).json().replies, [{ type: 'text', content: 'bot' }], 'JSON on the webhook')
  refused(t, await post(app, '{"n":1'), 400, 'FST_BOT_JSON_INVALID', 'broken JSON on the webhook')
  for (const type of ['text/plain', 'application/xml', 'application/json-patch+json', 'image/png']) {
    refused(t, await post(app, 'x', '/', { 'content-type': type }), 415, 'FST_BOT_MEDIA_TYPE', `${type} on the webhook`)
    t.equal((await post(app, 'x', '/errors', { 'content-type': type })).statusCode, 200, `${type} as a report`)
  }
  t.same(parsed, [], 'no parser of the host was used')
  t.same(reports, ['x', 'x', 'x', 'x'], 'reports are read by the bot')
})

testBothOrders('a host without the parsers that the bot needs has none afterwards either', async (t, hostFirst) => {
  const app = await hosted(t, hostFirst, app => {
    app.removeAllContentTypeParsers()
    app.post('/host', async () => 'not reached')
  })
  t.equal((await post(app, {}, '/host')).statusCode, 415)
  t.equal((await post(app, call())).statusCode, 200)
})

t.test('a host that does nothing special reads, checks and fails as if there were no bot', async t => {
  const routes = (app: FastifyInstance) => {
    app.post('/host', { schema: { body: { type: 'object', properties: { n: { type: 'integer' } } } } },
      async ({ body }) => body)
    app.get('/broken', async () => { throw Object.assign(new Error('broken'), { statusCode: 409 }) })
  }
  const alone: FastifyInstance = Fastify()
  t.teardown(() => alone.close())
  routes(alone)
  const together = await hosted(t, false, routes)
  const requests = [
    { method: 'POST', url: '/host', payload: { n: '5', more: null } },
    { method: 'POST', url: '/host', payload: '{', headers: { 'content-type': 'application/json' } },
    { method: 'POST', url: '/host', payload: '', headers: { 'content-type': 'application/json' } },
    { method: 'POST', url: '/host', payload: '{"__proto__":{}}', headers: { 'content-type': 'application/json' } },
    { method: 'POST', url: '/host', payload: { n: 'five' } },
    { method: 'POST', url: '/host', payload: '<a/>', headers: { 'content-type': 'application/xml' } },
    {
      method: 'POST',
      url: '/host',
      payload: JSON.stringify('x'.repeat(300_000)),
      headers: { 'content-type': 'application/json' }
    },
    {
      method: 'POST',
      url: '/host',
      payload: JSON.stringify('x'.repeat(1_100_000)),
      headers: { 'content-type': 'application/json' }
    },
    {
      method: 'POST',
      url: '/host',
      payload: '[' + '['.repeat(100) + ']'.repeat(100) + ']',
      headers: { 'content-type': 'application/json' }
    },
    { method: 'GET', url: '/broken' },
    { method: 'HEAD', url: '/broken' },
    { method: 'GET', url: '/nowhere' },
    { method: 'POST', url: '/host/' }
  ] as const
  for (const request of requests) {
    const answers = await Promise.all([alone, together].map(async app => {
      const { statusCode, body, headers: { date, ...headers } } = await app.inject(request)
      return { statusCode, body, headers }
    }))
    t.strictSame(answers[1], answers[0],
      `${request.method} ${request.url} ${JSON.stringify('payload' in request ? request.payload : '').slice(0, 40)}`)
  }
})

testBothOrders('what the bot does not serve is left to the host\'s not-found handler', async (t, hostFirst) => {
  const app = await hosted(t, hostFirst, app => {
    app.setNotFoundHandler((_request, reply) => { reply.code(404).send('the host has no such page') })
  })
  for (const [method, url] of [
    ['GET', '/'], ['DELETE', '/'], ['GET', '/errors'], ['POST', '/nowhere'], ['POST', '/errors/more']
  ] as const) {
    t.equal((await app.inject({ method, url })).body, 'the host has no such page', `${method} ${url}`)
  }
})

testBothOrders('the host\'s response schemas keep to the host', async (t, hostFirst) => {
  const app = await hosted(t, hostFirst, app => {
    app.get('/host', { schema: { response: { 200: { type: 'object', properties: { shown: { type: 'number' } } } } } },
      async () => ({ shown: 1, hidden: 2 }))
  }, app => { app.bot.fallback(({ memory }) => { memory.hidden = 2 }) })
  t.same((await app.inject('/host')).json(), { shown: 1 })
  t.same((await post(app, call())).json().conversation.memory, { person: { raw: 'Ada' }, hidden: 2 },
    'memory is sent whole')
})

t.test('a response schema that the host gives to every route takes nothing away from the bot\'s answers', async t => {
  const closed = { type: 'object', properties: { host: { type: 'string' } }, additionalProperties: false }
  const app = await hosted(t, true, app => {
    app.addHook('onRoute',
      route => { route.schema = { ...route.schema, response: { '2xx': closed, '4xx': closed, '5xx': closed } } })
    app.get('/host', async () => ({ host: 'x', hidden: 2 }))
  }, app => {
    answering(app)
    app.bot.skill('broken', () => { throw new Error('broken') })
  })
  t.same((await app.inject('/host')).json(), { host: 'x' })
  t.same((await post(app, call())).json(),
    { replies: [{ type: 'text', content: 'bot' }], conversation: { memory: { person: { raw: 'Ada' } } } })
  refused(t, await post(app, []), 400, 'FST_BOT_BODY_INVALID')
  refused(t, await post(app, call('broken')), 500, 'FST_BOT_HANDLER_FAILED')
})

testBothOrders('the host\'s hooks run on the bot\'s routes', async (t, hostFirst) => {
  const ran: string[] = []
  const errors: unknown[] = []
  const app = await hosted(t, hostFirst, app => {
    app.addHook('onRequest', async () => { ran.push('onRequest') })
    app.addHook('preParsing', async () => { ran.push('preParsing') })
    app.addHook('preValidation', async () => { ran.push('preValidation') })
    app.addHook('preHandler', async () => { ran.push('preHandler') })
    app.addHook('onSend', async (_request, reply, payload) => {
      ran.push('onSend')
      reply.header('x-host', 'was here')
      return payload
    })
    app.addHook('onError', async (_request, _reply, { code, statusCode }) => {
      ran.push('onError')
      errors.push([code, statusCode])
    })
    app.addHook('onResponse', async () => { ran.push('onResponse') })
  }, app => {
    answering(app)
    app.bot.skill('broken', () => { throw new Error('broken') })
    app.bot.action('/act', () => 'act')
  })
  const requests: Array<[what: string, url: string, body: unknown, hooks: string]> = [
    ['a turn', '/', call(), 'onRequest preParsing preValidation preHandler onSend onResponse'],
    ['an action', '/act', call(), 'onRequest preParsing preValidation preHandler onSend onResponse'],
    ['a report', '/errors', 'trouble', 'onRequest preParsing preValidation preHandler onSend onResponse'],
    ['broken JSON', '/', '{', 'onRequest preParsing onError onSend onResponse'],
    ['a broken body', '/', [], 'onRequest preParsing preValidation onError onSend onResponse'],
    [
      'a failing handler', '/', call('broken'),
      'onRequest preParsing preValidation preHandler onError onSend onResponse'
    ]
  ]
  for (const [what, url, body, hooks] of requests) {
    ran.length = 0
    const { headers } = await post(app, body, url)
    // it comes after the response
    for (let tries = 0; tries < 100 && !ran.includes('onResponse'); tries++) await sleep(1)
    t.equal(ran.join(' '), hooks, what)
    t.equal(headers['x-host'], 'was here', `${what}: the answer is the host's to change`)
  }
  t.same(errors, [['FST_BOT_JSON_INVALID', 400], ['FST_BOT_BODY_INVALID', 400], ['FST_BOT_HANDLER_FAILED', 500]],
    'onError receives our codes')
})

t.test('a hook of the host may refuse a call, and the answer keeps its shape', async t => {
  const refusals: Array<[error: unknown, statusCode: number, code: string, message: string | undefined]> = [
    [Object.assign(new Error('slow down'), { statusCode: 429 }), 429, 'TOO_MANY_REQUESTS', 'slow down'],
    [Object.assign(new Error('went away'), { statusCode: 499 }), 499, 'FST_BOT_REQUEST_REJECTED', 'went away'],
    [
      Object.assign(new Error('slow down'), { statusCode: 429, code: 'FST_TOO_MANY' }), 429, 'FST_TOO_MANY', 'slow down'
    ],
    [new Error('hunter2'), 500, 'FST_BOT_INTERNAL', undefined],
    [Object.assign(new Error('hunter2'), { statusCode: 503, code: 'FST_BUSY' }), 503, 'FST_BUSY', undefined]
  ]
  for (const [error, statusCode, code, message] of refusals) {
    const app = await build(t, {}, app => {
      answering(app)
      app.addHook('preHandler', async () => { throw error })
    })
    for (const url of ['/', '/errors']) {
      t.equal(refused(t, await post(app, call(), url), statusCode, code).message, message, `${url} ${statusCode}`)
    }
  }
})

t.test('the host\'s decorators reach the handler', async t => {
  const app = await hosted(t, true, app => {
    app.decorateRequest('shop', '')
    app.addHook('onRequest', async request => { request.setDecorator('shop', 'corner') })
  }, app => { app.bot.fallback(({ request }) => request.getDecorator<string>('shop')) })
  t.equal((await post(app, call())).json().replies[0].content, 'corner')
})

t.test('two bots in two scopes share only the port', async t => {
  const reports: string[] = []
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  for (const name of ['one', 'two'] as const) {
    await app.register(async scope => {
      await scope.register(botWebhook, {
        prefix: `/${name}`,
        auth: bearer(`${name}-token-00000001`),
        bodyLimit: name === 'one' ? 1000 : 4000,
        handlerTimeout: name === 'one' ? 20 : 5000
      })
      scope.bot.skill('greetings', () => `hello from ${name}`)
      scope.bot.skill(`only-${name}`, () => `only ${name}`)
      scope.bot.skill('broken', () => { throw new Error() })
      scope.bot.skill('slow', async () => {
        await sleep(100)
        return `slow ${name}`
      })
      scope.bot.action('/act', () => `action of ${name}`)
      scope.bot.setErrorReply(({ code }) => code === 'FST_BOT_HANDLER_TIMEOUT' ? `${name} is late` : `${name} is sorry`)
      scope.bot.onReport(() => { reports.push(name) })
      if (name === 'two') scope.bot.fallback(({ skill }) => `${name} does not know ${skill}`)
    })
  }
  await app.ready()
  const ask = async (name: string, skill: string, url = '/', token = name) =>
    post(app, call(skill), `/${name}${url}`, { authorization: `Bearer ${token}-token-00000001` })
  const said = async (name: string, skill: string, url = '/') => (await ask(name, skill, url)).json().replies[0].content

  for (const [name, other] of [['one', 'two'], ['two', 'one']] as const) {
    t.equal(await said(name, 'greetings'), `hello from ${name}`, `${name}: a skill of the same name`)
    t.equal(await said(name, `only-${name}`), `only ${name}`, `${name}: a skill of its own`)
    t.equal(await said(name, 'broken'), `${name} is sorry`, `${name}: its own error reply`)
    t.equal(await said(name, 'x', '/act'), `action of ${name}`, `${name}: its own action`)
    t.equal((await ask(name, 'greetings', '/', other)).statusCode, 401, `${name}: the other's token opens nothing`)
    t.equal((await ask(name, 'greetings', '/errors', other)).statusCode, 401, `${name}: nor its errors route`)
    await ask(name, 'x', '/errors')
    t.equal(reports.at(-1), name, `${name}: its own reports`)
  }
  t.equal((await ask('one', 'only-two')).statusCode, 404, 'a skill of the other is unknown')
  t.equal(await said('two', 'only-one'), 'two does not know only-one', 'a fallback of its own')
  t.equal(await said('one', 'slow'), 'one is late', 'a deadline of its own')
  t.equal(await said('two', 'slow'), 'slow two', 'a deadline of its own')
  const long = 'x'.repeat(1000)
  t.equal((await ask('one', long)).statusCode, 413, 'a limit of its own')
  t.equal(await said('two', long), `two does not know ${long}`, 'a limit of its own')
  t.equal(reports.length, 2, 'each report is heard of once')
})

t.test('a bot below another bot is a bot of its own', async t => {
  const app = await build(t, {}, async app => {
    app.bot.fallback(() => 'outer')
    await app.register(async scope => {
      const outer = scope.bot
      await scope.register(botWebhook, { auth: false, prefix: '/inner' })
      t.not(scope.bot, outer)
      scope.bot.fallback(() => 'inner')
    })
  })
  t.equal((await post(app, call())).json().replies[0].content, 'outer')
  t.equal((await post(app, call(), '/inner')).json().replies[0].content, 'inner')
})

t.test('one instance has one bot', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false })
  const { bot } = app
  await t.rejects(async () => { await app.register(botWebhook, { auth: false, prefix: '/second' }) },
    { code: 'FST_BOT_ALREADY_REGISTERED', message: /in a scope of its own/ })
  t.equal(app.bot, bot, 'the first one stays')

  const impatient = Fastify()
  t.teardown(() => impatient.close())
  impatient.register(botWebhook, { auth: false, prefix: '/first' })
  impatient.register(botWebhook, { auth: false, prefix: '/second' })
  await t.rejects(async () => { await impatient.ready() }, { code: 'FST_BOT_ALREADY_REGISTERED' },
    'nor without waiting for the first')
})

t.test('the bot can be reached from where it is registered and from the plugins below, and from ' +
  'nowhere else', async t => {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  const seen: Record<string, boolean> = {}
  await app.register(async sibling => { seen.siblingBefore = 'bot' in sibling })
  await app.register(async scope => {
    await scope.register(botWebhook, { auth: false })
    seen.scope = 'bot' in scope
    scope.bot.skill('scope', () => 'scope')
    await scope.register(async child => {
      seen.child = 'bot' in child
      child.bot.skill('child', () => 'child')
      child.bot.action('/from-child', () => 'action of the child')
      await child.register(async grandchild => {
        seen.grandchild = 'bot' in grandchild
        grandchild.bot.skill('grandchild', () => 'grandchild')
      }, { prefix: '/grandchild' })
    }, { prefix: '/child' })
  })
  await app.register(async sibling => { seen.siblingAfter = 'bot' in sibling })
  await app.ready()
  t.same(seen, { siblingBefore: false, scope: true, child: true, grandchild: true, siblingAfter: false })
  t.notOk('bot' in app, 'not from above')
  for (const skill of ['scope', 'child', 'grandchild']) {
    t.equal((await post(app, call(skill))).json().replies[0].content, skill, `added from the ${skill}`)
  }
  t.equal((await post(app, call(), '/from-child')).json().replies[0].content, 'action of the child',
    'an action stands below the bot\'s prefix, not below that of who adds it')
})

t.test('no method of the bot needs its this', async t => {
  const app = await build(t, {}, ({ bot: { skill, intent, action, fallback, setErrorReply, onReport } }) => {
    skill('a', () => 'skill')
    intent('b', () => 'intent')
    action('/c', () => 'action')
    fallback(() => 'fallback')
    setErrorReply(noHandler)
    onReport(noHandler)
  })
  t.equal((await post(app, call('a'))).json().replies[0].content, 'skill')
  t.equal((await post(app, call(), '/c')).json().replies[0].content, 'action')
})

t.test('the options are read once, and not written to', async t => {
  const auth = Object.freeze([bearer('some-token-00000001')])
  const methods = Object.freeze(['POST', 'GET'] as const)
  const options = Object.freeze({
    auth,
    errorsAuth: auth,
    path: '/hook/',
    errorsPath: '/trouble',
    methods,
    handlerTimeout: 100,
    bodyLimit: 1000,
    prefix: '/bot/',
    logLevel: 'warn' as const
  })
  const before = JSON.stringify(options)
  for (const nth of ['first', 'second']) {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(botWebhook, options)
    answering(app)
    t.equal((await post(app, call(), '/bot/hook', { authorization: 'Bearer some-token-00000001' })).statusCode, 200,
      `the ${nth} registration`)
  }
  t.equal(JSON.stringify(options), before)

  const changing = { auth: [bearer('some-token-00000001')], path: '/hook' }
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, changing)
  answering(app)
  changing.auth.length = 0
  changing.path = '/elsewhere'
  t.equal((await post(app, call(), '/hook')).statusCode, 401, 'what happens to them afterwards changes nothing')
})

t.test('the plugin is found however it is imported', async t => {
  const namespace = await import('../../lib/index.ts')
  const { default: plugin } = plugins(botWebhook)
  const ways: Record<string, unknown> = {
    'the default export': botWebhook,
    'the named export': fastifyBotWebhook,
    'the default of the plugin, as require() is used with other plugins': plugin,
    'its own name on the plugin': plugins(botWebhook).fastifyBotWebhook,
    'the whole module, as require() returns it': namespace,
    'a promise of the module': import('../../lib/index.ts')
  }
  for (const [what, way] of Object.entries(ways)) {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(way as typeof botWebhook, { auth: false })
    answering(app)
    t.equal((await post(app, call())).statusCode, 200, what)
  }
})

t.test('the plugin says its name and which Fastify it is made for', async t => {
  const { name } = createRequire(import.meta.url)('fastify-bot-webhook/package.json')
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false })
  t.ok(app.hasPlugin(name), `Fastify knows it as ${name}`)
  t.match((botWebhook as unknown as Record<symbol, unknown>)[Symbol.for('plugin-meta')], { name, fastify: '5.x' })
  t.equal(names.default, names.fastifyBotWebhook)
})

t.test('requests at the same time do not see each other\'s turn', async t => {
  const app = await build(t, {}, app => {
    app.bot.fallback(async ({ memory, id }) => {
      await sleep(Number(memory.wait))
      memory.seen = id
      return `${id}`
    })
  })
  const ids = Array.from({ length: 50 }, (_, index) => `c${index}`)
  const answers = await Promise.all(ids.map((id, index) =>
    post(app, call('any', { id, memory: { wait: (index * 7) % 20 } }))))
  t.same(answers.map(answer => answer.json().replies[0].content), ids)
  t.same(answers.map(answer => answer.json().conversation.memory.seen), ids)
})

t.test('a bot adds no property to requests and replies of the host', async t => {
  const keys = (request: FastifyRequest, reply: FastifyReply) => [...namesOf(request), ...namesOf(reply)]
  const route = (app: FastifyInstance) => { app.get('/host', async (request, reply) => keys(request, reply)) }
  const alone: FastifyInstance = Fastify()
  t.teardown(() => alone.close())
  route(alone)
  const together = await hosted(t, false, route)
  t.same((await together.inject('/host')).json(), (await alone.inject('/host')).json())
})

function plugins (plugin: unknown): { default: unknown, fastifyBotWebhook: unknown } {
  return plugin as { default: unknown, fastifyBotWebhook: unknown }
}

function namesOf (value: object): string[] {
  return [...Object.getOwnPropertyNames(value), ...Object.getOwnPropertyNames(Object.getPrototypeOf(value))].sort()
}
