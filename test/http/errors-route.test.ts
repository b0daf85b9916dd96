import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { bearer, type Report, type ReportHandler } from '../../lib/index.ts'
import {
  announceUpload, build, buildWithLogs, call, listen, post, received, refused, type LogLine
} from '../support/app.ts'
import { setNodeEnv } from '../support/node-env.ts'

const LIMIT = 1000 // bytes

function taken (t: Test, { statusCode, body, headers }: LightMyRequestResponse, what: string): void {
  t.equal(statusCode, 200, `${what}: 200`)
  t.equal(body, '', `${what}: with an empty body`)
  t.equal(headers['content-length'], '0', `${what}: that says so`)
}

function hearing (onReport: ReportHandler) {
  return (app: FastifyInstance) => { app.bot.onReport(onReport) }
}

const sent = call()
const bytes = Buffer.from([0, 0xff, 0xfe, 0x80, 0x0a, 0xd8])

/** Bodies that can be read, and what they are read as. */
const readable: Array<[what: string, type: string | undefined, payload: string | Buffer, body: unknown]> = [
  ['a JSON object', 'application/json', '{"error":{"code":500}}', { error: { code: 500 } }],
  ['a JSON list', 'application/json', '[1,2]', [1, 2]],
  ['JSON text', 'application/json', '"trouble"', 'trouble'],
  ['JSON null', 'application/json', 'null', null],
  ['JSON with a charset', 'application/json; charset=utf-8', '{"a":1}', { a: 1 }],
  ['a call of the platform', 'application/json', JSON.stringify(sent), sent],
  ['JSON of another name', 'application/problem+json', '{"a":1}', { a: 1 }],
  ['JSON that says it is text', 'text/plain', '{"a":1}', { a: 1 }],
  ['JSON that does not say what it is', undefined, '{"a":1}', { a: 1 }],
  ['broken JSON', 'application/json', '{"a":', '{"a":'],
  ['empty JSON', 'application/json', '', ''],
  [
    'JSON with prototype keys', 'application/json', '{"__proto__":{"polluted":1},"constructor":{"prototype":{}}}',
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{}}}')
  ],
  ['text', 'text/plain', 'Zürich is gone 🔑', 'Zürich is gone 🔑'],
  ['HTML', 'text/html', '<h1>500</h1>', '<h1>500</h1>'],
  ['a form', 'application/x-www-form-urlencoded', 'a=1&b=%20', 'a=1&b=%20'],
  [
    'a form in parts', 'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
    '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
  ],
  ['bytes', 'application/octet-stream', bytes, bytes.toString()],
  ['bytes that say they are JSON', 'application/json', bytes, bytes.toString()],
  ['text that does not say what it is', undefined, 'trouble', 'trouble'],
  ['as much as the limit allows', 'text/plain', 'x'.repeat(LIMIT), 'x'.repeat(LIMIT)],
  ['nothing, of a type', 'text/plain', '', ''],
  ['nothing', undefined, '', '']
]

/** Bodies that cannot, and the code that says why. */
const unreadable: Array<[what: string, headers: Record<string, string>, payload: string, unread: string]> = [
  ['a type that is none', { 'content-type': 'nonsense' }, '{"a":1}', 'FST_ERR_CTP_INVALID_MEDIA_TYPE'],
  ['an empty type', { 'content-type': '' }, '{"a":1}', 'FST_ERR_CTP_INVALID_MEDIA_TYPE'],
  ['a type of unusual characters', { 'content-type': 'a/b c; "' }, 'x', 'FST_ERR_CTP_INVALID_MEDIA_TYPE'],
  [
    'more than the limit', { 'content-type': 'application/json' }, JSON.stringify('x'.repeat(LIMIT)),
    'FST_BOT_BODY_TOO_LARGE'
  ],
  ['more than the limit, of no type', {}, 'x'.repeat(LIMIT + 1), 'FST_BOT_BODY_TOO_LARGE'],
  ['less than was announced', { 'content-type': 'text/plain', 'content-length': '50' }, 'x', 'FST_BOT_BODY_INVALID']
]

