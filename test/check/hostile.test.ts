import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { check } from '../../lib/check/index.ts'
import { failureOf } from '../../lib/check/runner/failure.ts'
import { findingsOf, raw, sound } from '../support/check.ts'
import { webhook } from '../support/cli.ts'
import { selfSigned } from '../fixtures/faulty-webhooks/certificate.ts'

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'

t.test('targets that answer nothing, for ever, or no HTTP', async t => {
  const cases: Array<[what: string, rule: string, saw: RegExp, misbehave: Parameters<typeof raw>[1]]> = [
    ['hangs', 'answer-arrives', /no answer within 300 ms/, () => {}],
    ['resets', 'answer-arrives', /closed without an answer/, socket => { socket.resetAndDestroy() }],
    ['closes', 'answer-arrives', /closed without an answer/, socket => { socket.end() }],
    ['switches protocols', 'answer-arrives', /closed without an answer/, socket => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
    }],
    ['speaks another protocol', 'answer-http', /no HTTP/, socket => { socket.end('220 mail.example ESMTP\r\n') }],
    ['has endless headers', 'answer-http', /no HTTP/, socket => {
      socket.write(`${HEAD}x: ${'y'.repeat(100_000)}\r\n\r\n`)
    }],
    ['stops in the middle', 'answer-http', /cut off/, socket => { socket.end(`${HEAD}content-length: 100\r\n\r\n{`) }],
    ['drips', 'answer-arrives', /began with status 200, and did not end/, socket => {
      socket.write(`${HEAD}content-length: 100000\r\n\r\n`)
      const drip = setInterval(() => { socket.write(' ') }, 20)
      socket.on('close', () => { clearInterval(drip) })
    }],
    ['streams for ever', 'answer-size', /more than 1048576 bytes/, socket => {
      socket.write(`${HEAD}\r\n`)
      const pump = (): void => { while (socket.writable && socket.write(Buffer.alloc(65536, 32))); }
      socket.on('drain', pump)
      pump()
    }]
  ]
  for (const [what, rule, saw, misbehave] of cases) {
    const before = process.memoryUsage().rss
    const { report } = await findingsOf(await raw(t, misbehave), { timeout: 300, errorsUrl: false })
    t.match(report.findings, [{ rule, saw }], what)
    t.equal(report.findings.length, 1, `${what}: one finding`)
    t.match(report.rules.find(({ id }) => id === 'memory-lost'), { result: 'not-checked', because: rule }, what)
    t.ok(process.memoryUsage().rss - before < 300_000_000, `${what}: nothing is kept`)
  }
})

t.test('a gigabyte is not read, and not kept', async t => {
  let sent = 0
  const { url } = await webhook(t, response => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1024 ** 3 })
    const chunk = Buffer.alloc(1024 * 1024, 32)
    const pump = (): void => { while (response.writable && response.write(chunk)) sent += chunk.length }
    response.on('drain', () => {
      sent += chunk.length
      pump()
    })
    pump()
  })
  const { ids } = await findingsOf(url, { errorsUrl: false })
  t.strictSame(ids, ['answer-size'])
  t.ok(sent < 100 * 1024 * 1024, `${sent} bytes`)
})

t.test('redirects are not followed, with or without credentials', async t => {
  const elsewhere = await sound(t)
  const { url } = await sound(t, () => ({ status: 307, headers: { location: elsewhere.url }, body: '' }))
  const { ids, report } = await findingsOf(url, { headers: { authorization: 'Bearer sesame-open-now' }, skip: [] })
  t.strictSame(ids, ['answer-redirect', 'errors-status'])
  t.match(report.findings[0]?.saw, elsewhere.url)
  t.strictSame(elsewhere.received, [])
})

t.test('nothing listens: the check cannot be made', async t => {
  await t.rejects(check({ url: 'http://127.0.0.1:2' }), {
    code: 'FST_BOT_CHECK_UNREACHABLE',
    message: /cannot check http:\/\/127\.0\.0\.1:2: nothing listens there \(ECONNREFUSED\)/
  })
})

