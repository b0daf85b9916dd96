import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { connectorRoute } from '../../lib/playground/connector.ts'
import { openConversation } from '../../lib/playground/conversation.ts'
import { keepConversations } from '../../lib/playground/conversations.ts'
import { PLAYGROUND_USE } from '../../lib/playground/packages.ts'
import { readPageFiles } from '../../lib/web/files.ts'
import playground, { type PlaygroundOptions } from '../../lib/playground/index.ts'
import { formatLiteral } from '../../lib/shared/format-literal.ts'
import { testFileOf } from '../../lib/playground/export/test-file.ts'
import { replay } from '../../lib/testing/index.ts'
import { listen, send } from '../support/app.ts'
import { echo, PAGE_TOKEN, pageOf, smallBot, webhook, withPlayground } from '../support/playground.ts'
import { repository } from '../support/repository.ts'
import { setNodeEnv } from '../support/node-env.ts'

/** Opens the page at a port as a browser does. */
async function cookieAt (port: number): Promise<string> {
  const { headers } = await fetch(`http://127.0.0.1:${port}/playground/?token=${PAGE_TOKEN}`)
  return String(headers.get('set-cookie')).split(';')[0] as string
}

async function failure (t: Test, options: object): Promise<{ code: string, message: string }> {
  const app = Fastify()
  t.teardown(() => app.close())
  return app.register(playground, options as PlaygroundOptions)
    .then(() => ({ code: 'registered', message: '' }), error => error)
}

t.test('every wrong option is told at registration', async t => {
  for (const [options, message] of [
    [{ prefix: 'x' }, /option prefix must be a path/], [{ prefix: '/a b' }, /option prefix/],
    [{ prefix: 5 }, /option prefix/],
    [{ hosts: 'localhost' }, /option hosts/], [{ hosts: ['a/b'] }, /option hosts/], [{ hosts: [5] }, /option hosts/],
    [{ mostConversations: 0 }, /option mostConversations/], [{ mostConversations: 1.5 }, /option mostConversations/],
    [{ idleTimeout: 0 }, /option idleTimeout/], [{ idleTimeout: 2 ** 31 }, /option idleTimeout/],
    [{ idleTimeout: '1' }, /option idleTimeout/],
    [{ token: 5 }, /option token/], [{ onAddress: 'log' }, /option onAddress/],
    [{ production: 'yes' }, /option production/], [{ url: 'nowhere' }, /option url/]
  ] as const) t.match(await failure(t, options), { code: 'FST_BOT_OPTION_INVALID', message }, JSON.stringify(options))
  t.match(await failure(t, { bot: { name: 'x' } }), { code: 'FST_BOT_FILE_INVALID' })
  t.match(await failure(t, { bot: 'no-such.yml' }), { code: 'FST_BOT_FILE_UNREADABLE' })
})

t.test('in production it refuses to register, unless told', async t => {
  setNodeEnv(t, 'production')
  t.match(await failure(t, {}), { code: 'FST_BOT_OPTION_INVALID', message: /production must be true/ })
  t.match(await failure(t, { production: true }), { code: 'registered' })
})

t.test('the page and its files, with headers that let nothing else in', async t => {
  const app = await withPlayground(t, webhook(t, echo))
  const headers = await pageOf(app).headers()
  const redirected = await app.inject({ url: '/playground', headers })
  t.match(redirected, { statusCode: 302, headers: { location: '/playground/' } })
  const page = await app.inject({ url: '/playground/', headers })
  t.match(page.headers, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer'
  })
  t.notMatch(page.body, /<script(?![^>]* src=)|<style|style=| on\w+=/, 'nothing inline')
  for (const name of [
    ...readdirSync(new URL('lib/playground/page', repository)), 'lit/lit-html.js', 'lit/directives/live.js'
  ]) {
    const file = await app.inject({ url: `/playground/page/${name}`, headers })
    t.equal(file.statusCode, 200, name)
    t.match(file.headers, { 'x-content-type-options': 'nosniff', 'content-security-policy': String }, name)
    t.notMatch(file.body, /(?:[}\w] ?from|^import) ?["'](?![./])/m, `${name} needs no other host and no build`)
  }
  for (const outside of [
    '/playground/page/../plugin.ts', '/playground/page/%2e%2e/plugin.ts', '/playground/page/',
    '/playground/page/lit/package.json'
  ]) t.equal((await app.inject({ url: outside, headers })).statusCode, 404, outside)
})

