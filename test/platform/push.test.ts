import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { openSession } from '../../lib/platform/index.ts'
import { isLocalHost } from '../../lib/web/host.ts'
import { receivePush } from '../../lib/platform/push/accept-push.ts'
import {
  converse, openConnector, replay, type Connector, type ConnectorServerOptions
} from '../../lib/testing/index.ts'
import { build, send } from '../support/app.ts'
import { root } from '../support/repository.ts'
import { collected } from '../support/collection.ts'

const { folder: corpus, skip } = collected('corpus/push')

const text = (content: string) => ({ type: 'text', content })
const choice = { type: 'quickReplies', content: { title: 'More?', buttons: [{ title: 'Yes', value: 'yes please' }] } }

async function opened (t: Pick<Test, 'teardown'>, options: ConnectorServerOptions = {}): Promise<Connector> {
  const connector = await openConnector(options)
  t.teardown(() => connector.close())
  return connector
}

/** Pushes as a bot does. */
async function push ({ url, token }: Pick<Connector, 'url' | 'token'>, id: string, body: unknown): Promise<{
  status: number, body: { results: null, message: string }
}> {
  const response = await fetch(`${url}/conversations/${encodeURIComponent(id)}/messages`, {
    method: 'POST',
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body)
  })
  return { status: response.status, body: await response.json() as { results: null, message: string } }
}

t.test('what a bot pushes to the conversation id of its webhook call arrives', async t => {
  const connector = await opened(t)
  const app = await build(t, {}, app => {
    app.bot.fallback(async ({ id }) => {
      t.match(await push(connector, String(id), { messages: [text('One moment'), choice] }),
        { status: 201, body: { results: null, message: 'Messages successfully posted' } })
      return 'done'
    })
  })
  const chat = await converse(app, { connector })
  const other = await converse(app, { connector, id: 'a/b ?#%' })
  t.match(await chat.say('hi'), { status: 200, text: 'done' })
  t.strictSame(await chat.pushed({ count: 2 }),
    { messages: [text('One moment'), choice], text: 'One moment\nMore?\n[Yes]' })
  t.strictSame(chat.session.pushed.map(({ number, after }) => ({ number, after })), [{ number: 1, after: 0 }])
  t.strictSame(other.session.pushed, [], 'in no other')

  t.equal((await push(connector, 'a/b ?#%', { messages: [text('there')] })).status, 201)
  t.equal((await other.pushed()).text, 'there')
})

t.test('chat.pushed waits, takes each message once, and tells when it has waited in vain', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(() => 'ok') })
  const { session, pushed } = await converse(app)
  const both = Promise.all([pushed(), pushed({ count: 2 })])
  for (const word of ['a', 'b', 'c', 'd']) session.push([text(word)])
  t.strictSame((await both).map(({ text }) => text), ['a', 'b\nc'])
  const late = pushed({ count: 2 })
  setTimeout(() => { session.push([text('e'), text('f')]) }, 50)
  t.equal((await late).text, 'd\ne')
  await t.rejects(pushed({ count: 2, timeout: 20 }),
    { code: 'FST_BOT_PUSH_TIMEOUT', message: 'waited for 2 pushed messages, and within 20 ms 1 came' })
  t.equal((await pushed()).text, 'f', 'what has come is not lost')
})

t.test('a session keeps what was pushed, where it came, with its buttons', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(({ nlp }) => `heard ${nlp?.source}`) })
  const { session, say, click } = await converse(app)
  const heard: number[] = []
  const stop = session.onPush(({ number }) => { heard.push(number) })
  session.push([text('before')])
  await say('one')
  const given = [structuredClone(choice), { type: 'text', content: '' }]
  const record = session.push(given)
  t.match(record, { number: 2, after: 1, text: 'More?\n[Yes]', findings: [{ code: 'TEXT_EMPTY' }] })
  t.ok(Object.isFrozen(record.messages[0]) && !Object.isFrozen(given[0]))
  t.match(session.buttons, [{ title: 'Yes', value: 'yes please' }])
  t.equal((await click('Yes')).text, 'heard yes please')
  t.strictSame(session.buttons, [], 'the buttons of before the last turn are gone')
  stop()
  session.push([text('after')])
  t.strictSame(heard, [1, 2])

  session.goBack(1)
  t.strictSame(session.pushed.map(({ number }) => number), [1, 2])
  t.match(session.buttons, [{ title: 'Yes' }])
  session.goBack(0)
  t.strictSame(session.pushed.map(({ text }) => text), ['before'])
  session.restart()
  t.strictSame(session.pushed, [])
})