t.test('whatever is reported is answered 200 with an empty body', async t => {
  const app = await build(t, { bodyLimit: LIMIT })
  for (const [what, type, payload] of readable) taken(t, await report(app, type, payload), what)
  for (const [what, headers, payload] of unreadable) {
    taken(t, await app.inject({ method: 'POST', url: '/errors', headers, payload }), what)
  }
})

t.test('onReport gets the bytes of a report, and what they say', async t => {
  const reports: Report[] = []
  const app = await build(t, { bodyLimit: LIMIT }, hearing(report => { reports.push(report) }))
  for (const [what, type, payload, body] of readable) {
    const started = Date.now()
    taken(t, await report(app, type, payload), what)
    const heard = reports.pop() as Report
    t.ok(Buffer.isBuffer(heard.raw) && heard.raw.equals(Buffer.from(payload)), `${what}: the bytes`)
    t.equal(JSON.stringify(heard.body), JSON.stringify(body), `${what}: the body`)
    t.notOk('unread' in heard, `${what}: was read`)
    t.ok(heard.receivedAt instanceof Date && heard.receivedAt.getTime() >= started &&
      heard.receivedAt.getTime() <= Date.now(), `${what}: the time`)
    t.equal(heard.request.headers['content-type'], type, `${what}: the request`)
    t.equal(reports.length, 0, `${what}: once`)
  }
  t.notOk('polluted' in {}, 'no prototype was reached')
})

t.test('onReport receives a report that could not be read, and why', async t => {
  const reports: Report[] = []
  const app = await build(t, { bodyLimit: LIMIT }, hearing(report => { reports.push(report) }))
  for (const [what, headers, payload, unread] of unreadable) {
    taken(t, await app.inject({ method: 'POST', url: '/errors', headers, payload }), what)
    t.equal(reports.length, 1, `${what}: once`)
    const heard = reports.pop() as Report
    t.equal(heard.unread, unread, `${what}: the reason`)
    t.equal(heard.raw.length, 0, `${what}: no bytes`)
    t.equal(heard.body, '', `${what}: no body`)
  }
})

t.test('a report nested to any depth is taken', async t => {
  const reports: Report[] = []
  const app = await build(t, { bodyLimit: 8 * 2 ** 20 }, hearing(report => { reports.push(report) }))
  for (const [open, close] of [['[', ']'], ['{"a":', '}']] as const) {
    const payload = `${open.repeat(500_000)}1${close.repeat(500_000)}`
    taken(t, await report(app, 'application/json', payload), open)
    const heard = reports.pop()
    t.equal(heard?.raw.toString(), payload, 'with its bytes')
    t.type(heard?.body, 'object', 'and its body')
  }
})

t.test('a report larger than the limit is answered before it has come to its end', async t => {
  const app = await build(t, { bodyLimit: LIMIT })
  const port = await listen(app)
  const answer = await received(announceUpload(port, '/errors', 10 * LIMIT))
  t.match(answer, /^HTTP\/1\.1 200 /)
  t.match(answer, /^connection: close\r$/im)
  t.match(answer, /\r\n\r\n$/, 'with an empty body')
})

t.test('a report is answered before onReport receives it', async t => {
  for (const [what, headers, payload] of [
    ['a body that is read', {}, 'trouble'], ['a body that is not', { 'content-type': 'nonsense' }, 'trouble']
  ] as const) {
    const answers: ServerResponse[] = []
    const ended: unknown[] = []
    const app = await build(t, {}, app => {
      app.addHook('onRequest', (_request, reply, done) => {
        answers.push(reply.raw)
        done()
      })
      app.bot.onReport(() => { ended.push(answers[0]?.writableEnded) })
    })
    taken(t, await app.inject({ method: 'POST', url: '/errors', headers, payload }), what)
    t.same(ended, [true], what)
  }
})

