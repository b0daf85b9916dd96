import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import {
  injectInto, openSession, createFetchTransport, type BotFile, type ProblemKind, type Session, type SessionOptions,
  type Transport
} from '../../lib/platform/index.ts'
import { defaultBody } from '../../lib/platform/calls/body.ts'
import { explainTurn } from '../../lib/platform/session/explain-turn.ts'
import { toolTokens } from '../../lib/shared/failure-details.ts'
import { build } from '../support/app.ts'
import { collected } from '../support/collection.ts'

const bot: BotFile = {
  name: 'test',
  languages: ['en'],
  skills: { a: { actions: [{ message: 'before' }, { webhook: '/hook' }, { message: 'after' }] } }
}

/** A server for one test, and its address. */
async function serve (t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.closeAllConnections(); server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const sessionAt = (url: string, options: SessionOptions = {}): Promise<Session> =>
  openSession({ bot, url, env: {}, ...options })
const ask = (session: Session) => session.say('hi', { skill: 'a' })

t.test('whatever a webhook does: it is said clearly, reported, and the conversation goes on', async t => {
  const reports: unknown[] = []
  let answer: RequestListener = (request, response) => { response.end() }
  const url = await serve(t, (request, response) => {
    if (request.url !== '/errors') { answer(request, response); return }
    let body = ''
    request.on('data', chunk => { body += String(chunk) })
    request.on('end', () => { reports.push(JSON.parse(body)); response.end() })
  })
  const session = await sessionAt(url, { timeout: 1000, memory: { kept: 1 } })
  const json = (value: unknown): RequestListener => (_, response) => { response.end(JSON.stringify(value)) }
  const text = (value: string, status = 200): RequestListener =>
    (_, response) => { response.statusCode = status; response.end(value) }

  const cases: Array<[kind: ProblemKind, answer: RequestListener, message: RegExp]> = [
    ['status', text('{"code":"FST_BOT_HANDLER_FAILED"}',
      500), /answered with status 500, and only 2xx is taken: \{"code"/],
    ['status', text('', 404), /status 404.*without a word/],
    ['status', text('x'.repeat(300), 400), /x{120}\.\.\.$/],
    ['redirect', (_, response) => {
      response.writeHead(302, { location: 'https://example.com/' }).end()
    }, /answered 302 and leads to https:\/\/example\.com\/: redirects are not followed/],
    ['redirect', (_, response) => { response.writeHead(304).end() }, /leads to nowhere/],
    ['not-json', text('<!doctype html><p>hi'), /no JSON, it looks like HTML: <!doctype html>/],
    ['not-json', text('OK'), /no JSON, an unexpected character at line 1, column 1: OK/],
    ['not-json', text('{"replies": [NaN]}'), /no JSON, NaN at line 1, column 14/],
    ['not-json', text('{"replies": ['), /no JSON, it ends too early/],
    ['not-json', text('{} {}'), /no JSON, an unexpected character at line 1, column 4/],
    ['not-json', text('\uFEFF{}'), /no JSON, it begins with a byte order mark/],
    ['json-string', json('{"replies":[]}'), /JSON inside a JSON string/],
    ['empty', text(''), /the answer is empty/],
    ['empty', text(' \n'), /the answer is empty/],
    ['empty', (_, response) => { response.writeHead(204).end() }, /the answer is empty/],
    ['bad-shape', (_, response) => {
      response.end('['.repeat(5000) +
      ']'.repeat(5000))
    }, /nested deeper than 64 levels/],
    ['bad-shape', (_, response) => {
      response.end(`{"conversation":{"memory":{"a":${'['.repeat(62)}${']'.repeat(62)}}}}`)
    }, /nested deeper than 64 levels/],
    ['timeout', () => {}, /no answer within 1000 ms/],
    ['timeout', (_, response) => { response.write('{"rep') }, /no answer within 1000 ms/],
    ['unreachable', request => { request.socket.destroy() }, /no answer from http:\/\/127\.0\.0\.1:\d+: /],
    ['bad-shape', json([]), /the body must be an object, not a list/],
    ['bad-shape', json(5), /not number/],
    ['bad-shape', json({ replies: { type: 'text' } }), /replies must be a list, not an object/],
    ['bad-shape', json({ conversation: [] }), /conversation must be an object, not a list/],
    ['bad-shape', json({ conversation: { memory: [] } }), /the memory must be an object, not a list/],
    ['bad-shape', json({ conversation: { language: 5 } }), /the language must be a string, not number/],
    ['bad-shape', json({ type: 'text', content: 'hi' }), /a message as the whole body is never found: did you mean/],
    ['bad-shape', json({ messages: [] }), /reads replies, not messages/],
    ['bad-shape', json({ memory: {} }), /reads the memory inside conversation only/],
    ['bad-shape', json({ conversation: { replies: [] } }), /replies inside conversation are never found/]
  ]
  for (const [kind, listener, message] of cases) {
    answer = listener
    const told = `${kind}: ${String(message)}`
    const { replies, calls, logs, memory, text } = await ask(session)
    t.strictSame(replies, [{ type: 'text', content: 'before' }, { type: 'text', content: 'after' }], told)
    t.equal(text, 'before\nafter')
    t.strictSame(memory, { kept: 1 })
    t.match(calls[0], { purpose: 'webhook', problem: { kind, message } }, told)
    t.match(logs.find(({ level }) => level === 'error'),
      { code: 'E_WEBHOOK_FAILED', message: new RegExp(`POST ${url}/hook failed \\(${kind}\\)`) })
    t.match(calls[1], { purpose: 'errors', request: { url: `${url}/errors` }, problem: null })
    t.match(reports.at(-1), { conversation_id: session.state.id, skill: 'a', error: { kind, url: `${url}/hook` } })
  }
  t.equal(reports.length, cases.length)

  answer = json({ replies: [{ type: 'text', content: 'fine' }], conversation: { memory: { b: 2 } } })
  t.equal((await ask(session)).text, 'before\nfine\nafter')
})

t.test('an answer beyond 10 MB is cut, and not waited for', async t => {
  let sent = 0
  const url = await serve(t, (request, response) => {
    if (request.url === '/errors') { response.end(); return }
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const write = (): void => { while (sent < 200 && !response.destroyed && response.write(chunk)) sent++ }
    response.on('drain', write)
    write()
  })
  const { calls: [call] } = await ask(await sessionAt(url))
  t.match(call?.problem, { kind: 'too-large', message: 'the answer is larger than 10 MB: the rest was not read' })
  t.equal(call?.response?.text.length, 64 * 1024)
  t.ok(sent < 100, `${sent} MB were taken`)
})

t.test('nobody says where the webhook is: the default is called, and told to be one', async t => {
  const transport: Transport = () => Promise.reject(new Error('gone'))
  const turn = await ask(await openSession({ bot, transport }))
  const [call] = turn.calls
  t.match(call?.problem?.message, /^no answer from http:\/\/127\.0\.0\.1:5000: gone \(the bot file has no webhook\.url/)
  t.equal(explainTurn(turn).filter(line => line.includes('no answer from')).length, 1, 'its report is not told')
  const chosen = await ask(await openSession({ bot, transport, url: 'http://127.0.0.1:5000' }))
  t.equal(chosen.calls[0]?.problem?.message, 'no answer from http://127.0.0.1:5000: gone')
})

t.test('nobody listens: the webhook and the report both fail, and it is told once', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => { server.close(resolve) })
  const session = await sessionAt(`http://127.0.0.1:${port}`)
  const { text, logs, calls } = await ask(session)
  t.equal(text, 'before\nafter')
  t.match(calls, [
    { problem: { kind: 'unreachable', message: /nothing listens there \(ECONNREFUSED\), is the bot running\?/ } },
    { purpose: 'errors', problem: { kind: 'unreachable' } }
  ])
  t.strictSame(logs.filter(({ level }) => level === 'error').map(({ code }) => code), ['E_WEBHOOK_FAILED'])
  t.ok(logs.some(({ level, code }) => level === 'info' && code === 'E_REPORT_FAILED'))
})

t.test('an answer of an API that cannot be taken is told, and one that is no JSON is its text', async t => {
  let answer: RequestListener = () => {}
  const url = await serve(t, (request, response) => { answer(request, response) })
  const api = { url: `${url}/x`, otherwise: 'Not now.' }
  const session = await sessionAt(url, {
    bot: {
      name: 'test',
      languages: ['en'],
      skills: { a: { actions: [{ api }, { message: 'said {{api_service_response.default.body}}' }] } }
    }
  })
  for (const [kind, told, listener] of [
    ['redirect', /answered 302 and leads to https:\/\/e\.com\/: redirects are not/, (_, response) => {
      response.writeHead(302, { location: 'https://e.com/' }).end('moved')
    }],
    ['too-large', /the answer is larger than 10 MB/, (_, response) => { response.end('x'.repeat(11 * 1024 * 1024)) }],
    ['bad-shape', /nested deeper than 64 levels/, (_, response) => { response.end('['.repeat(99) + ']'.repeat(99)) }]
  ] as Array<[kind: ProblemKind, told: RegExp, answer: RequestListener]>) {
    answer = listener
    const { text, calls, logs } = await ask(session)
    t.equal(text, kind === 'redirect' ? 'Not now.\nsaid moved' : 'Not now.\nsaid ')
    t.match(calls, [{ purpose: 'api', problem: { kind, message: told } }])
    t.match(logs.find(({ code }) => code === 'E_API_FAILED'), { message: told })
  }
  answer = (_, response) => { response.end('plain words') }
  t.equal((await ask(session)).text, 'said plain words')
})

t.test('an access token is asked for once, again when it ends or is refused, and never shown', async t => {
  const oauth2 = { tokenUrl: 'https://login.test/token', clientId: 'me', clientSecret: '${SECRET}', scope: 'read write' }
  const api = { url: 'https://api.test/x', auth: { oauth2 }, otherwise: 'Not now.' }
  let token: { status: number, body: unknown } | undefined
  let refused = ''
  const requests: Array<{ url: string, authorization: string | undefined, body: string | undefined }> = []
  const transport: Transport = async ({ url, headers, body }) => {
    requests.push({ url, authorization: headers.authorization, body })
    const { status, body: answer } = !url.startsWith('https://login')
      ? { status: headers.authorization === refused ? 401 : 200, body: {} }
      : token ?? (() => { throw new Error('nobody there') })()
    return {
      status, headers: {}, body: (async function * () { yield Buffer.from(JSON.stringify(answer)) })()
    }
  }
  const begin = () => openSession({
    bot: { name: 'test', languages: ['en'], skills: { a: { actions: [{ api }, { message: 'Done.' }] } } },
    transport,
    env: { SECRET: 'secret-of-the-client' }
  })
  const session = await begin()
  const urls = () => requests.splice(0).map(({ url, authorization }) => `${new URL(url).host} ${authorization}`)

  token = { status: 200, body: { access_token: 'token-one', expires_in: '3600' } }
  const first = await ask(session)
  t.equal(first.text, 'Done.')
  t.strictSame(requests[0], {
    url: 'https://login.test/token',
    authorization: `Basic ${Buffer.from('me:secret-of-the-client').toString('base64')}`,
    body: 'grant_type=client_credentials&scope=read+write'
  })
  t.match(first.calls, [{ purpose: 'token', problem: null, response: { text: '***' } }, { purpose: 'api' }])
  t.notMatch(JSON.stringify(first), /token-one|secret-of-the-client/)
  await ask(session)
  t.strictSame(urls().slice(1), ['api.test Bearer token-one', 'api.test Bearer token-one'])

  refused = 'Bearer token-one'
  token = { status: 200, body: { access_token: 'token-two', expires_in: 10 } }
  t.equal((await ask(session)).text, 'Done.')
  t.match(urls(), ['api.test Bearer token-one', /^login\.test/, 'api.test Bearer token-two'])
  await ask(session)
  t.match(urls(), [/^login\.test/, 'api.test Bearer token-two'], 'it has ended')

  for (const [answer, kind, told] of [
    [undefined, 'unreachable', /^no access token: no answer from https:\/\/login\.test: nobody there/],
    [{ status: 400, body: { error: 'invalid_client' } }, 'status', /^no access token: answered with status 400: .*invalid/],
    [{ status: 200, body: { token: 'x' } }, 'bad-shape', /^no access token: the answer has no access_token/],
    [{ status: 200, body: { access_token: 'two\nlines' } }, 'bad-shape', /^no access token: the answer has no access_token/]
  ] as const) {
    token = answer
    const { text, calls } = await ask(await begin())
    t.equal(text, 'Not now.\nDone.')
    t.match(calls, [{ purpose: 'token', problem: { kind } }, { problem: { kind: 'unauthorized', message: told } }])
    t.match(urls(), [/^login\.test/], 'the API is not called without one')
  }
  token = { status: 200, body: { access_token: 'token-three' } }
  const unsaid = await begin()
  await ask(unsaid)
  await ask(unsaid)
  t.equal(urls().length, 3, 'a token that does not say how long it lasts is used for a while')
})

t.test('a bot on this machine is asked for its failures by the port that it is called at', async t => {
  const asked: unknown[] = []
  const transport: Transport = async ({ headers }) => {
    asked.push(headers['bot-webhook-tool'])
    return { status: 200, headers: {}, body: (async function * () { yield Buffer.from('{}') })() }
  }
  for (const url of ['http://localhost', 'https://localhost', 'http://127.0.0.1:5000', 'http://bot.test']) {
    await ask(await sessionAt(url, { transport }))
  }
  t.strictSame(asked, [toolTokens('80'), toolTokens('443'), toolTokens('5000'), undefined])
})

t.test('an errors route that answers badly, or never: only a line in the log, and not for long', async t => {
  const url = await serve(t, (request, response) => {
    if (request.url === '/errors') { response.statusCode = 500; response.end() } else if (request.url !== '/never') {
      response.end()
    }
  })
  t.match((await ask(await sessionAt(url))).logs.find(({ code }) => code === 'E_REPORT_FAILED'),
    { message: /answered with status 500/ })
  const never = await ask(await sessionAt(url, { errorsUrl: `${url}/never`, timeout: 200 }))
  t.ok(never.logs.some(({ code, message }) => code === 'E_REPORT_FAILED' && message.includes('within 200 ms')))
})

t.test('addresses: a route after the base URL, a full URL, and none at all', async t => {
  const seen: string[] = []
  const transport: Transport = async (request, signal) => {
    seen.push(request.url); return {
      status: 200, headers: {}, body: (async function * () { yield Buffer.from('{}') })()
    }
  }
  const to = async (webhook: string, memory = {}, url = 'http://bot.test/base') => {
    seen.length = 0
    const session = await openSession({
      bot: { ...bot, skills: { a: { actions: [{ webhook }] } } }, url, transport, memory, errorsUrl: false
    })
    const { calls: [call] } = await ask(session)
    return seen[0] ?? call?.problem
  }
  t.equal(await to('/hook'), 'http://bot.test/base/hook')
  t.equal(await to('https://other.test/x'), 'https://other.test/x')
  t.equal(await to('/o/{{memory.id}}', { id: 5 }), 'http://bot.test/base/o/5')
  t.equal(await to('/hook', {}, 'http://bot.test/'), 'http://bot.test//hook', 'as they were typed in')
  t.match(await to('{{memory.none}}'), { kind: 'bad-url', message: /is no URL: nothing was sent/ })
  t.match(await to('{{memory.url}}', { url: 'file:///etc/passwd' }), { kind: 'bad-url' })
  t.match(await to('https://ada:secret@other.test/'), { kind: 'bad-url', message: /credentials in a URL/ })
  const { calls: [call] } = await ask(await openSession({
    bot: { ...bot, skills: { a: { actions: [{ webhook: 'https://ada:secret@other.test/' }] } } }, transport
  }))
  t.notMatch(JSON.stringify(call), 'secret')
})

t.test('a transport that does not heed the signal cannot hold up the conversation; one that throws anything is ' +
  'unreachable', async t => {
  const stuck = await ask(await openSession({
    bot, transport: () => new Promise(() => {}), timeout: 50, errorsUrl: false
  }))
  t.match(stuck.calls, [{ problem: { kind: 'timeout' } }])
  const late: Transport = (_, signal) => new Promise((resolve, reject) => {
    signal.addEventListener('abort',
      () => { reject(new Error('aborted')) })
  })
  t.match((await ask(await openSession({ bot, transport: late, timeout: 50, errorsUrl: false }))).calls,
    [{ problem: { kind: 'timeout' } }])
  for (const thrown of [
    new Error('odd'), Object.assign(new Error('x'), { cause: { code: 'ENOTFOUND' } }),
    Object.assign(new Error('x'), { cause: new Error('why') }), Object.assign(new Error('odd'), { cause: 'a word' })
  ]) {
    const { calls } = await ask(await openSession({ bot, transport: () => Promise.reject(thrown), errorsUrl: false }))
    t.match(calls, [{ problem: { kind: 'unreachable', message: /odd|ENOTFOUND|why/ } }])
  }
})

t.test('in-process: the same answers without a port; other hosts over the network only when a ' +
  'base is given', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.post('/hook', async request => ({ replies: [{ type: 'text', content: request.headers.host }] }))
  app.get('/slow', () => new Promise(() => {}))
  t.equal((await ask(await openSession({ bot, url: 'http://bot.test:81', transport: injectInto(app) }))).text,
    'before\nbot.test:81\nafter')
  const url = await serve(t, (_, response) => { response.end('{"replies":[{"type":"text","content":"network"}]}') })
  const elsewhere = {
    ...bot,
    skills: {
      a: {
        actions: [{ webhook: '/hook' }, { webhook: `${url}/` }, { webhook: { url: '/slow', method: 'GET' as const } }]
      }
    }
  }
  const mixed = await ask(await openSession({
    bot: elsewhere,
    url: 'http://bot.test',
    transport: injectInto(app, 'http://bot.test'),
    timeout: 200,
    errorsUrl: false
  }))
  t.equal(mixed.text, 'bot.test\nnetwork')
  t.match(mixed.calls[2], { request: { method: 'GET', body: undefined }, problem: { kind: 'timeout' } })
  t.notOk('content-type' in (mixed.calls[2]?.request.headers ?? {}))
})