t.test('at the root of a server, and twice in one', async t => {
  const bot = webhook(t, echo)
  const app = await withPlayground(t, bot, { prefix: '/' })
  t.match((await app.inject(`/?token=${PAGE_TOKEN}`)).body, /<html/)
  const two: FastifyInstance = Fastify()
  t.teardown(() => two.close())
  await two.register(playground, { prefix: '/a/', url: 'http://a.test', token: PAGE_TOKEN })
  await two.register(playground, { prefix: '/b', url: 'http://b.test', token: PAGE_TOKEN })
  for (const name of ['a', 'b']) {
    t.match(await pageOf(two, `/${name}`).post('conversations'),
      { status: 200, body: { name: `http://${name}.test` } })
  }
})

t.test('nothing of the host reaches it, and nothing of it reaches the host', async t => {
  const app: FastifyInstance = Fastify({ ajv: { customOptions: { coerceTypes: 'array', removeAdditional: 'all' } } })
  t.teardown(() => app.close())
  await app.register(swagger, { openapi: {} })
  app.setErrorHandler((_error, _request, reply) => reply.code(418).send('host'))
  await app.register(playground, { url: 'http://127.0.0.1:1', token: PAGE_TOKEN })
  app.post('/host', async () => { throw new Error('host') })
  await app.ready()
  const { post } = pageOf(app)
  const { id } = (await post('conversations')).body
  t.equal((await post(`conversations/${id}/say`, { text: 5 })).status, 400)
  t.match((await post(`conversations/${id}/memory`, { memory: { a: null, b: [1] } })).body.memory, { a: null, b: [1] })
  t.equal((await app.inject({ method: 'POST', url: '/host', headers: { host: 'anything' } })).statusCode, 418)
  t.notHas((await app.inject({ method: 'POST', url: '/host' })).headers, { 'content-security-policy': String })
  t.strictSame(Object.keys(app.swagger().paths ?? {}), ['/host'], 'it is in no OpenAPI document')
})