t.test('what becomes of onReport changes nothing for the caller', async t => {
  setNodeEnv(t, 'production')
  const failures: Record<string, ReportHandler> = {
    throws: () => { throw new Error('hunter2') },
    rejects: async () => { throw new Error('hunter2') },
    'rejects later': async () => {
      await sleep(5)
      throw new Error('hunter2')
    },
    'throws text': () => { throw 'hunter2' }, // eslint-disable-line no-throw-literal
    'throws nothing': () => { throw undefined }, // eslint-disable-line no-throw-literal
    'rejects with null': async () => { throw null }, // eslint-disable-line no-throw-literal
    'returns what throws when awaited': () => ({ then () { throw new Error('hunter2') } }),
    'returns a rejected promise': () => Promise.reject(new TypeError('hunter2'))
  }
  for (const [what, onReport] of Object.entries(failures)) {
    const { app, lines } = await buildWithLogs(t, { bodyLimit: LIMIT }, hearing(onReport))
    for (const [type, payload] of [
      ['application/json', '{}'], ['nonsense', 'x'], ['text/plain', 'x'.repeat(LIMIT + 1)]
    ] as const) {
      lines.length = 0
      taken(t, await report(app, type, payload), `${what} at ${type}`)
      const failed = await lineOf(lines, ({ code }) => code === 'FST_BOT_REPORT_FAILED')
      t.equal(failed?.level, 50, `${what} at ${type}: it is logged as an error`)
      t.type(failed?.reqId, 'string', `${what} at ${type}: with the request`)
      t.notMatch(JSON.stringify(lines.filter(({ level }) => level >= 30)), /hunter2/,
        `${what} at ${type}: without its words`)
    }
  }
})

t.test('the log says what onReport threw and where, and in production its words at debug only', async t => {
  setNodeEnv(t, 'production')
  class StorageError extends Error { code = 'E_STORAGE' }
  const { app, lines } = await buildWithLogs(t, {},
    hearing(() => { throw new StorageError('hunter2\n    at hunter2 (hunter2.js:1:1)') }))
  taken(t, await report(app, 'text/plain', 'x'), 'the report')
  const failed = await lineOf(lines, ({ code }) => code === 'FST_BOT_REPORT_FAILED')
  t.match(failed, { failure: { name: 'StorageError', code: 'E_STORAGE', at: [/^at .*errors-route\.test/] } })
  t.same(lines.filter(line => JSON.stringify(line).includes('hunter2')).map(({ level }) => level), [20],
    'one line at debug has its words')
})

t.test('outside production the log has what onReport threw, with message and stack', async t => {
  const { app, lines } = await buildWithLogs(t, {}, hearing(() => { throw new RangeError('no room') }))
  taken(t, await report(app, 'text/plain', 'x'), 'the report')
  t.match(await lineOf(lines, ({ code }) => code === 'FST_BOT_REPORT_FAILED'),
    { level: 50, err: { type: 'RangeError', message: 'no room', stack: /errors-route\.test/ } })
})

t.test('an onReport that never ends keeps nobody waiting', async t => {
  let heard = 0
  const app = await build(t, {}, hearing(async () => {
    heard++
    await new Promise(() => {})
  }))
  for (let nth = 1; nth <= 3; nth++) {
    taken(t, await report(app, 'text/plain', 'x'), `report ${nth}`)
    t.equal(heard, nth)
  }
  t.equal((await post(app, call())).statusCode, 404, 'and the webhook goes on')
})

t.test('a report is logged by its size and not by its words', async t => {
  const { app, lines, text } = await buildWithLogs(t, { bodyLimit: LIMIT }, hearing(() => {}))
  for (const [payload, type, line] of [
    ['{"user":"hunter2"}', 'application/json', { bytes: 18 }],
    ['{"user":"hunter2', 'application/json', { bytes: 16 }],
    ['hunter2', 'text/plain', { bytes: 7 }],
    ['hunter2'.repeat(1000), 'text/plain', { bytes: 0, unread: 'FST_BOT_BODY_TOO_LARGE' }],
    ['hunter2', 'nonsense', { bytes: 0, unread: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }]
  ] as const) {
    lines.length = 0
    taken(t, await report(app, type, payload), `${payload.length} bytes of ${type}`)
    const reported = lines.filter(({ level }) => level === 40)
    t.equal(reported.length, 1, 'one line')
    t.match(reported[0], { ...line, msg: 'bot webhook: the platform reports trouble', reqId: String })
    t.equal('unread' in (reported[0] ?? {}), 'unread' in line)
  }
  t.notMatch(text(), /hunter2/, 'at no level')
})