t.test('credentials and headers are sent, and seen nowhere', async t => {
  const seen: Array<Record<string, unknown>> = []
  const url = await serve(t, (request, response) => {
    seen.push(request.headers)
    let body = ''
    request.on('data', chunk => { body += String(chunk) })
    // a server that tells all that it was given, in every place
    request.on('end', () => {
      response.setHeader('x-echo', String(request.headers.authorization ?? request.headers['x-api-key']))
      response.setHeader('set-cookie', 'session=cookie-value')
      response.statusCode = request.url === '/fail' ? 500 : 200
      response.end(JSON.stringify({
        replies: [{ type: 'text' }], echo: [request.headers, request.url, body], [String(request.headers['x-env'])]: 1
      }))
    })
  })
  const env = { USER_NAME: 'ada-from-env', SECRET: 'p4ss"w0rd from env', BASE: url, KEY: 'key-from-env' }
  const skills: BotFile['skills'] = {
    a: {
      actions: [
        { webhook: { url: '/ok?key=${KEY}', headers: { 'X-Env': '${KEY}' }, body: '{"k":"${KEY}"}' } },
        { webhook: { url: '/fail', body: { list: ['${KEY}', 5] } } }, { message: 'costs ${KEY}' }
      ]
    }
  }
  const basic = (word: string) => `Basic ${Buffer.from(word).toString('base64')}`
  const auths: Array<[auth: NonNullable<NonNullable<BotFile['webhook']>['auth']>, header: string, sent: string]> = [
    [
      { basic: { username: '${USER_NAME}', password: '${SECRET}' } }, 'authorization',
      basic(`${env.USER_NAME}:${env.SECRET}`)
    ],
    [{ basic: { username: 'ada', password: 'written-password' } }, 'authorization', basic('ada:written-password')],
    [
      { bearer: '${SECRET}' }, 'authorization', `Bearer ${env.SECRET}`
    ],
    [{ bearer: 'written-token' }, 'authorization', 'Bearer written-token'],
    [
      { header: { name: 'X-Api-Key', value: '${KEY}' } }, 'x-api-key', env.KEY
    ],
    [{ header: { name: 'x-own', value: 'written-value' } }, 'x-own', 'written-value']
  ]
  for (const [auth, header, sent] of auths) {
    seen.length = 0
    const file: BotFile = {
      ...bot, skills, webhook: { url: '${BASE}', auth, headers: { 'x-plain': 'plain' }, timeout: 5000 }
    }
    const session = await openSession({ bot: file, env, headers: { Cookie: 'option-cookie' } })
    const record = await ask(session)
    t.equal(seen.length, 3, 'two webhooks and a report')
    for (const headers of seen) t.match(headers, { [header]: sent, 'x-plain': 'plain', cookie: 'option-cookie' })
    t.equal(seen[0]?.['x-env'], env.KEY)
    const told = JSON.stringify([record.calls, record.logs, session.bot, session.url, session.name, session.state])
    for (const secret of [
      ...Object.values(env), sent, 'written-password', 'cookie-value', 'option-cookie', encodeURIComponent(env.SECRET),
      Buffer.from(`${env.USER_NAME}:${env.SECRET}`).toString('base64')
    ]) {
      const written = JSON.stringify(file).includes(secret) ? JSON.stringify([record.calls, record.logs]) : told
      t.notOk(written.includes(JSON.stringify(secret).slice(1, -1)), `${JSON.stringify(auth)}: ${secret}`)
    }
    t.match(record.calls[0]?.request, {
      url: '${BASE}/ok?key=${KEY}',
      headers: { 'x-env': '${KEY}', 'x-plain': 'plain', cookie: '***' },
      body: '{"k":"${KEY}"}'
    })
    t.equal(record.text, 'costs ${KEY}')
  }
})

