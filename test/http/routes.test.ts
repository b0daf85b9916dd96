import { inspect } from 'node:util'
import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import botWebhook, { type Bot, type Method, type Turn } from '../../lib/index.ts'
import {
  build, buildWithLogs, call, collectLog, listen, post, refused, registrationError, send, type Options
} from '../support/app.ts'

const METHODS: Method[] = ['GET', 'POST', 'PUT', 'PATCH']
const json = { 'content-type': 'application/json' }
const answering = (app: FastifyInstance) => { app.bot.fallback(() => 'webhook') }

t.test('without options the platform is answered on POST / and POST /errors', async t => {
  const app = await build(t, {}, answering)
  t.equal((await post(app, call())).json().replies[0].content, 'webhook')
  const report = await post(app, { any: 'thing' }, '/errors')
  t.equal(report.statusCode, 200)
  t.equal(report.body, '')
})

t.test('the paths may be chosen', async t => {
  const app = await build(t, { path: '/turn', errorsPath: '/trouble' }, answering)
  t.equal((await post(app, call(), '/turn')).statusCode, 200)
  t.equal((await post(app, call(), '/trouble')).statusCode, 200)
  t.equal((await post(app, call(), '/')).statusCode, 404, 'the default path is not there')
  t.equal((await post(app, call(), '/errors')).statusCode, 404, 'the default path of reports is not there')
})

t.test('a prefix stands before every route', async t => {
  for (const prefix of ['/my/bot', '/my/bot/', '/my/bot//', '/bots/:id', 'my/bot']) {
    const app = await build(t, { prefix }, app => {
      answering(app)
      app.bot.action('/act', ({ request }) => `action ${request.params.id ?? 'x'}`)
    })
    const base = prefix === '/bots/:id' ? '/bots/x' : '/my/bot'
    t.equal((await post(app, call(), base)).json().replies?.[0].content, 'webhook', `${prefix}: webhook`)
    t.equal((await post(app, call(), `${base}/act`)).json().replies?.[0].content, 'action x', `${prefix}: action`)
    t.equal((await post(app, call(), `${base}/errors`)).statusCode, 200, `${prefix}: errors`)
    for (const url of ['/', '/act', '/errors']) {
      t.equal((await post(app, call(), url)).statusCode, 404,
      `${prefix}: ${url} is not there`)
    }
  }
})

t.test('a prefix of slashes only is none', async t => {
  for (const prefix of ['', '/', '//']) {
    const app = await build(t, { prefix }, answering)
    t.equal((await post(app, call(), '/')).statusCode, 200, `'${prefix}'`)
    t.equal((await post(app, call(), '/errors')).statusCode, 200, `'${prefix}'`)
  }
})

t.test('the webhook answers the methods that are listed, and no other', async t => {
  const lists: Method[][] = [...METHODS.map(method => [method]), ['GET', 'POST'], METHODS, ['POST', 'POST']]
  for (const methods of lists) {
    const app = await build(t, { methods }, answering)
    for (const method of [...METHODS, 'DELETE', 'HEAD', 'OPTIONS'] as const) {
      const withBody = method !== 'GET' && method !== 'HEAD'
      const response = await app.inject({
        method, url: '/', ...(withBody && { headers: json, payload: JSON.stringify(call()) })
      })
      const listed = (methods as string[]).includes(method === 'HEAD' ? 'GET' : method)
      t.equal(response.statusCode, listed ? 200 : 404, `${method} of ${methods}`)
      if (listed && method !== 'HEAD') t.equal(response.json().replies[0].content, 'webhook')
      else if (method !== 'HEAD') {
        t.match(response.json(), {
          error: 'Not Found', message: `Route ${method}:/ not found`
        }, `${method} of ${methods} is answered by the host`)
      }
    }
  }
})

t.test('a GET has a turn without a body', async t => {
  const turns: Turn[] = []
  const app = await build(t, { methods: ['GET'] }, app => {
    app.bot.fallback(turn => {
      turns.push(turn)
      return String(turn.request.query.q)
    })
  })
  const response = await app.inject({ method: 'GET', url: '/?q=5' })
  t.same(response.json(), { replies: [{ type: 'text', content: '5' }] })
  const { id, skill, language, occurrences, intent, body } = turns[0] as Turn
  t.strictSame([id, skill, language, occurrences, intent, body],
    [undefined, undefined, undefined, 0, undefined, undefined])
})