t.test('a server that dies: the check ends with what is known', async t => {
  const server = createServer(async (request, response) => {
    if ((await text(request)).includes('O\'Brien')) {
      server.close()
      server.closeAllConnections()
      return
    }
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { ids, report } = await findingsOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  t.strictSame(ids, ['answer-alive', 'input-text-quotes'])
  t.equal(report.ended, 'died')
})

t.test('a server that blocks after one call: its rule, and that it is gone', async t => {
  let blocked = false
  const { url } = await webhook(t, (response, { body }) => {
    blocked ||= body.includes('"intents":[]')
    if (!blocked) response.setHeader('content-type', 'application/json').end('{}')
  })
  const { ids, report } = await findingsOf(url, { timeout: 400 })
  t.strictSame(ids, ['answer-alive', 'input-intents-empty'])
  t.equal(report.ended, 'died')
  t.match(report.findings[0], {
    saw: 'after this call the server gives no answer',
    request: { body: /"intents":\[\]/ },
    answer: { failure: /no answer within/ }
  })
  t.match(report.rules.find(({ id }) => id === 'body-huge'),
    { result: 'not-checked', because: 'the server did not recover' })
})

t.test('a server that is away for a moment, and calls that are dropped', async t => {
  let away = 0
  const { url } = await webhook(t, (response, { body }) => {
    if (body.includes('"memory":{}')) away = 2
    if (away-- > 0) return response.socket?.destroy()
    response.setHeader('content-type', 'application/json').end('{}')
  })
  const { ids, report } = await findingsOf(url, { only: ['answer', 'input'], skip: [] })
  t.strictSame(ids, ['answer-alive', 'input-memory-empty'])
  t.equal(report.ended, 'complete')
})

t.test('a 500 that leaves the server stuck, or broken, is not blamed on the next call', async t => {
  let locked = false
  const stuck = await webhook(t, (response, { body }) => {
    if (locked) return
    locked = body.includes('"entities":{}')
    response.writeHead(locked ? 500 : 200, { 'content-type': 'application/json' }).end('{}')
  })
  const { ids, report } = await findingsOf(stuck.url, { timeout: 400 })
  t.strictSame(ids, ['answer-alive', 'input-entity-missing'])
  t.match(report.findings[0], {
    saw: 'after this call the server gives no answer', request: { body: /"entities":\{\}/ }, answer: { status: 500 }
  })
  t.equal(report.ended, 'died')

  let broken = false
  const other = await sound(t, ({ url, body }) => {
    if (url === '/' && body === '[]') {
      broken = true
      return { status: 400, body: {} }
    }
    return broken && url === '/' ? { status: 503, body: {} } : undefined
  })
  const after = await findingsOf(other.url)
  t.strictSame(after.ids, ['answer-alive'])
  t.match(after.report.findings[0],
    { saw: 'after this call an ordinary one is answered with status 503', request: { body: '[]' } })
})

t.test('a server that answers otherwise than before', async t => {
  let calls = 0
  const shy = await sound(t, ({ conversation }) =>
    conversation.merge_memory === true || calls > 0 ? { status: calls++ === 0 ? 200 : 201, body: {} } : undefined)
  t.match((await findingsOf(shy.url, { only: ['answer', 'input'], skip: [] })).report.findings,
    [{ rule: 'answer-alive', saw: 'after all other calls an ordinary one is answered with status 201' }])
  const created = await sound(t, ({ json, url }) => json && url === '/' ? { status: 201, body: {} } : undefined)
  t.strictSame((await findingsOf(created.url)).ids, ['answer-status'], 'always 201')
})

t.test('half of many calls at once are dropped; a body that is huge or deep may be', async t => {
  let now = 0
  const { url } = await webhook(t, async (response, { body }) => {
    const crowded = ++now > 25
    await new Promise(resolve => setTimeout(resolve, 100))
    now--
    if (crowded || body.length > 100_000) return response.socket?.destroy()
    response.setHeader('content-type', 'application/json').end('{}')
  })
  const { ids, report } = await findingsOf(url, { only: ['load', 'body-huge', 'body-deep'], skip: [] })
  t.strictSame(ids, ['load-concurrent'])
  t.equal(report.findings.length, 1)
  t.match(report.findings[0], { count: Number, saw: /of 50 calls at once: the connection was closed/ })
})

t.test('a slow hostile body is a finding', async t => {
  const { url } = await webhook(t, (response, { body }) => {
    if (body === 'null') return
    response.setHeader('content-type', 'application/json').end('{}')
  })
  t.strictSame((await findingsOf(url, { only: ['body-not-object'], skip: [], timeout: 400 })).ids, ['body-not-object'])
})

t.test('an errors route that hangs', async t => {
  const { url } = await webhook(t,
    (response, { url }) => { if (url === '/') response.setHeader('content-type', 'application/json').end('{}') })
  const { ids, report } = await findingsOf(url, { only: ['errors'], skip: [], timeout: 400 })
  t.strictSame(ids, ['errors-status'])
  t.match(report.rules.find(({ id }) => id === 'errors-anything'), { result: 'not-checked', because: 'errors-status' })
  const other = await webhook(t, (response, { url, body }) => {
    if (url === '/' ||
    body !== '[]') response.setHeader('content-type', 'application/json').end('{}')
  })
  t.match((await findingsOf(other.url, { only: ['errors'], skip: [], timeout: 400 })).report.findings,
    [{ saw: 'a list: no answer' }])
})

t.test('the check is interrupted: during a call, and before one', async t => {
  const { url } = await webhook(t, () => {})
  const interruption = new AbortController()
  setTimeout(() => { interruption.abort() }, 100)
  const report = await check({ url, signal: interruption.signal })
  t.equal(report.ended, 'interrupted')
  t.strictSame(report.findings, [])
  t.match(report.rules[0], { result: 'not-checked', because: 'the check was interrupted' })
  t.match(await check({ url, signal: AbortSignal.abort() }), { ended: 'interrupted', requests: 0 })
})

t.test('a certificate that nobody vouches for', async t => {
  const server = createTlsServer(selfSigned(t), (_request, response) => { response.end('{}') })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => { server.close() })
  const { ids, report } = await findingsOf(`https://localhost:${(server.address() as AddressInfo).port}`)
  t.strictSame(ids, ['advice-certificate'])
  t.match(report.findings[0], { saw: /not valid \(DEPTH_ZERO_SELF_SIGNED_CERT\)/ })
})

t.test('what errors of connections are called', t => {
  t.match(failureOf(Object.assign(new Error('several'),
    { errors: [Object.assign(new Error('one'), { code: 'ENOTFOUND' })] }), false), { kind: 'absent' })
  t.match(failureOf(new Error('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }), false),
    { kind: 'closed', message: /ECONNRESET/ })
  t.match(failureOf(new Error('no code'), true), { kind: 'cut', message: /no code/ })
  t.match(failureOf(new Error('no code'), false), { kind: 'closed', message: /no code/ })
  t.end()
})