t.test('what is wrong with the way to call is told at once, without a secret', async t => {
  const secret = 'line\nbreak-secret'
  const fails = async (options: SessionOptions, message: RegExp) => {
    try {
      await openSession({ bot, env: { SECRET: secret }, ...options })
      t.fail('opened')
    } catch (error) {
      t.match(error, { code: 'FST_BOT_OPTION_INVALID', message })
      t.notMatch(String((error as Error).stack), 'break-secret')
    }
  }
  const withAuth = (webhook: BotFile['webhook']): SessionOptions => ({ bot: { ...bot, ...(webhook && { webhook }) } })
  await fails(withAuth({ auth: { bearer: '${NONE}' } }),
    /\$\{NONE\} is not set: set the environment variable NONE/)
  await fails(withAuth({ auth: { header: { name: 'x-key', value: '${SECRET}' } } }),
    /headers\.x-key must be one line/)
  await fails({ headers: { 'a b': 'c' } }, /names that a header can have/)
  await fails({ url: 'bot' }, /option url must be a URL/)
  await fails({ url: 'ftp://bot' }, /option url must be a URL/)
  await fails({ url: 'http://ada:pw@bot.test' }, /must not hold credentials/)
  await fails({ errorsUrl: '/errors' }, /option errorsUrl must be a URL/)
  await fails({ timeout: 0 }, /whole number of milliseconds/)
  await fails({ timeout: 2 ** 31 }, /from 1 to 2147483647/)
})