t.test('a wrong option stops the registration, and the message names it', async t => {
  const wrong: Array<[options: object, named: string]> = [
    [{ path: 'hook' }, 'path'],
    [{ path: '' }, 'path'],
    [{ path: './hook' }, 'path'],
    [{ path: 'https://example.com/hook' }, 'path'],
    [{ path: 5 }, 'path'],
    [{ path: null }, 'path'],
    [{ path: ['/'] }, 'path'],
    [{ errorsPath: 'errors' }, 'errorsPath'],
    [{ errorsPath: '' }, 'errorsPath'],
    [{ errorsPath: false }, 'errorsPath'],
    [{ errorsPath: '/' }, 'errorsPath'],
    [{ path: '/errors' }, 'errorsPath'],
    [{ path: '/hook', errorsPath: '/hook' }, 'errorsPath'],
    [{ path: '/hook/', errorsPath: '/hook' }, 'errorsPath'],
    [{ path: '/hook', errorsPath: '/hook//' }, 'errorsPath'],
    [{ methods: [] }, 'methods'],
    [{ methods: ['DELETE'] }, 'methods'],
    [{ methods: ['POST', 'HEAD'] }, 'methods'],
    [{ methods: ['post'] }, 'methods'],
    [{ methods: 'POST' }, 'methods'],
    [{ methods: [undefined] }, 'methods'],
    [{ methods: null }, 'methods'],
    [{ handlerTimeout: 0 }, 'handlerTimeout'],
    [{ handlerTimeout: -1 }, 'handlerTimeout'],
    [{ handlerTimeout: 1.5 }, 'handlerTimeout'],
    [{ handlerTimeout: '8000' }, 'handlerTimeout'],
    [{ handlerTimeout: 2 ** 31 }, 'handlerTimeout'],
    [{ handlerTimeout: Infinity }, 'handlerTimeout'],
    [{ handlerTimeout: NaN }, 'handlerTimeout'],
    [{ handlerTimeout: 8000n }, 'handlerTimeout'],
    [{ handlerTimeout: null }, 'handlerTimeout'],
    [{ bodyLimit: 0 }, 'bodyLimit'],
    [{ bodyLimit: -1 }, 'bodyLimit'],
    [{ bodyLimit: 1.5 }, 'bodyLimit'],
    [{ bodyLimit: '1mb' }, 'bodyLimit'],
    [{ bodyLimit: Infinity }, 'bodyLimit'],
    [{ bodyLimit: 2 ** 53 }, 'bodyLimit'],
    [{ prefix: 5 }, 'prefix'],
    [{ prefix: null }, 'prefix'],
    [{ prefix: ['/bot'] }, 'prefix']
  ]
  for (const [options, named] of wrong) {
    const { code, message } = await registrationError(t, { auth: false, ...options })
    const what = inspect(options)
    t.equal(code, 'FST_BOT_OPTION_INVALID', what)
    t.match(message, new RegExp(`^option ${named} must`), `${what}: the message names it`)
  }
})

t.test('an unknown option is refused with the names there are, and the one that was probably meant', async t => {
  for (const name of ['handlerTimeot', 'skills', 'Auth']) {
    const { code, message } = await registrationError(t, { auth: false, [name]: 1 })
    t.equal(code, 'FST_BOT_OPTION_UNKNOWN')
    t.match(message, new RegExp(
      `^unknown option ${name}; valid options: bot, auth, errorsAuth, path, .*, prefix, logLevel, logSerializers`
    ))
  }
  const { message } = await registrationError(t, { auth: false, handlerTimeot: 1 })
  t.match(message, /; did you mean handlerTimeout\?$/)
})

t.test('an option that is undefined is one that was left out', async t => {
  const names = [
    'errorsAuth', 'path', 'errorsPath', 'methods', 'handlerTimeout', 'bodyLimit', 'prefix', 'logLevel', 'logSerializers'
  ]
  const app = await build(t, Object.fromEntries(names.map(name => [name, undefined])), answering)
  t.equal((await post(app, call())).statusCode, 200)
  t.equal((await post(app, call(), '/errors')).statusCode, 200)
})