t.test('other names of this machine are refused, as another site may have one', async t => {
  const app = await withPlayground(t, webhook(t, echo), { hosts: ['bot.test', 'Tunnel.test:8443', '[fd00::1]'] })
  const port = await listen(app)
  const cookie = await cookieAt(port)
  const status = async (host: string, path = '/playground/') =>
    (await send(port, path, { method: 'GET', headers: { host, cookie } })).statusCode
  for (const host of [
    `localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`, 'localhost', 'bot.test',
    'bot.test:1', 'tunnel.test:8443', '[fd00::1]:5'
  ]) t.equal(await status(host), 200, host)
  for (const host of [
    'evil.test', `evil.test:${port}`, 'localhost:1', 'tunnel.test', 'localhost.evil.test',
    `127.0.0.1.evil.test:${port}`, `localhost:${port}x`
  ]) {
    t.equal(await status(host), 403, host)
    t.equal(await status(host, '/playground/page/main.js'), 403, host)
  }
  const refused = await send(port, '/playground/conversations', {
    headers: { host: 'evil.test', cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
    body: '{}'
  })
  t.equal(refused.statusCode, 403)
  t.match(JSON.parse(refused.body), { code: 'FST_BOT_PLAYGROUND_REJECTED', message: /option hosts/ })
  t.match(refused.headers, { 'content-security-policy': String })
})

t.test('a request of HTTP/2 has its host elsewhere', async t => {
  const { checkCaller } = await import('../../lib/playground/same-origin.ts')
  const asked = (headers: IncomingHttpHeaders) => ({
    method: 'GET', headers, protocol: 'https', socket: { localPort: 443, remoteAddress: '127.0.0.1' } as Socket
  })
  t.doesNotThrow(() => checkCaller(asked({ ':authority': 'localhost' }), []))
  t.throws(() => checkCaller(asked({ ':authority': 'evil.test' }), []), { code: 'FST_BOT_PLAYGROUND_REJECTED' })
  t.throws(() => checkCaller(asked({}), []), { code: 'FST_BOT_PLAYGROUND_REJECTED' })
})

t.test('what another site has the browser send is refused', async t => {
  const app = await withPlayground(t, webhook(t, echo))
  const { post, open } = pageOf(app)
  const { id } = (await post('conversations')).body
  const cookie = await open()
  const ask = async (method: 'GET' | 'POST', headers: Record<
    string, string
  >, url = `/playground/conversations${method === 'GET' ? `/${id}` : ''}`) =>
    (await app.inject({
      method,
      url,
      headers: { host: 'localhost:5050', cookie, 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { payload: '{}' })
    })).statusCode
  const own = { origin: 'http://localhost:5050' }
  for (const headers of [own, { 'sec-fetch-site': 'same-origin' }, { ...own, 'sec-fetch-site': 'same-origin' }]) {
    t.equal(await ask('POST', headers), 200, JSON.stringify(headers))
  }
  for (const headers of [
    {}, { origin: 'http://evil.test' }, { origin: 'null' }, { origin: 'https://localhost:5050' },
    { origin: 'http://localhost:1' },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' },
    { ...own, 'sec-fetch-site': 'cross-site' }, { origin: 'http://evil.test', 'sec-fetch-site': 'same-origin' }
  ]) t.equal(await ask('POST', headers), 403, JSON.stringify(headers))
  for (const headers of [{}, own, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-origin' }]) {
    t.equal(await ask('GET', headers), 200, `reading ${JSON.stringify(headers)}`)
  }
  for (const headers of [
    { origin: 'http://evil.test' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }
  ]) t.equal(await ask('GET', headers), 403, `reading ${JSON.stringify(headers)}`)
  t.equal(await ask('GET', { 'sec-fetch-site': 'cross-site' }, '/playground/'), 200,
    'a link may lead to the page itself')

  for (const type of [
    'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp'
  ]) t.equal(await ask('POST', { ...own, 'content-type': type }), 415, type)
  const bare = await app.inject({
    method: 'POST', url: '/playground/conversations', headers: { cookie, 'sec-fetch-site': 'same-origin' }
  })
  t.equal(bare.statusCode, 400, 'no body is no JSON')
})

t.test('bodies are bounded and checked', async t => {
  const app = await withPlayground(t, webhook(t, echo), { bot: smallBot })
  const { post, headers } = pageOf(app)
  const { id } = (await post('conversations')).body
  const bad: Array<[string, unknown]> = [
    ['say', {}], ['say', { text: '' }], ['say', { text: 'x'.repeat(10_001) }], ['say', { text: 'x', more: 1 }],
    ['say', { text: 'x', understood: { skill: 5 } }], ['say', []], ['say', null],
    ['press', { title: 'x' }], ['press', { title: 'x', value: '' }], ['back', { turn: -1 }], ['back', { turn: 0.5 }],
    ['back', { turn: '1' }],
    ['memory', { memory: [] }], ['memory', { memory: null }], ['memory', {}], ['language', { language: 'english' }],
    ['restart', { x: 1 }],
    ['advice', { turn: 1, channels: ['nowhere'] }], ['advice', { turn: 0, channels: [] }]
  ]
  for (const [what, body] of bad) {
    t.match(await post(`conversations/${id}/${what}`, body),
      { status: 400, body: { statusCode: 400 } }, `${what} ${JSON.stringify(body).slice(0, 60)}`)
  }
  t.match(await post(`conversations/${id}/memory`, { memory: { a: 'x'.repeat(1_100_000) } }), { status: 413 })
  t.match(await post(`conversations/${id}/memory`, { memory: { a: JSON.parse('['.repeat(62) + ']'.repeat(62)) } }),
    { status: 422, body: { code: 'FST_BOT_MEMORY_INVALID', message: /more than 62 levels/ } })
  t.match(await post(`conversations/${id}/memory`, { memory: { a: JSON.parse('['.repeat(60) + ']'.repeat(60)) } }),
    { status: 200 })
  t.match(await post(`conversations/${id}/back`, { turn: 7 }),
    { status: 422, body: { code: 'FST_BOT_OPTION_INVALID' } })
  t.match(await post(`conversations/${id}/advice`, { turn: 7, channels: [] }), { status: 422 })
  const broken = await app.inject({
    method: 'POST',
    url: `/playground/conversations/${id}/say`,
    headers: { ...await headers(), 'content-type': 'application/json' },
    payload: '{'
  })
  t.equal(broken.statusCode, 400)
})

t.test('a conversation: say, press, edit, go back, restart', async t => {
  const app = await withPlayground(t, webhook(t, echo), { bot: smallBot, memory: { first: 1 } })
  const { post, get } = pageOf(app)
  const begun = await post('conversations')
  t.match(begun, {
    status: 200,
    body: {
      id: /^[\da-f-]{36}$/,
      name: 'small',
      url: 'http://127.0.0.1:5000',
      bot: { skills: ['greet', 'help'], languages: ['en', 'fr'] },
      language: null,
      memory: { first: 1 },
      edits: [],
      turns: []
    }
  })
  const at = `conversations/${begun.body.id}`

  const unknown = await post(`${at}/say`, { text: 'qwertz' })
  t.match(unknown.body.turns, [{
    number: 1,
    input: { text: 'qwertz' },
    skill: 'help',
    language: 'en',
    shown: [{ as: 'quickReplies', buttons: [{ title: { full: 'Greet' } }] }],
    replies: [{ type: 'quickReplies' }],
    calls: [],
    ms: Number,
    nlp: { source: 'qwertz' }
  }])
  const pressed = await post(`${at}/press`, { title: 'Greet', value: 'hello' })
  t.match(pressed.body.turns[1], {
    input: { text: 'hello', pressed: 'Greet' },
    skill: 'greet',
    calls: [{ purpose: 'webhook', request: { method: 'POST' }, response: { status: 200 } }],
    memory: { first: 1, count: 1 },
    changes: { added: { '/count': 1 } }
  })
  t.match((await post(`${at}/press`, { title: 'Greet', value: 'hello' })).body.turns[2],
    { input: { text: 'hello', pressed: undefined } }, 'a button of an earlier turn sends its value')
  t.match((await post(`${at}/press`, { title: 'Any', value: 'help', skill: true })).body.turns[3],
    { skill: 'help', input: { text: 'help', understood: { skill: 'help' } } })

  const edited = await post(`${at}/memory`, { memory: { own: true } })
  t.match(edited.body, { memory: { own: true }, edits: [{ after: 4, memory: { own: true } }] })
  t.match((await post(`${at}/language`, { language: 'fr' })).body,
    { language: 'fr', edits: [{}, { after: 4, language: 'fr' }] })
  t.match((await post(`${at}/say`, { text: 'bonjour', understood: { skill: 'greet' } })).body,
    { memory: { own: true, count: 1 }, turns: { 4: { language: 'fr', replies: [{ content: 'You said bonjour' }] } } })

  const back = await post(`${at}/back`, { turn: 2 })
  t.match(back.body, { memory: { first: 1, count: 1 }, edits: [], language: 'en', turns: { length: 2 } })
  t.match(JSON.parse((await get(at)).text), { turns: { length: 2 } })
  const again = await post(`${at}/restart`)
  t.match(again.body, { turns: [], memory: { first: 1 }, edits: [] })
  t.not(again.body.conversation, begun.body.conversation)
  t.match(await post('conversations/none/say', { text: 'x' }),
    { status: 404, body: { code: 'FST_BOT_PLAYGROUND_NOT_FOUND' } })
})

t.test('cards of a carousel may have the same title on their buttons: each sends its own value', async t => {
  const cards = ['a', 'b'].map(value => ({
    title: value, buttons: [{ title: 'Choose', type: 'postback', value: `choose ${value}` }]
  }))
  const app = await withPlayground(t, webhook(t, ({ nlp }) => ({
    replies: nlp.source === 'show' ? [{ type: 'carousel', content: cards }] : [{ type: 'text', content: nlp.source }]
  })))
  const { post, get } = pageOf(app)
  const at = `conversations/${(await post('conversations')).body.id}`
  await post(`${at}/say`, { text: 'show' })
  t.match((await post(`${at}/press`, { title: 'Choose', value: 'choose b' })).body.turns[1],
    { replies: [{ content: 'choose b' }] })
  t.match(JSON.parse((await get(`${at}/transcript.json`)).text).turns[1], { line: 'choose b' })
})

t.test('two sentences at once are said one after the other, and a failed one holds nothing up', async t => {
  const app = await withPlayground(t, webhook(t, echo))
  const { post } = pageOf(app)
  const at = `conversations/${(await post('conversations')).body.id}`
  const [one, wrong, two] = await Promise.all([
    post(`${at}/say`, { text: 'one' }), post(`${at}/back`, { turn: 9 }), post(`${at}/say`, { text: 'two' })
  ])
  t.equal(wrong.status, 422)
  t.match(one.body.turns, { length: 1 })
  t.match(two.body.memory, { count: 2 })
})

t.test('restart reads the bot file again; a broken one is told with its mistakes, and the ' +
  'conversation stays', async t => {
  const folder = t.testdir()
  const file = join(folder, 'bot.json')
  await writeFile(file, JSON.stringify(smallBot))
  const app = await withPlayground(t, webhook(t, echo), { bot: file })
  const { post } = pageOf(app)
  const at = `conversations/${(await post('conversations')).body.id}`
  await post(`${at}/say`, { text: 'hello' })
  await writeFile(file, JSON.stringify({ ...smallBot, fallback: 'halp' }))
  t.match(await post(`${at}/restart`), {
    status: 422, body: { code: 'FST_BOT_FILE_INVALID', message: /bot\.json:1:\d+ \/fallback: .*did you mean `help`/ }
  })
  t.match((await post(`${at}/say`, { text: 'hello' })).body.turns, { length: 2 })
  await writeFile(file, JSON.stringify({ ...smallBot, name: 'renamed' }))
  t.match((await post(`${at}/restart`)).body, { name: 'renamed', turns: [] })
})

t.test('what other channels make of the replies of a turn', async t => {
  const replies = [{ type: 'card', content: { title: 't' } }, { type: 'audio', content: 'https://e.com/a' }, {
    type: 'text', content: ''
  }, { type: 'quickReplies', content: { title: 'q', buttons: [{ title: 'a', value: 'b' }] } }]
  const app = await withPlayground(t, webhook(t, () => ({ replies })))
  const { post } = pageOf(app)
  const at = `conversations/${(await post('conversations')).body.id}`
  await post(`${at}/say`, { text: 'x' })
  const { status, body } = await post(`${at}/advice`, { turn: 1, channels: ['telegram', 'twilio'] })
  t.equal(status, 200)
  t.match(body.textOnly, ['t\nundefined\nundefined', null, null, 'q\n- a'])
  t.ok(body.findings.some((finding: { path: string, channels: string[] }) =>
    finding.path.startsWith('/0') && finding.channels.includes('telegram')))
  t.ok(body.findings.some((finding: { path: string, severity: string }) =>
    finding.path.startsWith('/2') && finding.severity === 'error'))
  t.notSame((await post(`${at}/advice`, { turn: 1, channels: [] })).body.findings, body.findings)
})

t.test('conversations are bounded in number and in the time they may be idle', async t => {
  let now = 0
  let opened = 0
  const kept = keepConversations(async () => ({ number: ++opened }), { most: 2, idle: 1000, now: () => now })
  const [a, b] = [await kept.start(), await kept.start()]
  now = 500
  t.match(kept.get(a.id), { number: 1 })
  const c = await kept.start()
  t.throws(() => kept.get(b.id), { code: 'FST_BOT_PLAYGROUND_NOT_FOUND' }, 'the one that was idle longest gave way')
  now = 1501
  kept.sweep()
  t.throws(() => kept.get(a.id), { code: 'FST_BOT_PLAYGROUND_NOT_FOUND' })
  t.throws(() => kept.get(c.id), { code: 'FST_BOT_PLAYGROUND_NOT_FOUND' })
  t.throws(() => kept.get('__proto__'), { code: 'FST_BOT_PLAYGROUND_NOT_FOUND' })

  const app = await withPlayground(t, webhook(t, echo), { mostConversations: 1, idleTimeout: 60 })
  const { post, get } = pageOf(app)
  const { id } = (await post('conversations')).body
  await post('conversations')
  t.equal((await get(`conversations/${id}`)).status, 404)
  const last = (await post('conversations')).body.id
  await new Promise(resolve => setTimeout(resolve, 200))
  t.equal((await get(`conversations/${last}`)).status, 404)
})

t.test('an error that nobody foresaw is logged, and answered', async t => {
  const lines: string[] = []
  const app: FastifyInstance = Fastify({ logger: { level: 'error', stream: { write: line => { lines.push(line) } } } })
  t.teardown(() => app.close())
  app.addHook('onRequest', async () => { throw new Error('planted') })
  await app.register(playground, {})
  t.match(await app.inject({ url: '/playground/', headers: await pageOf(app).headers() }),
    { statusCode: 500, body: /planted/ })
  t.match(lines, [/planted/])
})

t.test('the transcript replays, and the test files pass', async t => {
  const app = webhook(t, echo)
  const served = await withPlayground(t, app,
    { url: 'http://127.0.0.1:5000/hook', language: 'en', participant: { userName: 'Ada' } })
  const { post, get } = pageOf(served)
  const at = `conversations/${(await post('conversations')).body.id}`
  await post(`${at}/memory`, { memory: { "it's": ['a', '"'] } })
  await post(`${at}/say`, { text: 'one' })
  await post(`${at}/say`, { text: 'it\'s "two"', understood: { skill: 'any' } })
  const transcript = await get(`${at}/transcript.json`)
  t.match(transcript.headers,
    { 'content-type': /^application\/json/, 'content-disposition': 'attachment; filename="transcript.json"' })
  t.match(JSON.parse(transcript.text), {
    language: 'en',
    memory: { "it's": ['a', '"'] },
    participant: { userName: 'Ada' },
    turns: [{ line: 'one' }, { line: { say: 'it\'s "two"', skill: 'any' } }]
  })
  t.match(await replay(app, JSON.parse(transcript.text), { path: '/hook' }), { same: true })

  await post(`${at}/memory`, { memory: { count: 40 } })
  await post(`${at}/language`, { language: 'fr' })
  await post(`${at}/say`, { text: 'three' })
  await post(`${at}/memory`, { memory: { unused: true } })
  for (const runner of ['node', 'tap'] as const) {
    const { text, headers } = await get(`${at}/conversation.test.js?runner=${runner}`)
    t.match(headers, { 'content-type': 'text/plain; charset=utf-8', 'content-disposition': /conversation\.test\.js/ })
    t.notMatch(text, 'unused')
    t.match(await runTest(t, text, runner), { code: 0 }, `${runner}:\n${text}`)
    t.match(await runTest(t, text.replace('41', '42'), runner), { code: 1 }, 'and fails when something is otherwise')
  }
  t.equal((await get(`${at}/conversation.test.js?runner=jest`)).status, 400)
})

/** Runs a test file as its user would: beside an app.js, with this package. */
async function runTest (t: Test, source: string, runner: 'node' | 'tap'): Promise<{
  code: number | null, output: string
}> {
  const folder = join(process.cwd(), '.tap',
    `playground-${process.pid}-${runner}-${Math.random().toString(36).slice(2)}`)
  await mkdir(folder, { recursive: true })
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'conversation.test.mjs'), source.replace('./app.js', './app.mjs'))
  await writeFile(join(folder, 'app.mjs'), `import Fastify from 'fastify'
export async function build () {
  const app = Fastify()
  app.post('/*', async ({ body: { conversation: { memory }, nlp: { source } } }) => (${echoSource}))
  return app
}
`)
  const { TAP, NODE_OPTIONS, ...env } = process.env
  const child = spawn(process.execPath, runner === 'node'
    ? ['--test', join(folder, 'conversation.test.mjs')]
    : [join(folder, 'conversation.test.mjs')], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += String(chunk) })
  return new Promise(resolve => { child.on('close', code => { resolve({ code, output }) }) })
}
const echoSource = '{ replies: [{ type: \'text\', content: `You said ${source}` }], conversation: { memory: { ' +
  '...memory, count: Number(memory.count ?? 0) + 1 } } }'