t.test('findings of the reply lint are told, and the replies passed on', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.post('/hook',
    async () => ({ replies: [{ type: 'text', content: '' }, { type: 'card', content: { title: 'a', buttons: {} } }] }))
  const { replies, logs, calls } = await ask(await openSession({ bot, transport: injectInto(app) }))
  t.equal(replies.length, 4)
  t.match(calls[0]?.findings, [{ code: 'TEXT_EMPTY', path: '/0/content' }, { code: 'BUTTONS_NOT_LIST' }])
  t.match(logs.filter(({ code }) => code === 'W_REPLY_FINDING'),
    [{ message: /^reply \/0\/content: .*empty.*; leave the reply out/ }, { data: { path: '/1/content/buttons' } }])
})

t.test('bodies reach a bot of this package in any form', async t => {
  for (const protocolVersion of [undefined, '2017', '2018', '2019'] as const) {
    const app = await build(t, {}, app => {
      app.bot.skill('a', ({
        id, skill, occurrences, memory, language, participant
      }) => {
        memory.n = 1
        return `${String(id)} ${String(skill)} ${occurrences} ${String(language)} ${participant.userName ?? '-'}`
      })
    })
    const session = await openSession({
      bot: { ...bot, skills: { a: { actions: [{ webhook: '/' }] } } },
      transport: injectInto(app),
      id: 'c1',
      language: 'en',
      participant: { userName: 'Ada' },
      ...(protocolVersion !== undefined && { protocolVersion })
    })
    const { text, memory } = await ask(session)
    t.equal(text, `c1 a 1 en ${protocolVersion === '2017' ? '-' : 'Ada'}`)
    t.strictSame(memory, { n: 1 })
  }
})