t.test('the limits of options are themselves allowed', async t => {
  const app = await build(t, { handlerTimeout: 2 ** 31 - 1, bodyLimit: Number.MAX_SAFE_INTEGER }, app => {
    app.bot.fallback(async () => {
      await new Promise(resolve => setTimeout(resolve, 5))
      return 'in time'
    })
  })
  t.equal((await post(app, call())).json().replies[0].content, 'in time')
})

const hosts: Record<string, FastifyServerOptions> = {
  'a plain host': {},
  'a host that ignores trailing slashes': { routerOptions: { ignoreTrailingSlash: true } },
  'a host that ignores duplicate slashes': { routerOptions: { ignoreDuplicateSlashes: true } },
  'a host that ignores both': { routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true } },
  'a host that ignores letter case': { routerOptions: { caseSensitive: false } }
}

for (const [host, server] of Object.entries(hosts)) {
  t.test(`a slash too many does not matter, on ${host}`, async t => {
    for (const options of [{}, { path: '/hook' }, { path: '/hook/', errorsPath: '/errors/' }, { path: '/a/b' }]) {
      for (const prefix of ['', '/bot', '/bots/1']) {
        let reports = 0
        const app = await build(t, { ...options, prefix }, app => {
          answering(app)
          app.bot.action('/act', () => 'action')
          app.bot.action('/order/:id/', ({ request }) => `order ${request.params.id}`)
          app.bot.onReport(() => { reports++ })
        }, server)
        const port = await listen(app)
        const webhook = (options.path ?? '').replace(/\/$/, '')
        const paths: Array<[path: string, content: string]> = [
          ...(webhook === ''
            ? ['/', '//', ...(prefix === '' ? [] : [''])]
            : variants(webhook)).map((path): [string, string] => [path, 'webhook']),
          ...variants('/act').map((path): [string, string] => [path, 'action']),
          ...variants('/order/5').map((path): [string, string] => [path, 'order 5'])
        ]
        for (const [path, content] of paths) {
          const response = await send(port, prefix + path, { headers: json, body: JSON.stringify(call()) })
          t.match(response, { statusCode: 200, body: `"content":"${content}"` }, `${prefix + path} is the ${content}`)
        }
        for (const path of variants('/errors')) {
          t.match(await send(port, prefix + path, { body: 'trouble' }),
            { statusCode: 200, body: '' }, `${prefix + path} takes a report`)
        }
        t.equal(reports, 4, 'each report is heard of once')
      }
    }
  })
}

t.test('an action has a route of its own, for the method it names', async t => {
  for (const method of METHODS) {
    const app = await build(t, {}, app => {
      answering(app)
      app.bot.action('/act', { method }, () => `by ${method}`)
    })
    for (const other of METHODS) {
      const response = await app.inject({
        method: other, url: '/act', ...(other !== 'GET' && { headers: json, payload: JSON.stringify(call()) })
      })
      t.equal(response.statusCode, other === method ? 200 : 404, `${other} of ${method}`)
      if (other === method) t.equal(response.json().replies[0].content, `by ${method}`)
    }
  }
  const app = await build(t, {}, app => { app.bot.action('/act', {}, () => 'by default') })
  t.equal((await post(app, call(), '/act')).json().replies[0].content, 'by default', 'POST when it names none')
})

t.test('an action is answered by its own handler, whatever skill or intent the body names', async t => {
  const app = await build(t, {}, app => {
    app.bot.skill('greetings', () => 'skill')
    app.bot.intent('greetings', () => 'intent')
    app.bot.fallback(() => 'fallback')
    app.bot.action('/a', ({ skill }) => `a of ${skill}`)
    app.bot.action('/b', ({ skill }) => `b of ${skill}`)
  })
  t.equal((await post(app, call(), '/a')).json().replies[0].content, 'a of greetings')
  t.equal((await post(app, call(), '/b')).json().replies[0].content, 'b of greetings')
  t.equal((await post(app, call(), '/')).json().replies[0].content, 'skill')
})

t.test('an action keeps memory as a skill does', async t => {
  const app = await build(t, {}, app => { app.bot.action('/act', ({ memory }) => { memory.n = 1 }) })
  t.same((await post(app, call(), '/act')).json(),
    { replies: [], conversation: { memory: { person: { raw: 'Ada' }, n: 1 } } })
})