t.test('a test file names the bot file from where it runs, and where the webhook is mounted', async t => {
  const bot = pathToFileURL(join(process.cwd(), 'examples/bot.yml'))
  const options = { bot, url: 'http://127.0.0.1:5000/base', transport: async () => { throw new Error('down') } }
  const conversation = await openConversation(options)
  await conversation.say('qwertz')
  await conversation.press({ title: 'Yes', value: 'What is the weather like?' })
  const source = testFileOf(conversation, options, 'node')
  t.match(source, "converse(app, { bot: 'examples/bot.yml', path: '/base' })")
  t.match(source, "chat.click('Yes')")
  const empty = await openConversation({ url: 'http://127.0.0.1:5000/' })
  t.match(testFileOf(empty, { url: 'http://127.0.0.1:5000/' }, 'tap'), /converse\(app\)\n\}\)/)
  t.match(testFileOf(empty, {}, 'tap'), 'a conversation of 0 turns')
  const given = { bot: 'examples/bot.yml', memory: { a: 1 } }
  const single = await openConversation(given)
  await single.say('qwertz')
  t.match(testFileOf(single, given, 'tap'), "'example-bot: a conversation of 1 turn'")
  t.match(testFileOf(single, given, 'tap'), "converse(app, { bot: 'examples/bot.yml', memory: { a: 1 } })")
  t.match(testFileOf(single, given, 'tap'), "const step = await chat.say('qwertz')")
  await empty.setMemory({})
  t.match(testFileOf(empty, {}, 'tap'), 'converse(app, { memory: {} })')
})