// Real bodies are not part of this repository: the tests read them where they are, and say so where they are not.
const { folder: corpus, skip } = collected('corpus/requests')

type Shape = string | { [key: string]: Shape }

/** Keys and kinds of values, without what is the author's or the sentence's own. */
function shapeOf (value: unknown, path = ''): Shape {
  if (value === null) return 'null'
  if (Array.isArray(value)) {
    return path.endsWith('/intents')
      ? { item: shapeOf(value[0] ?? {}, `${path}/item`) }
      : 'list'
  }
  if (typeof value !== 'object') return typeof value
  if (/\/(memory|entities|participant_data|qna)$/.test(path)) return 'object'
  return Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => a < b ? -1 : 1).map(([key, inner]) =>
    [key, shapeOf(inner, `${path}/${key}`)]))
}

/** Null where the platform may send null: that is what an NLU that does not know says. */
const KNOWN_NULL = /"(type|act|description)":"(null|string)"/g
const comparable = (body: unknown) => JSON.stringify(shapeOf(body)).replace(KNOWN_NULL, '"$1":"string or null"')

t.test('the bodies of each protocol version have the keys and types of the real ones', { skip }, async t => {
  const versions: Array<[
    version: '2017' | '2018' | '2019', real: RegExp
  ]> = [['2017', /^00[12]-/], ['2018', /^0(0[3-9]|1[0-5])-.*2018/], ['2019', /^016-/]]
  const sessionOf = async (protocolVersion: '2017' | '2018' | '2019') => {
    let body: unknown
    const transport: Transport = async ({ body: sent }) => {
      body = JSON.parse(String(sent)); return {
        status: 200, headers: {}, body: (async function * () { yield Buffer.from('{}') })()
      }
    }
    const talking = {
      ...bot,
      intents: { hi: { description: 'd', expressions: { en: ['hello there'] } } },
      skills: { a: { triggers: '@hi', actions: [{ webhook: '/' }] } }
    }
    const session = await openSession({ bot: talking, transport, protocolVersion, language: 'en' })
    await session.say('hello there')
    return body
  }
  for (const [protocolVersion, real] of versions) {
    const ours = comparable(await sessionOf(protocolVersion))
    const files = readdirSync(corpus).filter(name => real.test(name))
    t.ok(files.length > 0)
    for (const file of files) {
      t.equal(ours, comparable(JSON.parse(readFileSync(new URL(file, corpus), 'utf8'))),
      `${protocolVersion}: ${file}`)
    }
  }
})