t.test('a report is logged when there is no onReport', async t => {
  const { app, lines } = await buildWithLogs(t)
  lines.length = 0
  taken(t, await report(app, 'text/plain', 'trouble'), 'the report')
  t.equal(lines.filter(({ level, bytes }) => level === 40 && bytes === 7).length, 1)
})

t.test('onReport is registered once', async t => {
  await build(t, {}, ({ bot }) => {
    bot.onReport(() => {})
    t.throws(() => bot.onReport(() => {}),
      { code: 'FST_BOT_HANDLER_DUPLICATE', message: 'bot.onReport has a handler already' })
    for (const wrong of [undefined, null, 'x', {}, 5]) {
      t.throws(() => bot.onReport(wrong as never),
        { code: 'FST_BOT_HANDLER_INVALID', message: 'bot.onReport' }, `not ${wrong}`)
    }
  })
})

t.test('an error of the app that throws when it is looked at is no report', async t => {
  const unusual = Object.defineProperty(new Error('unusual'), 'code', { get () { throw new Error('code') } })
  const app = await build(t, {}, app => {
    app.bot.onReport(() => { t.fail('there is no report') })
    app.addHook('preParsing', async () => { throw unusual })
  })
  refused(t, await app.inject({ method: 'POST', url: '/errors', payload: {} }), 500, 'FST_BOT_INTERNAL')
})

t.test('a call of the errors route is no turn', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(() => { t.fail('the handler was called') })
    bot.setErrorReply(() => { t.fail('the error reply was called') })
  })
  taken(t, await post(app, call(), '/errors'), 'a call')
})

t.test('the errors route is for POST only, the rest is the host\'s 404', async t => {
  const app = await build(t, {}, hearing(() => { t.fail('onReport was called') }))
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    const response = await app.inject({ method, url: '/errors' })
    t.equal(response.statusCode, 404, method)
    if (method !== 'HEAD') {
      t.match(response.json(), { message: `Route ${method}:/errors not found` },
      `${method} is answered by the host`)
    }
  }
})

t.test('a report without credentials is neither read nor heard of', async t => {
  let parsed = 0
  let heard = 0
  const { app, lines } = await buildWithLogs(t, {
    bodyLimit: LIMIT, errorsAuth: bearer('errors-token-0000001')
  }, app => {
    app.addHook('preParsing', async () => { parsed++ })
    app.bot.onReport(() => { heard++ })
  })
  const authorization = 'Bearer errors-token-0000001'
  for (const [type, payload] of [[
    'application/json', '{}'
  ], ['application/json', '{'], ['nonsense', 'x'], ['text/plain', 'x'.repeat(LIMIT + 1)], [undefined, '']] as const) {
    refused(t, await report(app, type, payload), 401, 'FST_BOT_UNAUTHORIZED', `${type}, ${payload.length} bytes`)
    refused(t, await report(app, type, payload, { authorization: `${authorization}0` }), 401, 'FST_BOT_UNAUTHORIZED',
      `${type}, ${payload.length} bytes, wrong token`)
  }
  t.equal(parsed, 0, 'not read')
  t.equal(heard, 0, 'not heard of')
  t.notOk(lines.some(({ msg }) => msg.includes('reports trouble')), 'not logged as a report')
  taken(t, await report(app, 'text/plain', 'x', { authorization }), 'the right token')
  t.equal(heard, 1, 'heard of')
})

async function report (app: FastifyInstance, type: string | undefined, payload: string | Buffer, headers: Record<
  string, string
> = {}): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: '/errors',
    payload,
    headers: { ...(type !== undefined && { 'content-type': type }), ...headers }
  })
}

/** Waits for a line that is logged after the answer. */
async function lineOf (lines: LogLine[], wanted: (line: LogLine) => boolean): Promise<LogLine | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const found = lines.find(wanted)
    if (found !== undefined) return found
    await sleep(5)
  }
}