t.test('values are written as JavaScript that means the same', async t => {
  for (const value of [
    1, null, true, 'x', "it's", '"', '\\', '\u2028\u2029\n\0', '${x}`', [], {}, [[]],
    { a: { b: [1, 'two', null] }, 'c-d': 1, 1: 2, __proto: 3 },
    JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
    { long: Array.from({ length: 30 }, (_, index) => ({ index, text: 'x'.repeat(20) })) }, ['x'.repeat(200)]
  ]) {
    const source = formatLiteral(value)
    const read = new Function(`return ${source}`)() // eslint-disable-line no-new-func
    t.equal(JSON.stringify(read), JSON.stringify(value), source)
    t.notMatch(source, /[\u2028\u2029]/)
  }
})

t.test('a package that is missing is told with the command that installs it', async t => {
  const { createRequire } = await import('node:module')
  const { resolve } = createRequire(import.meta.url)
  await t.rejects(readPageFiles('playground/page', PLAYGROUND_USE, name => {
    if (name === 'lit-html') throw new Error('Cannot find module')
    return resolve(name)
  }), { code: 'FST_BOT_PACKAGE_MISSING', message: /npm install --save-dev @dagrejs\/dagre@3 lit-html@3 marked@18$/ })
})

/** Pushes as a bot does. */
async function push (app: FastifyInstance, id: string, token: string, body: unknown, headers: Record<
  string, string
> = {}, prefix = '/playground'): Promise<{ status: number, body: any }> {
  const response = await app.inject({
    method: 'POST',
    url: `${prefix}/connect/v1/conversations/${id}/messages`,
    payload: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json', ...headers }
  })
  return { status: response.statusCode, body: response.json() }
}