t.test('a transcript has what was pushed, and its replay presses the buttons of it', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(({ nlp }) => `heard ${nlp?.source}`) })
  const chat = await converse(app)
  chat.session.push([choice])
  await chat.click('Yes')
  chat.session.push([text('a')])
  chat.session.push([choice])
  await chat.click('Yes')
  await chat.say('bye')
  const transcript = chat.transcript()
  t.match(transcript, {
    pushed: [choice],
    turns: [{ line: { click: 'Yes' }, pushed: [text('a'), choice] }, { line: { click: 'Yes' } }, { line: 'bye' }]
  })
  t.notOk('pushed' in (transcript.turns[1] ?? {}))
  const again = await replay(app, JSON.parse(JSON.stringify(transcript)))
  t.strictSame([again.same, again.steps.length], [true, 3])
})

t.test('bodies: what arrives, and what is refused with what is wrong', async t => {
  const connector = await opened(t)
  const session = await openSession({ id: 'c1', url: 'http://bot.test' })
  const stop = connector.serve(session)
  const arrived = (): unknown[] => session.pushed.flatMap(({ messages }) => messages)
  const well = { status: 201, body: { results: null, message: 'Messages successfully posted' } }
  t.strictSame(await push(connector, 'c1', { messages: [text('a')], other: 1 }), well)
  t.strictSame(await push(connector, 'c1', { messages: JSON.stringify([text('b')]) }), well, 'a list in a JSON string')
  t.strictSame(await push(connector, 'c1', { messages: [] }), well)
  t.strictSame(await push(connector, 'c1', { messages: [{ ...text('x'.repeat(700)), extra: null }] }), well,
    'a warning is none of an error')
  t.match(session.pushed.at(-1), { number: 3, messages: [{ extra: null }], findings: [{ severity: 'warning' }] })

  const before = arrived().length
  for (const body of [
    '', '{', 'null', '5', '"a"', '[]', '{}', '{"messages":null}', '{"messages":{"type":"text","content":"a"}}',
    '{"messages":5}', '{"messages":"[{"}', '{"messages":"{}"}', `{"messages":${'['.repeat(2000)}${']'.repeat(2000)}}`
  ]) {
    t.match(await push(connector, 'c1', body),
      { status: 400, body: { results: null, message: /^Invalid 'messages' parameter/ } }, body.slice(0, 40))
  }
  for (const [message, why] of [
    [text(''), /^Message is not well formatted: \/2\/content: .*empty.*; /], [{ type: 'text' }, /\/2\/content/],
    ['hello', /\/2: /], [null, /\/2: /],
    [{ type: 'carousel', content: {} }, /\/2\/content/],
    [{ type: 'card', content: { buttons: 5 } }, /\/2\/content\/buttons/]
  ] as const) {
    const there = arrived().length
    t.match(await push(connector, 'c1', { messages: [text('before'), text('too'), message, text('lost')] }),
      { status: 400, body: { results: null, message: why } })
    t.strictSame(arrived().slice(there), [text('before'), text('too')],
      'those before the wrong one have arrived, those after it are lost')
  }
  t.equal((await push(connector, 'c1', { messages: ['hello'] })).status, 400)
  t.equal(arrived().length, before + 12)

  t.match(await push(connector, 'c2', { messages: [text('a')] }),
    { status: 404, body: { results: null, message: /^Conversation not found/ } })
  session.restart()
  t.equal((await push(connector, session.state.id, { messages: [text('a')] })).status, 201)
  stop()
  t.equal((await push(connector, session.state.id, { messages: [text('a')] })).status, 404, 'not served any more')
})