t.test('the documented body has the keys of the documented one', { skip }, t => {
  const documented = JSON.parse(readFileSync(new URL('042-doc-http-actions-participant-data.json', corpus), 'utf8'))
  const state = {
    id: 'c',
    language: 'en',
    memory: {},
    skill: 'a',
    skill_stack: ['a'],
    asking: [],
    skill_occurences: 1,
    participant_data: {}
  }
  const ours = defaultBody(state, documented.nlp, 'x', undefined)
  const { skill_stack: stack, ...conversation } = ours.conversation as Record<string, unknown>
  t.strictSame(stack, ['a'])
  t.strictSame(Object.keys(conversation).sort(), Object.keys(documented.conversation).sort())
  t.strictSame(Object.keys(ours).sort(), [...Object.keys(documented), 'action_id'].sort(),
    'and the id of the action, as every body that was captured')
  t.notOk('asking' in conversation)
  t.strictSame(defaultBody(state, { intents: null }, 'x', '2017').nlp, { intents: [] })
  t.equal(typeof createFetchTransport, 'function')
  t.end()
})

t.test('secrets are masked in what is shown by where they came from, and never in words of our own', async t => {
  const secret = 's3cr3t-of-the-bot'
  const app = Fastify()
  t.teardown(() => app.close())
  app.post('/hook', async request => ({
    replies: [
      { type: 'text', content: `${request.url} ${String(request.headers.apikey)}` },
      { type: 'buttons', content: { title: 'a', buttons: [{ type: 'postback', title: secret, value: 'b' }] } }
    ],
    conversation: { memory: { [secret]: secret } }
  }))
  for (const options of [
    {
      url: 'http://bot.test/hook?code=${KEY}', env: { KEY: secret }
    },
    { url: `http://bot.test/hook?code=${secret}` },
    { url: 'http://bot.test/hook', headers: { APIKey: secret } }
  ]) {
    const session = await openSession({ ...options, transport: injectInto(app) })
    const turn = await session.say('a')
    t.equal(turn.calls[0]?.problem, null)
    session.push([{ type: 'text', content: secret }])
    t.notMatch(JSON.stringify([
      turn, session.turns, session.state, session.pushed, session.url, session.name, session.buttons
    ]), secret)
    t.equal((await session.click(session.buttons[0]?.title ?? '')).calls[0]?.problem, null)
    t.equal(session.turns[0], session.turns[0], 'the same turn is the same record')
  }
  const session = await openSession({
    url: 'http://bot.test/hook',
    headers: { 'x-pro': 'pro', 'x-word': 'status', 'x-other': 'webhook', 'x-key': 'message' },
    transport: injectInto(app)
  })
  const [call] = (await session.say('a')).calls
  t.match(call, { purpose: 'webhook', response: { status: 200 }, problem: null })
})