const ready = {
  messages: [{ type: 'text', content: 'ready' }, {
    type: 'buttons', content: { title: 'Look?', buttons: [{ type: 'postback', title: 'Look', value: 'look at it' }] }
  }]
}

t.test('what a bot pushes is in the view, where it came, and its buttons can be pressed', async t => {
  const app = await withPlayground(t, webhook(t, echo), { connectorToken: 'a-token-of-this-test' })
  const { post, get } = pageOf(app)
  const { id, conversation, token, version } = (await post('conversations')).body
  t.equal(token, 'a-token-of-this-test')
  await post(`conversations/${id}/say`, { text: 'hi' })
  t.strictSame(await push(app, conversation, token, ready),
    { status: 201, body: { results: null, message: 'Messages successfully posted' } })
  const view = JSON.parse((await get(`conversations/${id}`)).text)
  t.match(view, {
    turns: [{ number: 1 }],
    pushed: [{
      number: 1,
      after: 1,
      messages: ready.messages,
      findings: [],
      shown: [{ as: 'text' }, { as: 'buttons', buttons: [{ title: { full: 'Look' } }] }]
    }]
  })
  t.ok(view.version >= version + 2)
  const pressed = (await post(`conversations/${id}/press`, { title: 'Look', value: 'look at it' })).body
  t.match(pressed.turns[1], { input: { text: 'look at it', pressed: 'Look' } })

  t.match(JSON.parse((await get(`conversations/${id}/transcript.json`)).text),
    { turns: [{ pushed: ready.messages }, { line: { click: 'Look' } }] })
  const test = (await get(`conversations/${id}/conversation.test.js?runner=node`)).text
  t.match(test,
    /step\.memory, \{ count: 1 \}\)\n {2}chat\.session\.push\(\[\n {4}\{ type: 'text'[^]*\n\n {2}step = await chat\.click\('Look'\)/)
  await post(`conversations/${id}/back`, { turn: 0 })
  await push(app, conversation, token, ready)
  await post(`conversations/${id}/press`, { title: 'Look', value: 'look at it' })
  const first = (await get(`conversations/${id}/conversation.test.js?runner=node`)).text
  t.match(first, /converse\(app\)\n {2}chat\.session\.push\(\[[^]*\n\n {2}const step = await chat\.click\('Look'\)/)
  t.equal(first.split('session.push').length, 2)
})

t.test('who may push, and where', async t => {
  const app = await withPlayground(t, webhook(t, echo), { prefix: '/' })
  const { id, conversation, token } = (await pageOf(app, '').post('conversations')).body
  t.match(token, /^[0-9a-f]{32}$/)
  const status = async (headers: Record<string, string> = {}, to = conversation, body: unknown = ready) =>
    push(app, to, token, body, headers, '')
  t.match(await status(), { status: 201 })
  t.match(await status({ 'content-type': 'text/plain' }), { status: 201 })
  t.match(await status({ authorization: '' }),
    { status: 401, body: { results: null, message: /^Request token is invalid/ } })
  t.match(await status({ authorization: `Bearer ${token}` }), { status: 401 })
  t.match(await status({ host: 'evil.test' }), { status: 403, body: { results: null, message: /option hosts/ } })
  t.match(await status({}, id), { status: 404, body: { results: null, message: /^Conversation not found/ } },
    'the id of the page is not that of the conversation')
  t.match(await status({}, conversation, '{'), { status: 400, body: { results: null, message: /^Invalid 'messages'/ } })
  t.match(await status({}, conversation, ''), { status: 400 })
  t.match(await status({}, conversation, { messages: [{ type: 'text', content: '' }] }),
    { status: 400, body: { message: /^Message is not well formatted: \/0\/content/ } })
  t.match(await status({}, conversation, ' '.repeat(1024 * 1024 + 1)), { status: 413, body: { results: null } })
  t.match(await failure(t, { connectorToken: 'short' }), { code: 'FST_BOT_SECRET_WEAK' })
  t.match(await failure(t, { connectorToken: 'with a space in the middle' }),
    { code: 'FST_BOT_OPTION_INVALID', message: /option connectorToken/ })
  const broken: FastifyInstance = Fastify()
  t.teardown(() => broken.close())
  connectorRoute(broken, () => true, () => { throw new Error('unforeseen') })
  t.match(await push(broken, 'x', '', ready, {}, ''), { status: 500, body: { results: null } })
})

t.test('a page is told of each push, until it goes, or the server', async t => {
  const app = await withPlayground(t, webhook(t, echo))
  const port = await listen(app)
  const { post } = pageOf(app)
  const { id, conversation, token, version } = (await post('conversations')).body
  const watching = new AbortController()
  const cookie = await cookieAt(port)
  const watch = (signal?: AbortSignal) => fetch(`http://127.0.0.1:${port}/playground/conversations/${id}/events`,
    { headers: { 'sec-fetch-site': 'same-origin', cookie }, ...(signal !== undefined && { signal }) })
  const response = await watch(watching.signal)
  t.match(response.headers.get('content-type'), 'text/event-stream')
  const events = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  t.equal((await events?.read())?.value, `data: ${version}\n\n`)
  await push(app, conversation, token, ready)
  t.equal((await events?.read())?.value, `data: ${version + 1}\n\n`)
  await post(`conversations/${id}/restart`)
  const { conversation: next } = (await post(`conversations/${id}/say`, { text: 'hi' })).body
  t.equal((await push(app, conversation, token, ready)).status, 404)
  await push(app, next, token, ready)
  t.equal((await events?.read())?.value, `data: ${version + 4}\n\n`, 'the new conversation, too')
  watching.abort()
  await events?.closed.catch(() => {})
  await new Promise(resolve => setTimeout(resolve, 100))
  await push(app, next, token, ready)

  const open = await watch()
  t.equal((await fetch(`http://127.0.0.1:${port}/playground/conversations/x/events`, { headers: { cookie } })).status,
    404)
  await app.close() // would wait for ever
  t.match(await open.text(), /^data: \d+\n\n$/)
})