t.test('path parameters and query values reach the handler as text', async t => {
  let seen: unknown
  const app = await build(t, { prefix: '/shops/:shop' }, app => {
    app.bot.action('/orders/:order/lines/:line', { method: 'GET' }, ({ request: { params, query } }) => {
      seen = { params: { ...params }, query: { ...query } }
      return 'fine'
    })
  }, { ajv: { customOptions: { coerceTypes: true } } })
  const response = await app.inject({
    method: 'GET', url: '/shops/Z%C3%BCrich/orders/007/lines/true?n=5&n=6&empty=&no=null'
  })
  t.equal(response.statusCode, 200)
  t.same(seen,
    { params: { shop: 'Zürich', order: '007', line: 'true' }, query: { n: ['5', '6'], empty: '', no: 'null' } })
})

t.test('an action may be called without a body', async t => {
  const bodies: unknown[] = []
  const app = await build(t, {}, app => {
    for (const method of METHODS) {
      app.bot.action('/act', { method }, ({ body, memory, nlp, id }) => {
        bodies.push(body)
        return `no ${id} ${Object.keys(memory).length} ${Object.keys(nlp).length}`
      })
    }
  })
  for (const method of METHODS) {
    t.same((await app.inject({ method, url: '/act' })).json(),
      { replies: [{ type: 'text', content: 'no undefined 0 0' }] }, method)
  }
  t.strictSame(bodies, [undefined, undefined, undefined, undefined], 'its turn has none')
  refused(t, await post(app, '[]', '/act'), 400, 'FST_BOT_BODY_INVALID', 'but not with one that is no object')
  refused(t, await post(app, { conversation: { memory: [] } }, '/act'), 400, 'FST_BOT_BODY_INVALID',
    'or breaks the schema')
})

t.test('an action may have a body of the bot author\'s own', async t => {
  const Order = Type.Object({ id: Type.Integer(), gift: Type.Optional(Type.Boolean()) })
  const app = await build(t, {}, app => {
    app.bot.action('/order', { body: Order }, ({ body: { id, gift = false } }) => `${id + 1} ${gift}`)
    app.bot.action('/text', { body: Type.String(), method: 'PUT' }, ({ body }) => body.toUpperCase())
    app.bot.action('/list', { body: Type.Array(Type.Number()), method: 'PATCH' }, ({ body }) => String(body.length))
  })
  t.equal((await post(app, { id: 5, gift: true }, '/order')).json().replies[0].content, '6 true')
  t.equal(
    (await app.inject({ method: 'PUT', url: '/text', headers: json, payload: '"hello"' })).json().replies[0].content,
    'HELLO'
  )
  t.equal(
    (await app.inject({ method: 'PATCH', url: '/list', headers: json, payload: '[1,2,3]' })).json().replies[0].content,
    '3'
  )

  const broken: Array<[body: unknown, message: string]> = [
    [{ id: '5' }, 'body/id: expected integer'],
    [{ id: 5.5 }, 'body/id: expected integer'],
    [{ id: 5, gift: 'true' }, 'body/gift: expected boolean'],
    [{ id: 5, gift: null }, 'body/gift: expected boolean'],
    [{}, 'body/id: expected required property'],
    ['null', 'body: expected object'],
    [call(), 'body/id: expected required property']
  ]
  for (const [body, message] of broken) {
    t.equal(refused(t, await post(app, body, '/order'), 400, 'FST_BOT_BODY_INVALID', JSON.stringify(body)).message,
      message)
  }
  refused(t, await app.inject({ method: 'POST', url: '/order' }), 400, 'FST_BOT_BODY_INVALID', 'no body')
})

t.test('a value that fits none of several types is refused where the nearest of them breaks off', async t => {
  const Body = Type.Object({
    size: Type.Optional(Type.Union([Type.Literal('small'), Type.Literal('large'), Type.Null()])),
    pay: Type.Optional(Type.Union([
      Type.Object({ card: Type.Object({ digits: Type.Array(Type.Integer()) }) }),
      Type.Object({ cash: Type.Boolean() })
    ]))
  })
  const app = await build(t, {}, app => { app.bot.action('/order', { body: Body }, () => 'fine') })
  t.equal((await post(app, { size: 'large', pay: { card: { digits: [4, 2] } } }, '/order')).statusCode, 200)
  const bodies: Array<[body: object, message: RegExp]> = [
    [{ size: 'medium' }, /^body\/size: expected /],
    [{ pay: 5 }, /^body\/pay: expected /],
    [{ pay: { card: { digits: [4, '2'] } } }, /^body\/pay\/card\/digits\/1: expected integer$/],
    [{ pay: { cash: 5, card: { digits: ['4'] } } }, /^body\/pay\/card\/digits\/0: expected integer$/]
  ]
  for (const [body, message] of bodies) {
    t.match(refused(t, await post(app, body, '/order'), 400, 'FST_BOT_BODY_INVALID', JSON.stringify(body)).message,
      message)
  }
})

