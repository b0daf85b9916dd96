import t from 'tap'
import type { FastifyRequest } from 'fastify'
import { conversationIn, conversationKey } from '../../../lib/durable/inbox/entry/conversation.ts'
import { normalise, shapeOf, title } from '../../../lib/durable/inbox/entry/fingerprint.ts'
import { entryOfFailure } from '../../../lib/durable/inbox/entry/from-failure.ts'
import { entryOfReport } from '../../../lib/durable/inbox/entry/from-report.ts'
import { idMaker } from '../../../lib/durable/inbox/entry/id.ts'
import { createRedactor } from '../../../lib/shared/redact/redact.ts'
import { FST_BOT_HANDLER_TIMEOUT, FST_BOT_HANDLER_FAILED } from '../../../lib/errors.ts'
import { RequestTurn } from '../../../lib/turn/request-turn.ts'
import { call } from '../../support/app.ts'

const redactor = createRedactor()
const request = {
  method: 'POST', originalUrl: '/errors', headers: {}, params: {}, body: undefined
} as unknown as FastifyRequest

const origin = { route: 'POST /', bytes: undefined, caller: '', deferrals: undefined }

/** The entry of a report with that body. */
function report (text: string, more: object = {}) {
  let body: unknown = text
  try { body = JSON.parse(text) } catch {}
  return entryOfReport({ raw: Buffer.from(text), body, receivedAt: new Date(), request, ...more }, 'id', redactor)
}

/** The entry of a turn whose handler threw that. */
function failure (thrown: unknown, answer?: string) {
  const turn = new RequestTurn({ ...request, body: call() } as unknown as FastifyRequest, origin)
  return entryOfFailure({ turn, error: new FST_BOT_HANDLER_FAILED({ cause: thrown }), answer },
    { id: 'id', at: new Date(), requestId: 'r1' }, redactor)
}

t.test('reports that differ in numbers, ids, names and addresses are about the same', t => {
  const same = [
    ['{"error":"no webhook at 10.0.0.1:80","at":1}', '{"error":"no webhook at 10.0.0.27:8080","at":2}'],
    ['{"message":"user \\"Ada\\" not found"}', '{"message":"user \\"Bob\\" not found"}'],
    ['{"conversation":{"id":"a","memory":{}}}', '{"conversation":{"id":"b","memory":{}}}'],
    ['{"list":[{"a":1}]}', '{"list":[{"a":2},{"a":3}]}'],
    ['timeout after 1503 ms', 'timeout   after 27 ms'],
    ['mail to ada@example.test', 'mail to bob@example.org'],
    ['job 96597974-3ee1-4743-8a5d-341b67effb9a', 'job a2f1c5d0-6c1e-4a55-9d1f-6f0f8a1f1c11'],
    ['at deadbeef01', 'at 0123456789ab']
  ]
  for (const [one = '', other = ''] of same) t.equal(report(one).fingerprint, report(other).fingerprint, one)
  const different = [
    '{"error":"no webhook"}', '{"error":"no answer"}', '{"error":5}', '{"code":404}', '{"code":500}', 'timeout',
    'no body', '', '[]', '[1]', '{}', 'null', '{"list":["a"]}', '{"error":null}'
  ]
  t.equal(new Set(different.map(text => report(text).fingerprint)).size, different.length)
  t.not(report('', { unread: 'FST_ERR_CTP_BODY_TOO_LARGE' }).fingerprint, report('').fingerprint)
  t.end()
})

t.test('a title has no word of a report', t => {
  t.strictSame(['{"Ada":1,"b":2}', '{"Ada":1}', '["Ada"]', 'Ada', '"Ada"', ''].map(text => report(text).title),
    ['JSON, an object with 2 keys', 'JSON, an object with 1 key', 'JSON, a list', 'text', 'text', 'no body'])
  t.equal(report('', { unread: 'FST_ERR_CTP_BODY_TOO_LARGE' }).title,
    'a body that was not read, FST_ERR_CTP_BODY_TOO_LARGE')
  t.equal(report('x').detail.route?.type, undefined)
  t.match(report('{"password":"x"}'), { raw: Buffer.from('{"password":"[redacted]"}'), detail: { redacted: true } })
  t.equal(report('x', { request: { ...request, headers: { 'content-type': 'text/plain' } } }).detail.route?.type,
    'text/plain')
  t.equal(title('a\0\u202eb' + 'x'.repeat(300)).length, 160)
  t.end()
})