t.test('who may push, and where', async t => {
  const connector = await opened(t, { token: 'a-token-of-this-test' })
  connector.serve(await openSession({ id: 'c1', url: 'http://bot.test' }))
  const port = Number(new URL(connector.url).port)
  t.match(connector, { url: `http://127.0.0.1:${port}/connect/v1`, token: 'a-token-of-this-test' })
  const body = JSON.stringify({ messages: [text('a')] })
  const path = '/connect/v1/conversations/c1/messages'
  const authorization = 'Token a-token-of-this-test'
  const status = async (headers: Record<string, string>, to = path, method = 'POST') =>
    (await send(port, to, { method, headers, body })).statusCode

  for (const given of [authorization, 'token a-token-of-this-test', 'TOKEN   a-token-of-this-test ']) {
    t.equal(await status({ authorization: given }), 201, given)
  }
  for (const given of [
    '', 'Token', 'Token ', 'a-token-of-this-test', 'Bearer a-token-of-this-test', 'Token a-token-of-this-tesT',
    'Token a-token-of-this-test x', 'Token a-token-of-this-test2'
  ]) {
    const refused = await send(port, path, { headers: given === '' ? {} : { authorization: given }, body })
    t.equal(refused.statusCode, 401, given)
    t.match(JSON.parse(refused.body), { results: null, message: /^Request token is invalid/ })
  }
  for (const host of [`localhost:${port}`, 'LOCALHOST', `[::1]:${port}`]) {
    t.equal(await status({ authorization, host }), 201, host)
  }
  for (const host of ['evil.test', `evil.test:${port}`, `127.0.0.1:${port + 1}`, `localhost.evil.test:${port}`]) {
    t.equal(await status({ authorization, host }), 403, host)
  }
  for (const other of [`${path}/`, `${path}?a=b`]) t.equal(await status({ authorization }, other), 201, other)
  for (const other of [
    '/', '/conversations/c1/messages', '/connect/v1/messages', '/connect/v1/conversations//messages',
    '/connect/v1/conversations/a/c1/messages', '/connect/v1/conversations/%/messages', `${path}/x`
  ]) t.equal(await status({ authorization }, other), 404, other)
  for (const method of ['PUT', 'PATCH']) t.equal(await status({ authorization }, path, method), 404, method)
})

t.test('a body beyond 1 MB is refused, one that breaks off disturbs nobody', async t => {
  const connector = await opened(t)
  const session = await openSession({ id: 'c1', url: 'http://bot.test' })
  connector.serve(session)
  const large = (bytes: number) => JSON.stringify({
    messages: [{ type: 'custom', content: { text: 'x'.repeat(bytes - 59) } }]
  }).padEnd(bytes)
  t.equal((await push(connector, 'c1', large(1024 * 1024))).status, 201)
  t.match(await push(connector, 'c1', large(1024 * 1024 + 1)),
    { status: 413, body: { results: null, message: /larger than 1048576 bytes/ } })

  const socket = connect(Number(new URL(connector.url).port), '127.0.0.1')
  socket.write('POST /connect/v1/conversations/c1/messages HTTP/1.1\r\nhost: localhost\r\nauthorization: Token ' +
    `${connector.token}\r\ncontent-length: 100\r\n\r\n{"mess`)
  await new Promise(resolve => setTimeout(resolve, 50))
  socket.destroy()
  await once(socket, 'close')
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal((await push(connector, 'c1', { messages: [text('still there')] })).status, 201)
  t.equal(session.pushed.length, 2)
})

t.test('tokens: random, or one that can be sent and not be guessed', async t => {
  const tokens = await Promise.all([opened(t), opened(t)])
  t.match(tokens[0].token, /^[0-9a-f]{32}$/)
  t.not(tokens[0].token, tokens[1].token)
  await t.rejects(openConnector({ token: 'short' }), { code: 'FST_BOT_SECRET_WEAK' })
  await t.rejects(openConnector({ token: 'has a space in the middle' }),
    { code: 'FST_BOT_OPTION_INVALID', message: /option token/ })
  await t.rejects(openConnector({ token: 5 as never }), { code: 'FST_BOT_OPTION_INVALID' })
  await t.rejects(openConnector({ port: Number(new URL(tokens[0].url).port) }), { code: 'EADDRINUSE' })
})

t.test('an open connector keeps no process alive', async t => {
  const { spawn } = await import('node:child_process')
  const source = "import { openConnector } from 'fastify-bot-webhook/testing'; console.log((await openConnector()).url)"
  const child = spawn(process.execPath, ['--input-type=module', '-e', source],
    { cwd: root, timeout: 120_000 })
  t.strictSame(await once(child, 'close'), [0, null])
})

t.test('names of this machine', t => {
  for (const [host, port, local] of [
    ['localhost', 80, true], ['localhost:80', 80, true], ['localhost:81', 80, false], ['127.0.0.1:81', undefined, true],
    ['[::1]:80', 80, true],
    ['', 80, false], ['::1', 80, false], ['127.0.0.2', 80, false], ['localhost:80x', 80, false]
  ] as const) t.equal(isLocalHost(host, port), local, `${host} ${port}`)
  t.end()
})

t.test('real bodies of bots that pushed are taken', { skip }, async t => {
  const session = await openSession({ url: 'http://bot.test' })
  const files = readdirSync(corpus).filter(name => name.endsWith('.json'))
  t.ok(files.length > 5)
  for (const file of files) {
    const body = readFileSync(new URL(file, corpus), 'utf8')
    t.equal(receivePush({ conversation: 'x', authorization: 'Token t', body }, given => given === 't',
      () => session).status, 201, file)
    t.strictSame(session.pushed.at(-1)?.messages, JSON.parse(body).messages, file)
  }
})