t.test('a route can be taken once', async t => {
  const taken: Array<[what: string, options: Options, add: (bot: Bot) => void, named: string]> = [
    ['the webhook\'s path', {}, bot => bot.action('/', noHandler), 'POST /'],
    ['the webhook\'s path of its own', { path: '/hook' }, bot => bot.action('/hook', noHandler), 'POST /hook'],
    ['the webhook\'s path with a slash more', { path: '/hook' }, bot => bot.action('/hook/', noHandler), 'POST /hook'],
    ['the webhook\'s path below a prefix', { prefix: '/bot', path: '/hook' }, bot =>
      bot.action('/hook', noHandler), 'POST /bot/hook'],
    ['another method of the webhook', { methods: ['GET', 'PUT'] }, bot =>
      bot.action('/', { method: 'PUT' }, noHandler), 'PUT /'],
    ['the errors route', {}, bot => bot.action('/errors', noHandler), 'POST /errors'],
    ['the errors route with a slash more', {}, bot => bot.action('/errors/', noHandler), 'POST /errors'],
    ['an action\'s route', {}, bot => bot.action('/act', noHandler), 'POST /act'],
    ['an action\'s route with a slash more', {}, bot => bot.action('/act/', noHandler), 'POST /act'],
    ['an action\'s route with another parameter', {}, bot =>
      bot.action('/order/:number', { method: 'GET' }, noHandler), 'GET /order/:number']
  ]
  for (const [what, options, add, named] of taken) {
    const error = await bootError(t, options, ({ bot }) => {
      bot.action('/act', noHandler)
      bot.action('/order/:id', { method: 'GET' }, noHandler)
      add(bot)
    })
    t.match(error, { code: 'FST_BOT_HANDLER_DUPLICATE', message: `${named} has a handler already` }, what)
  }
  const app = await build(t, {}, ({ bot }) => {
    bot.action('/', { method: 'GET' }, () => 'get')
    bot.action('/errors', { method: 'GET' }, () => 'get errors')
    bot.action('/act', { method: 'PUT' }, () => 'put')
    bot.action('/act', { method: 'PATCH' }, () => 'patch')
  })
  t.equal((await app.inject('/')).json().replies[0].content, 'get', 'another method of the same path is another route')
  t.equal((await app.inject('/errors')).json().replies[0].content, 'get errors')
  t.equal((await app.inject({ method: 'PATCH', url: '/act' })).json().replies[0].content, 'patch')
})

t.test('a route of the host\'s own is not taken over', async t => {
  const app = await build(t, {}, async app => {
    app.get('/', async () => 'host')
    app.get('/errors', async () => 'host')
    answering(app)
  })
  t.equal((await app.inject('/')).body, 'host')
  t.equal((await app.inject('/errors')).body, 'host')
  t.equal((await post(app, call())).statusCode, 200)
})

t.test('a route that the host does not want stops the registration', async t => {
  for (const refused of ['/hook', '//hook/']) {
    const app = Fastify()
    t.teardown(() => app.close())
    app.addHook('onRoute', ({ url }) => { if (url === refused) throw new Error('not here') })
    await t.rejects(async () => { await app.register(botWebhook, { auth: false, path: '/hook' }) },
      { message: 'not here' }, refused)
  }
})