t.test('a route and the errors route stand before the query of the base URL', async t => {
  const seen: string[] = []
  const transport: Transport = async ({ url }) => {
    seen.push(url)
    return { status: 500, headers: {}, body: (async function * () { yield Buffer.from('{}') })() }
  }
  await ask(await openSession({ bot, url: 'http://bot.test/base?code=K', transport }))
  t.ok(seen.every(url => /^http:\/\/bot\.test\/base\/\w+\?code=K$/.test(url)), seen.join())
  t.ok(seen.includes('http://bot.test/base/errors?code=K'))
})

t.test('an answer that is no JSON is told with its place, and one that says nothing is found', async t => {
  const answering = async (body: string | Buffer) => {
    const transport: Transport =
      async () => ({ status: 200, headers: {}, body: (async function * () { yield Buffer.from(body) })() })
    return (await (await openSession({ url: 'http://bot.test', transport })).say('a')).calls[0]
  }
  t.match(await answering('{"replies":[],\n "a": NaN}'),
    { problem: { kind: 'not-json', message: /NaN at line 2, column 7/ } })
  t.match(await answering('{"a": "NaN", b}'),
    { problem: { kind: 'not-json', message: /^the answer is no JSON, an unexpected character at line 1/ } })
  t.match(await answering('\ufeff{}'), { problem: { kind: 'not-json', message: /byte order mark/ } })
  t.match(await answering(Buffer.from('{"a":"\xfc"}', 'latin1')),
    { problem: { kind: 'not-json', message: /not UTF-8/ } })
  t.match(await answering('{"success":true}'), { problem: null, findings: [{ code: 'NOTHING', severity: 'error' }] })
  t.match(await answering('{}'), { problem: null, findings: [] })
})

t.test('words for a gold entity give the number in them', async t => {
  const transport: Transport = async () => ({
    status: 200, headers: {}, body: (async function * () { yield Buffer.from('{}') })()
  })
  const session = await openSession({ url: 'http://bot.test', transport })
  const { nlp } = await session.say('a', { entities: { number: '5', money: '$ 7.5', ordinal: 'last', dish: 'soup' } })
  t.match(nlp.entities, {
    number: [{ raw: '5', scalar: 5 }],
    money: [{ amount: 7.5 }],
    ordinal: [{ raw: 'last', rank: undefined }],
    dish: [{ value: 'soup' }]
  })
})