t.test('what was thrown, whatever it is', t => {
  const unusual = Object.defineProperty(new Error('x'), 'message', { get () { throw new Error('hunter2') } })
  const circular: Record<string, unknown> = {}
  circular.self = circular
  for (const thrown of ['text', null, undefined, 5, { a: 1 }, circular, unusual, new Proxy({},
    { get () { throw new Error('no') }, getPrototypeOf () { throw new Error('no') } }), Symbol('s'), () => {}]) {
    const entry = failure(thrown)
    t.match(entry,
      { kind: 'failure', detail: { error: { code: 'FST_BOT_HANDLER_FAILED', name: String, message: String } } })
    t.match(entry.title, /^[\x20-\x7e]+$/)
  }
  t.match(failure('pg password=hunter2').detail.error, { name: 'string', message: 'pg password=[redacted]' })
  t.equal(failure('pg password=hunter2').detail.error?.stack, undefined)
  t.match(failure({ a: 1 }).detail.error, { message: '{"a":1}' })
  t.match(failure(new Error('x'.repeat(9000))).detail.error, { message: /^x{8192}$/ })
  t.match(failure('x', '{"replies":[],"token":"hunter2"}').detail.answer,
    { status: 200, body: '{"replies":[],"token":"[redacted]"}' })
  const deadline = entryOfFailure({
    turn: new RequestTurn(request, origin), error: new FST_BOT_HANDLER_TIMEOUT(8000), answer: undefined
  }, { id: 'id', at: new Date(), requestId: 'r1' }, redactor)
  t.match(deadline, {
    title: 'FST_BOT_HANDLER_TIMEOUT',
    conversation: null,
    detail: { answer: { status: 503 }, error: { code: 'FST_BOT_HANDLER_TIMEOUT' } }
  })
  const strange = Object.assign(new FST_BOT_HANDLER_TIMEOUT(1), { statusCode: undefined })
  t.match(entryOfFailure({ turn: new RequestTurn(request, origin), error: strange, answer: undefined },
    { id: 'id', at: new Date(), requestId: 'r1' }, redactor), { detail: { answer: { status: 500 } } })
  t.end()
})

t.test('failures are the same when name, words and place are', t => {
  const at = (name: string, line: number, message = 'no price') => Object.assign(new TypeError(message), {
    stack: `TypeError: ${message}\n    at node:internal/x:1:1\n    at get (/app/node_modules/y/i.js:3:3)\n    at ` +
      `async ${name} (file:///app/skills/${name}.js:${line}:7)`
  })
  t.equal(failure(at('order', 5)).fingerprint, failure(at('order', 27)).fingerprint)
  t.equal(failure(at('order', 5, 'no price of 3')).fingerprint, failure(at('order', 5, 'no price of 4')).fingerprint)
  t.not(failure(at('order', 5)).fingerprint, failure(at('pay', 5)).fingerprint)
  t.not(failure(at('order', 5)).fingerprint, failure(at('order', 5, 'no name')).fingerprint)
  t.equal(failure(at('order', 5)).title, 'TypeError order (skills/order.js)')
  t.equal(failure(Object.assign(new Error('x'), { stack: 'Error: x\n    at /app/a.js:1:2' })).title, 'Error (app/a.js)')
  t.equal(failure(Object.assign(new Error('x'), { stack: 'Error: x\n    at node:fs:1:2' })).title, 'Error (node:fs)')
  t.equal(failure(Object.assign(new Error('x'), { stack: 'Error: x\n    at native' })).title, 'Error (native)')
  t.equal(failure(Object.assign(new Error('x'), { stack: '' })).title, 'Error')
  t.end()
})

t.test('shapes and words are bounded', t => {
  const deep = JSON.parse('{"a":'.repeat(50) + '1' + '}'.repeat(50))
  t.equal(shapeOf(deep), '{"a":{"a":{"a":{"a":{}}}}}')
  t.equal(shapeOf([[[[[1]]]]]), '[[[[[]]]]]')
  t.ok(shapeOf(Object.fromEntries(Array.from({ length: 5000 },
    (_, index) => [`k${index}`, { x: 1, y: 2 }]))).length < 5000)
  t.ok(normalise('"\'`@'.repeat(100_000)).length <= 2000)
  t.end()
})

t.test('the conversation of a report is found where it stands', t => {
  const cases: Array<[unknown, string | undefined]> = [
    [{ conversation: { id: 'a' } }, 'a'], [{ conversation: { conversation_id: 7 } }, '7'], [
      { conversation_id: 'b' }, 'b'
    ], [{ conversationId: 'c' }, 'c'], [{ conversation: 'd' }, 'd'], [{ conversation: 5 }, '5'],
    [{ results: [{ error: { conversation_id: 'e' } }] }, 'e'], [[{ x: { conversation: null } }], undefined],
    [{ conversation: {} }, undefined], ['conversation', undefined], [null, undefined]
  ]
  for (const [body, id] of cases) t.equal(conversationIn(body), id, JSON.stringify(body))
  t.equal(conversationIn({
    a: Array.from({ length: 20_000 }, () => ({})), b: [{ c: [{ conversation_id: 'too far' }] }]
  }), undefined)
  t.equal(conversationIn({
    ...Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 1])), conversation_id: 'too late'
  }), undefined)
  t.not(conversationKey('\ud800').toString('hex'), conversationKey('\ud801').toString('hex'))
  t.end()
})

t.test('ids sort as they were made, also when the clock is set back and when there are many', t => {
  let now = 1_700_000_000_000
  const next = idMaker(() => now)
  const ids = Array.from({ length: 10_000 }, (_, index) => {
    if (index === 5000) now -= 60_000
    return next()
  })
  t.strictSame([...ids].sort(), ids)
  t.equal(new Set(ids).size, ids.length)
  for (const id of ids.slice(0,
    50)) t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.equal(Number.parseInt(ids[0]?.replace(/-/g, '').slice(0, 12) ?? '', 16), 1_700_000_000_000)
  now += 120_000
  t.ok(idMaker()() > next())
  t.end()
})