t.test('an action that cannot be served is refused when it is added', async t => {
  const wrong: Record<string, (bot: Bot) => void> = {
    'a relative route': bot => bot.action('act', noHandler),
    'an empty route': bot => bot.action('', noHandler),
    'a route that is no string': bot => bot.action(5 as never, noHandler),
    'a route that is a pattern': bot => bot.action(/^\/act/ as never, noHandler),
    'a method the platform has not': bot => bot.action('/act', { method: 'DELETE' as never }, noHandler),
    'a method in lower case': bot => bot.action('/act', { method: 'post' as never }, noHandler),
    'a list of methods': bot => bot.action('/act', { method: ['POST'] as never }, noHandler),
    'a body for a GET': bot => bot.action('/act', { method: 'GET', body: Type.Object({}) }, noHandler),
    'a body that is no schema': bot => bot.action('/act', { body: { to: 'object' } as never }, noHandler),
    'a memory that is no TypeBox schema': bot => bot.action('/act', { memory: { city: 'string' } as never }, noHandler),
    'a summary that is no text': bot => bot.action('/act', { summary: 5 as never }, noHandler),
    'no handler': bot => bot.action('/act', undefined as never),
    'a handler that is no function': bot => bot.action('/act', 'Roger that' as never),
    'options and no handler': bot => bot.action('/act', { method: 'GET' } as never),
    'a handler that is no function, after options': bot => bot.action('/act', { method: 'GET' }, {} as never),
    'options that are null': bot => bot.action('/act', null as never, noHandler),
    'options that are text': bot => bot.action('/act', 'GET' as never, noHandler)
  }
  for (const [what, add] of Object.entries(wrong)) {
    t.match(await bootError(t, {}, ({ bot }) => add(bot)),
      { code: 'FST_BOT_HANDLER_INVALID', message: /^bot\.action: ./ }, what)
  }
})

t.test('nothing can be added once the app is ready', async t => {
  const app = await build(t, {}, answering)
  const { bot } = app
  const adding: Record<string, () => void> = {
    'bot.skill': () => bot.skill('late', noHandler),
    'bot.intent': () => bot.intent('late', noHandler),
    'bot.action': () => bot.action('/late', noHandler),
    'bot.fallback': () => bot.fallback(noHandler),
    'bot.setErrorReply': () => bot.setErrorReply(noHandler),
    'bot.onReport': () => bot.onReport(noHandler)
  }
  for (const [call, add] of Object.entries(adding)) {
    t.throws(add, { code: 'FST_BOT_HANDLER_LATE', message: `${call} was added after the app was ready` }, call)
  }
  t.equal((await post(app, call())).json().replies[0].content, 'webhook', 'and what was there stays')
  t.equal((await post(app, call(), '/late')).statusCode, 404)
})

t.test('the log level of a bot is its own', async t => {
  for (const [logLevel, levels] of [['silent', []], ['error', [50]], ['warn', [40, 50]]] as const) {
    const { stream, lines } = collectLog()
    const app = await build(t, { logLevel }, app => {
      answering(app)
      app.bot.skill('broken', () => { throw new Error('broken') })
      app.bot.action('/act', () => 'fine')
      app.get('/host', async request => {
        request.log.info('the host speaks')
        return 'host'
      })
    }, { logger: { level: 'info', stream } })
    lines.length = 0
    await post(app, call())
    await post(app, call('broken'))
    await post(app, call(), '/act')
    await post(app, '{')
    await post(app, 'trouble', '/errors')
    t.same([...new Set(lines.map(({ level }) => level))].sort(), levels, `${logLevel}: the bot's lines`)
    lines.length = 0
    await app.inject('/host')
    t.ok(lines.some(({ msg }) => msg === 'the host speaks'), `${logLevel}: the host's lines are there`)
  }
  const { app, lines } = await buildWithLogs(t, {}, answering)
  await post(app, call())
  t.ok(lines.some(({ msg }) => msg === 'bot turn'), 'without the option there is a line for each turn')
})

t.test('the log serializers of a bot are its own', async t => {
  const { stream, lines } = collectLog()
  const app = await build(t, { logSerializers: { conversation: () => 'hidden' } }, app => {
    answering(app)
    app.get('/host', async request => {
      request.log.info({ conversation: 'c1' }, 'the host speaks')
      return 'host'
    })
  }, { logger: { level: 'info', stream } })
  await post(app, call())
  await app.inject('/host')
  t.equal(lines.find(({ msg }) => msg === 'bot turn')?.conversation, 'hidden')
  t.equal(lines.find(({ msg }) => msg === 'the host speaks')?.conversation, 'c1')
})

function noHandler (): undefined {}

/** Every way of joining a base URL and a route. */
function variants (path: string): string[] {
  return [path, `${path}/`, `/${path}`, `/${path}/`]
}

async function bootError (t: Test, options: Options, configure: (app: FastifyInstance) => void): Promise<unknown> {
  try {
    await build(t, options, configure)
  } catch (error) {
    return error
  }
}

t.test('a wildcard takes whatever follows', async t => {
  const app = await build(t, { path: '/hook/*' }, ({ bot }) => {
    bot.fallback(() => 'hook')
    bot.action('/files/*', { method: 'GET' }, ({ request }) => `file ${request.params['*']}`)
  })
  t.equal((await app.inject('/files/a/b')).json().replies[0].content, 'file a/b')
  t.equal((await post(app, {}, '/hook/anything/')).statusCode, 200)
})

t.test('a path that could never match is refused', async t => {
  for (const path of ['/hook?x=1', '/hook#a']) {
    await t.rejects(build(t, { path }), { code: 'FST_BOT_OPTION_INVALID', message: /without query or fragment/ })
    await t.rejects(build(t, {}, ({ bot }) => { bot.action(path, () => 'x') }),
      { code: 'FST_BOT_HANDLER_INVALID', message: /without query or fragment/ })
  }
})

t.test('a misspelt option of a handler is refused', async t => {
  await build(t, {}, ({ bot }) => {
    t.throws(() => { bot.action('/a', { sumary: 'x' } as never, () => 'x') }, {
      code: 'FST_BOT_HANDLER_INVALID',
      message: /unknown option sumary; valid options: method, body, .*; did you mean summary\?/
    })
    t.throws(() => { bot.skill('a', { method: 'GET' } as never, () => 'x') },
      { code: 'FST_BOT_HANDLER_INVALID', message: /unknown option method; valid options: summary, memory/ })
    t.throws(() => { bot.skill('a', [] as never, () => 'x') },
      { code: 'FST_BOT_HANDLER_INVALID', message: /must be an object/ })
  })
})

t.test('an action called with a content type and no body has none', async t => {
  let body: unknown = 'not called'
  const app = await build(t, {}, ({ bot }) => { bot.action('/act', turn => { body = turn.body }) })
  t.equal((await post(app, '', '/act')).statusCode, 200)
  t.equal(body, undefined)
  refused(t, await post(app, ''), 400, 'FST_BOT_BODY_INVALID')
})

t.test('a body that fits no branch of a union is told what the branches are', async t => {
  const { Type } = await import('@sinclair/typebox')
  const app = await build(t, {}, ({ bot }) => {
    bot.action('/size', { body: Type.Object({ size: Type.Union([Type.Literal('small'), Type.Literal('large')]) }) },
      () => 'x')
  })
  t.equal((await post(app, { size: 'medium' }, '/size')).json().message, 'body/size: expected "small" or "large"')
  t.equal((await post(app, { conversation: { id: true } })).json().message,
    'body/conversation/id: expected string or number or null')
})

t.test('a body schema that would refuse every call is refused at boot', async t => {
  const { FormatRegistry, Type } = await import('@sinclair/typebox')
  const withFormat = (format: string) => build(t, {}, ({ bot }) => {
    bot.action('/mail', {
      body: Type.Object({
        to: Type.Array(Type.Union([Type.Null(), Type.String({ format })])), format: Type.Optional(Type.String())
      })
    }, () =>
      'x')
  })
  await t.rejects(withFormat('email'),
    { message: /has the format 'email', which is not in the FormatRegistry of TypeBox/ })
  FormatRegistry.Set('short', value => value.length < 5)
  t.teardown(() => { FormatRegistry.Delete('short') })
  const app = await withFormat('short')
  t.equal((await post(app, { to: ['a'] }, '/mail')).statusCode, 200)
  t.equal((await post(app, { to: ['abcdef'] }, '/mail')).statusCode, 400)
})

t.test('a schema that a hook of the host adds to the routes must be of TypeBox, and is held to', async t => {
  const { Type } = await import('@sinclair/typebox')
  const withHeaders = async (headers: object) => {
    const app: FastifyInstance = Fastify()
    t.teardown(() => app.close())
    app.addHook('onRoute', route => { route.schema = { ...route.schema, headers } })
    await app.register(botWebhook, { auth: false })
    app.bot.fallback(() => 'x')
    await app.ready()
    return app
  }
  await t.rejects(withHeaders({ token: 'object' }),
    { message: /schema\.headers of a route of the bot must be a schema of @sinclair/ })
  const app = await withHeaders(Type.Object({ 'x-tenant': Type.String() }))
  t.equal((await post(app, {})).statusCode, 400)
  t.equal((await post(app, {}, '/', { 'x-tenant': 'a' })).statusCode, 200)
})
