import { Readable } from 'node:stream'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { FastifyInstance } from 'fastify'
import type { Turn } from '../../lib/index.ts'
import { build, buildWithLogs, call, post, refused } from '../support/app.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'

const DEFAULT_LIMIT = 262144 // bytes
const DEEPEST = 64 // levels

const answering = (app: FastifyInstance) => { app.bot.fallback(() => 'fine') }
const json = { 'content-type': 'application/json' }

/** Lets the handler answer with what it was asked to, and keeps the turns that it was given. */
function keeping (turns: Turn[]) {
  return (app: FastifyInstance) => {
    app.bot.fallback(turn => {
      turns.push(turn)
      return 'fine'
    })
  }
}

/** The text between two others. */
function between (text: string, before: string, after: string): string {
  return text.slice(text.indexOf(before) + before.length, text.lastIndexOf(after))
}

t.test('a body that is not JSON is refused, with the position at which it breaks off', async t => {
  const app = await build(t, {}, answering)
  const bodies = [
    ' ', '\n', '{', '{"conversation":', '{"conversation":{"skill":"greetings"}', '{"conversation":{},}', '[1,]', '[',
    '"', '"abc',
    '{conversation: {}}', "{'conversation':{}}", '{"conversation":undefined}', '{"conversation":NaN}',
    '{"conversation":Infinity}',
    '{"conversation":01}', '{"conversation":+1}', '{"conversation":.5}', '{"conversation":1.}', '{"conversation":0x10}',
    '{"conversation":1e}',
    '{"conversation":"\t"}', '{"conversation":"\n"}', '{"conversation":"\\x"}', '{"conversation":"\\u12"}',
    '{"conversation":1}{}',
    '{"a" "b"}', '{"a":1 "b":2}', '{"a":1;"b":2}', '{} // comment', '/* comment */ {}', 'conversation=1&nlp=2',
    '<conversation/>', 'undefined',
    '\ufeff', '\0', '{}\0', 'end of JSON'
  ]
  for (const body of bodies) {
    const what = JSON.stringify(body)
    const { message } = refused(t, await post(app, body), 400, 'FST_BOT_JSON_INVALID', what)
    t.match(message, /^body is not valid JSON: /, `${what}: the message says so`)
    const position = / in JSON at position (\d+)/.exec(syntaxErrorOf(body))?.[1]
    if (position !== undefined) t.match(message, new RegExp(` at position ${position}$`), `${what}: at ${position}`)
  }
  t.equal((await post(app, '')).json().message, 'body: expected object', 'no bytes are no body')
  t.match((await post(app, '[')).json().message, 'it ends too early', 'a body that was cut is named so')
})

t.test('a body that is not UTF-8 is refused, not repaired', async t => {
  const app = await build(t, {}, answering)
  const within = (...bytes: number[]) => Buffer.concat([
    Buffer.from('{"nlp":{"source":"'), Buffer.from(bytes), Buffer.from('"}}')
  ])
  const bodies: Record<string, Buffer> = {
    'a lone byte': Buffer.from([0xff]),
    'Latin-1': Buffer.from('{"nlp":{"source":"Zürich"}}', 'latin1'),
    'a character cut in two': within(0xe2, 0x82),
    'an overlong form': within(0xc0, 0x80),
    'a surrogate': within(0xed, 0xa0, 0x80),
    'beyond Unicode': within(0xf5, 0x80, 0x80, 0x80),
    'UTF-16 with a byte order mark': Buffer.from('\ufeff{}', 'utf16le')
  }
  for (const [what, body] of Object.entries(bodies)) {
    for (const type of [
      'application/json', 'application/json; charset=utf-8', 'application/json; charset=iso-8859-1'
    ]) {
      const { message } = refused(t, await post(app, body, '/', { 'content-type': type }), 400, 'FST_BOT_JSON_INVALID',
        `${what} as ${type}`)
      t.match(message, 'it is not UTF-8')
    }
  }
  const utf16 = Buffer.from(JSON.stringify(call()), 'utf16le')
  refused(t, await post(app, utf16, '/', { 'content-type': 'application/json; charset=utf-16' }), 400,
    'FST_BOT_JSON_INVALID', 'UTF-16 that says so')
})

t.test('neither the answer to broken JSON nor the log quotes it', async t => {
  const { app, text } = await buildWithLogs(t, {}, answering)
  const bodies = [
    'ZQJ', '"ZQJ', '{"ZQJ', '{"ZQJ"', '{"ZQJ":', '{ZQJ}', '{"a": ZQJ}', '[ZQJ]', '{"a":"ZQJ" "b"}', '{"a":"ZQJ"',
    '{"a":"ZQJ",}', '{"a":"\n ZQJ"}',
    '{"a":"\\ZQJ"}', '{} ZQJ', 'ZQJ{}', "'ZQJ'", '\ufeff"ZQJ"', '{"password":"ZQJ", "other":}',
    'ZQJ in JSON at position 7', 'ZQJ end of JSON', '{"a":"ZQJ in JSON at position 1" 5}',
    'ZQJ'.repeat(100), `{"a":"${'ZQJ'.repeat(100)}" ZQJ}`
  ]
  for (const body of bodies) {
    const response = await post(app, body)
    refused(t, response, 400, 'FST_BOT_JSON_INVALID', body.slice(0, 40))
    t.notMatch(response.body, /Z?QJ|ZQ/, 'the answer does not quote it')
  }
  t.match(text(), 'FST_BOT_JSON_INVALID', 'the refusal is logged')
  t.notMatch(text(), /Z?QJ|ZQ/, 'the log does not quote it')
})

t.test('a body may be nested 64 levels deep, and comes back whole', async t => {
  const app = await build(t, {}, answering)
  const inMemory = DEEPEST - 2 // the body and the conversation are the first two
  for (const [open, close] of [['{"a":', '}'], ['[', ']']] as const) {
    const memory = `{"a":${open.repeat(inMemory - 1)}null${close.repeat(inMemory - 1)}}`
    const response = await post(app, `{"conversation":{"memory":${memory}}}`)
    t.equal(response.statusCode, 200, open)
    t.equal(between(response.body, '"memory":', '}}'), memory, `${open}: as it was`)
  }
})

t.test('a body that is nested deeper is refused with the path to its depth', async t => {
  const app = await build(t, {}, answering)
  const bodies: Array<[
    open: string, close: string, path: string
  ]> = [['{"a":', '}', '/a'], ['{"a/b":', '}', '/a~1b'], ['[', ']', '/0']]
  for (const [open, close, path] of bodies) {
    const { message } = refused(t, await post(app, open.repeat(65) + close.repeat(65).replace(/^}/, '1}')), 400,
      'FST_BOT_BODY_INVALID', open)
    t.equal(message, `body${path.repeat(64)}: nested deeper than 64 levels`)
  }
  const memory = `${'{"a":'.repeat(63)}1${'}'.repeat(63)}`
  const { message } = refused(t, await post(app, `{"conversation":{"memory":${memory}}}`), 400, 'FST_BOT_BODY_INVALID',
    'memory')
  t.match(message, /^body\/conversation\/memory(\/a){62}: nested/)
})

t.test('nesting of any depth does not stop the server', async t => {
  const levels = 500_000
  const app = await build(t, { bodyLimit: 8 * 2 ** 20 }, answering)
  for (const [open, close] of [['{"a":', '}'], ['[', ']'], ['[{"a":', '}]']] as const) {
    const started = cpuMilliseconds()
    refused(t, await post(app, `${open.repeat(levels)}1${close.repeat(levels)}`), 400, 'FST_BOT_BODY_INVALID',
      `${levels} times ${open}`)
    refused(t, await post(app, open.repeat(levels)), 400, 'FST_BOT_JSON_INVALID', `${levels} times ${open}, not closed`)
    t.ok(cpuMilliseconds() - started < 5000, 'and is refused quickly')
  }
  t.equal((await post(app, call())).statusCode, 200, 'the next call is answered')
})

t.test('a number too large for JSON to give back is refused with its path', async t => {
  const app = await build(t, {}, answering)
  const bodies: Record<string, string> = {
    '1e400': 'body',
    '-1e400': 'body',
    '[1,2,1e309]': 'body/2',
    '{"conversation":{"memory":{"x":1e400}}}': 'body/conversation/memory/x',
    '{"conversation":{"memory":{"a/b":{"c~d":[-1e999]}}}}': 'body/conversation/memory/a~1b/c~0d/0',
    '{"nlp":{"entities":{"number":[{"scalar":1e400}]}}}': 'body/nlp/entities/number/0/scalar'
  }
  for (const [body, path] of Object.entries(bodies)) {
    const { message } = refused(t, await post(app, body), 400, 'FST_BOT_BODY_INVALID', body)
    t.equal(message, `${path}: this number is too large to keep`)
  }
  const largest = '{"conversation":{"memory":{"x":[1.7976931348623157e+308,-1.7976931348623157e+308,5e-324]}}}'
  t.same((await post(app, largest)).json().conversation.memory.x,
    [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE], 'the largest numbers are kept')
})

t.test('large bodies are held to the same, wherever it is, and what stands in a text is not looked at', async t => {
  const app = await build(t, {}, answering)
  const filling = JSON.stringify('a "quoted\\" part [[['.repeat(2000))
  const bad: ReadonlyArray<[last: string, path: string]> = [
    ['1e400', 'this number is too large'], ['9'.repeat(400), 'this number is too large'],
    [`-${'9'.repeat(310)}.5`, 'this number is too large'],
    [`${'['.repeat(64)}${']'.repeat(64)}`, 'nested deeper than 64'],
    [`${'{"a":'.repeat(64)}1${'}'.repeat(64)}`, 'nested deeper than 64']
  ]
  for (const [last, why] of bad) {
    const { message } = refused(t, await post(app, `{"a":${filling},"last":${last}}`), 400, 'FST_BOT_BODY_INVALID')
    t.match(message, new RegExp(`^body/last.*: ${why}`))
  }
  for (const last of [
    '1e300', '9'.repeat(305), '[true,false,null,1.5E2,-0]', `${'['.repeat(63)}${']'.repeat(63)}`, `"${'['.repeat(99)}"`
  ]) t.equal((await post(app, `{"a":${filling},"last":${last}}`)).statusCode, 200, last)
})

t.test('a body of another media type is refused', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(() => { t.fail('the handler was called') }) })
  const types = [
    'text/plain', 'text/plain; charset=utf-8', 'text/html', 'text/json', 'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json-patch+json', 'application/vnd.api+json', 'application/x-json', 'application/jsonp',
    'application/octet-stream',
    'application/json, text/plain', 'application/', 'json', '*/*', '*', ';', 'application/ json',
    'text/plain; x=application/json'
  ]
  for (const type of types) {
    for (const body of [JSON.stringify(call()), 'a=1&b=2', '']) {
      const { message } = refused(t, await post(app, body, '/', { 'content-type': type }), 415, 'FST_BOT_MEDIA_TYPE',
        `${type}, ${body.length} bytes`)
      t.equal(message, 'send application/json')
    }
  }
})

t.test('application/json may be spelled as HTTP allows', async t => {
  const app = await build(t, {}, answering)
  const types = [
    'application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8',
    'application/json ; charset=utf-8', 'Application/JSON',
    'APPLICATION/JSON; CHARSET="UTF-8"', 'application/json;  charset="utf-8"', 'application/json;',
    'application/json; version=1; q=0.5', ' application/json '
  ]
  for (const type of types) {
    t.equal((await post(app, call('greetings'), '/', { 'content-type': type })).statusCode, 200,
      type)
  }
})

t.test('a body that does not say what it is is read as JSON', async t => {
  const turns: Turn[] = []
  const app = await build(t, {}, keeping(turns))
  const body = call()
  const response = await app.inject({ method: 'POST', url: '/', payload: JSON.stringify(body) })
  t.equal(response.statusCode, 200)
  t.equal(turns[0]?.request.headers['content-type'], undefined)
  t.same(turns[0]?.body, body)
  refused(t, await app.inject({ method: 'POST', url: '/', payload: 'a=1' }), 400, 'FST_BOT_JSON_INVALID',
    'and refused when it is not')
  refused(t, await app.inject({ method: 'POST', url: '/' }), 400, 'FST_BOT_BODY_INVALID', 'or when there is none')
})

t.test('a body of 262144 bytes is read, and one byte more refused with the limit', async t => {
  const app = await build(t, {}, answering)
  for (const filling of ['x', 'ü', '🔑']) {
    refused(t, await post(app, bodyOf(DEFAULT_LIMIT + 1, filling)), 413, 'FST_BOT_BODY_TOO_LARGE',
      `one byte more of ${filling}`)
    t.equal((await post(app, bodyOf(DEFAULT_LIMIT, filling))).statusCode, 200, `the limit of ${filling}`)
  }
  const { message } = (await post(app, bodyOf(DEFAULT_LIMIT + 1))).json()
  t.equal(message, 'body is larger than 262144 bytes')
})

t.test('a body is measured when its length was not announced too', async t => {
  const app = await build(t, {}, answering)
  const stream = (bytes: number) => app.inject({
    method: 'POST', url: '/', headers: json, payload: Readable.from([Buffer.from(bodyOf(bytes))])
  })
  refused(t, await stream(DEFAULT_LIMIT + 1), 413, 'FST_BOT_BODY_TOO_LARGE')
  t.equal((await stream(DEFAULT_LIMIT)).statusCode, 200, 'the limit')
})

t.test('the limit may be set, whatever the host has', async t => {
  for (const server of [{}, { bodyLimit: 50 }, { bodyLimit: 50_000_000 }]) {
    for (const bodyLimit of [100, 1_000_000]) {
      const app = await build(t, { bodyLimit }, app => {
        answering(app)
        app.bot.action('/act', () => 'fine')
      }, server)
      for (const url of ['/', '/act', '/act/']) {
        t.equal((await post(app, bodyOf(bodyLimit), url)).statusCode, 200, `${url} of ${bodyLimit} bytes`)
        const { message } = refused(t, await post(app, bodyOf(bodyLimit + 1), url), 413, 'FST_BOT_BODY_TOO_LARGE', url)
        t.match(message, ` ${bodyLimit} bytes`)
      }
    }
  }
})

t.test('a body that is not an object, or holds a memory that is none, is refused with the path', async t => {
  const app = await build(t, {}, answering)
  const bodies: Record<string, string> = {
    null: 'body: expected object',
    '[]': 'body: expected object',
    '[{"conversation":{}}]': 'body: expected object',
    5: 'body: expected object',
    '"x"': 'body: expected object',
    true: 'body: expected object',
    '{"conversation":null}': 'body/conversation: expected object',
    '{"conversation":[]}': 'body/conversation: expected object',
    '{"conversation":"x"}': 'body/conversation: expected object',
    '{"conversation":{"memory":null}}': 'body/conversation/memory: expected object',
    '{"conversation":{"memory":[]}}': 'body/conversation/memory: expected object',
    '{"conversation":{"memory":5}}': 'body/conversation/memory: expected object',
    '{"conversation":{"memory":"{}"}}': 'body/conversation/memory: expected object',
    '{"conversation":{"memory":false}}': 'body/conversation/memory: expected object',
    '{"nlp":[]}': 'body/nlp: expected object',
    '{"nlp":null}': 'body/nlp: expected object'
  }
  for (const [body, message] of Object.entries(bodies)) {
    t.equal(refused(t, await post(app, body), 400, 'FST_BOT_BODY_INVALID', body).message, message, body)
  }
})

t.test('a value of the wrong type is refused with its path, never turned into the right one', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(() => { t.fail('the handler was called') }) })
  const bodies: Record<string, string> = {
    '{"conversation":{"skill":5}}': 'body/conversation/skill: expected string or null',
    '{"conversation":{"skill":true}}': 'body/conversation/skill: expected string or null',
    '{"conversation":{"language":5}}': 'body/conversation/language: expected string or null',
    '{"conversation":{"skill_occurences":"2"}}': 'body/conversation/skill_occurences: expected number or null',
    '{"conversation":{"skill_occurences":true}}': 'body/conversation/skill_occurences: expected number or null',
    '{"conversation":{"skill_stack":"greetings"}}': 'body/conversation/skill_stack: expected array or null',
    '{"conversation":{"skill_stack":[5]}}': 'body/conversation/skill_stack/0: expected string',
    '{"conversation":{"participant_data":[]}}': 'body/conversation/participant_data: expected object or null',
    '{"nlp":{"intents":{}}}': 'body/nlp/intents: expected array or null',
    '{"nlp":{"intents":[5]}}': 'body/nlp/intents/0: expected object',
    '{"nlp":{"entities":[]}}': 'body/nlp/entities: expected object or null',
    '{"nlp":{"entities":{"city":{}}}}': 'body/nlp/entities/city: expected array',
    '{"nlp":{"entities":{"city":["Paris"]}}}': 'body/nlp/entities/city/0: expected object',
    '{"nlp":{"status":"200"}}': 'body/nlp/status: expected number or null'
  }
  for (const [body, message] of Object.entries(bodies)) {
    t.equal(refused(t, await post(app, body), 400, 'FST_BOT_BODY_INVALID', body).message, message, body)
  }
})

t.test('null, where the platform knows nothing, stays null', async t => {
  const turns: Turn[] = []
  const app = await build(t, {}, keeping(turns))
  const unknown = {
    conversation: {
      id: null,
      conversation_id: null,
      language: null,
      memory: { a: null },
      skill_stack: null,
      skill: null,
      skill_occurences: null,
      participant_data: null
    },
    nlp: {
      uuid: null,
      source: null,
      intents: null,
      entities: null,
      act: null,
      type: null,
      sentiment: null,
      language: null,
      processing_language: null,
      version: null,
      timestamp: null,
      status: null
    },
    action_id: null,
    conversation_id: null,
    qna: null,
    messages: null
  }
  t.equal((await post(app, unknown)).statusCode, 200)
  t.strictSame(turns[0]?.body, unknown)
  t.equal((await post(
    app, { nlp: { intents: [{ slug: null, confidence: null }], entities: { city: [{ raw: null, confidence: null }] } } }
  )).statusCode, 200, 'inside lists too')
})

t.test('a handler sees the body as it was sent, with what this package does not know', async t => {
  const more = { unknown: 'kept', 'x-y': [1, '1', null, true, { deep: { deeper: [[]] } }], '': 'no name' }
  const base = call('greetings',
    { ...more, memory: { ...more, empty: {}, zero: 0, no: false, number: '5' }, participant_data: more })
  const bodies: Record<string, object> = {
    'a call of the platform': call(),
    'with unknown keys at every level': {
      ...base,
      ...more,
      nlp: {
        ...base.nlp,
        ...more,
        intents: [{ slug: 'greetings', confidence: 0.99, ...more }],
        entities: { city: [{ raw: 'Paris', ...more }], location: [{ raw: 'Paris', lat: 1, ...more }] }
      }
    },
    'an empty object': {},
    'without nlp': { conversation: call().conversation },
    'without a conversation': { nlp: call().nlp },
    'a custom body': { order: { id: 4711, lines: [{ sku: 'a', n: 1 }] }, conversation_id: 5 },
    'numbers as text, text as numbers': { a: '1', b: 1, c: '', d: 0, e: 'true', f: true, g: 'null', h: null }
  }
  for (const [what, body] of Object.entries(bodies)) {
    const turns: Turn[] = []
    const app = await build(t, {}, keeping(turns))
    const text = JSON.stringify(body)
    t.equal((await post(app, text)).statusCode, 200, what)
    t.strictSame(turns[0]?.body, body, `${what}: deep-equal`)
    t.equal(JSON.stringify(turns[0]?.body), text, `${what}: in the same order`)
  }
})

t.test('a custom body keeps to its own schema, and nothing is filled in, removed or turned', async t => {
  const schema = Type.Object({
    n: Type.Number(),
    text: Type.Optional(Type.String({ default: 'filled in' })),
    inner: Type.Optional(Type.Object({ a: Type.Boolean() }, { additionalProperties: false }))
  })
  let seen: unknown
  const app = await build(t, {}, app => {
    app.bot.action('/act', { body: schema }, ({ body }) => {
      seen = body
      return 'fine'
    })
  })
  t.equal((await post(app, { n: 1, more: 'x' }, '/act')).statusCode, 200)
  t.strictSame(seen, { n: 1, more: 'x' })
  const broken: Array<[body: unknown, message: string]> = [
    [{ n: '1' }, 'body/n: expected number'],
    [{ n: null }, 'body/n: expected number'],
    [{}, 'body/n: expected required property'],
    [{ n: 1, text: 5 }, 'body/text: expected string'],
    [{ n: 1, inner: { a: 'true' } }, 'body/inner/a: expected boolean'],
    [{ n: 1, inner: { a: true, b: 1 } }, 'body/inner/b: unexpected property'],
    [[], 'body: expected object']
  ]
  for (const [body, message] of broken) {
    t.equal(refused(t, await post(app, body, '/act'), 400, 'FST_BOT_BODY_INVALID', JSON.stringify(body)).message,
      message)
  }
})

const dangerous = [
  '__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf',
  '__defineGetter__', 'toJSON', 'then', 'length'
]

t.test('memory may have keys that are names of JavaScript\'s own, at every depth', async t => {
  for (const touched of [false, true]) {
    const app = await build(t, {}, app => {
      app.bot.fallback(turn => {
        if (touched) turn.memory.touched = true
        return 'fine'
      })
    })
    for (const key of dangerous) {
      const memory = `{"${key}":{"polluted":"yes","${key}":[{"${key}":"${key}"},{"${key}":null}]},` +
        `"b":{"${key}":{"polluted":{"${key}":{}}}}}`
      const response = await post(app, `{"conversation":{"skill":"greetings","memory":${memory}}}`)
      t.equal(response.statusCode, 200, key)
      t.equal(between(response.body, '"memory":', '}}'), touched ? `${memory.slice(0, -1)},"touched":true}` : memory,
        `${key} comes back as it was`)
    }
  }
})

t.test('no body reaches a prototype', async t => {
  const before = Object.getOwnPropertyNames(Object.prototype).join()
  const turns: Turn[] = []
  const app = await build(t, {}, app => {
    app.bot.fallback(turn => {
      turns.push(turn)
      Object.assign({}, turn.memory) // as a careless handler may
      turn.memory.touched = true
      return 'fine'
    })
  })
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    const poison = `"${key}":{"polluted":"yes","prototype":{"polluted":"yes"},"skill":"polluted","id":"polluted"}`
    const body = `{${poison},"conversation":{${poison},"memory":{${poison}},"participant_data":{${poison}}},` +
      `"nlp":{${poison},"intents":[{${poison}}],"entities":{"city":[{${poison}}]}}}`
    t.equal((await post(app, body)).statusCode, 200, key)
    const turn = turns.at(-1)
    t.equal(turn?.skill, undefined, `${key} is not taken for the skill`)
    t.equal(turn?.id, undefined, `${key} is not taken for the id`)
    t.equal(JSON.stringify(turn?.body), body, `${key} is in the body as it was`)
  }
  t.equal(({} as Record<string, unknown>).polluted, undefined, 'no object has it')
  t.notOk('polluted' in Function || 'polluted' in Array.prototype, 'no function or list has it')
  t.equal(Object.getOwnPropertyNames(Object.prototype).join(), before, 'Object.prototype is as it was')
})

t.test('an entity may be called like one of JavaScript\'s own, and is only found when it was sent', async t => {
  let found: unknown
  let all: unknown
  for (const key of dangerous) {
    const app = await build(t, {}, app => {
      app.bot.fallback(({ entity, entities }) => {
        found = entity(key)
        all = entities(key)
        return 'fine'
      })
    })
    t.equal((await post(app, `{"nlp":{"entities":{"${key}":[{"raw":"a"},{"raw":"b"}]}}}`)).statusCode, 200, key)
    t.same(found, { raw: 'a' }, `${key} is found`)
    t.same(all, [{ raw: 'a' }, { raw: 'b' }], `all of ${key} are found`)
    t.equal((await post(app, call())).statusCode, 200, `${key} was not sent`)
    t.equal(found, undefined, `${key} is not found`)
    t.same(all, [], `none of ${key} are found`)
  }
})

t.test('a skill or intent may be called like one of JavaScript\'s own, and is unknown unless registered', async t => {
  const none = await build(t)
  const some = await build(t, {}, app => {
    for (const key of dangerous) {
      app.bot.skill(key, () => `skill ${key}`)
      app.bot.intent(key, () => `intent ${key}`)
    }
  })
  for (const key of dangerous) {
    const bodies = { skill: `{"conversation":{"skill":"${key}"}}`, intent: `{"nlp":{"intents":[{"slug":"${key}"}]}}` }
    for (const [kind, body] of Object.entries(bodies)) {
      refused(t, await post(none, body), 404, 'FST_BOT_SKILL_UNKNOWN', `${kind} ${key}, not registered`)
      t.equal((await post(some, body)).json().replies[0].content, `${kind} ${key}`)
    }
  }
})

t.test('text of any script comes back as it was, odd characters too', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(({ nlp }) => String(nlp.source)) })
  const texts = {
    'a lone high surrogate': '\ud800',
    'a lone low surrogate': 'a\udfffb',
    'surrogates in the wrong order': '\udc00\ud800',
    NUL: 'a\0b',
    'all control characters': Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join(''),
    emoji: '👩‍👩‍👧‍👦🏳️‍🌈🔑',
    'line separators': 'a\u2028b\u2029c',
    'a byte order mark': '\ufeffa\ufeff',
    'from right to left': 'שלום \u202e عليكم',
    'composed and not': '\u00e9 e\u0301',
    'not a character': '\uffff\ufffe',
    quotes: '"\\"\\u0041/</script>',
    'format directives': '%s %d %j %o %% ${x}'
  }
  for (const [what, text] of Object.entries(texts)) {
    const sent = JSON.stringify({ conversation: { id: text, memory: { [text]: [text] } }, nlp: { source: text } })
    const response = await post(app, sent)
    t.equal(response.statusCode, 200, what)
    t.strictSame(response.json(),
      { replies: [{ type: 'text', content: text }], conversation: { memory: { [text]: [text] } } }, what)
  }
})

/** A call of so many bytes. */
function bodyOf (bytes: number, filling = 'x'): string {
  const empty = Buffer.byteLength('{"nlp":{"source":""}}')
  const each = Buffer.byteLength(filling)
  const count = Math.floor((bytes - empty) / each)
  return `{"nlp":{"source":"${filling.repeat(count)}${'x'.repeat(bytes - empty - count * each)}"}}`
}

function syntaxErrorOf (text: string): string {
  try {
    JSON.parse(text)
  } catch (error) {
    return String(error)
  }
  return ''
}

t.test('a key of any length is cut in the answer', async t => {
  const app = await build(t)
  t.ok((await post(app, `{"${'k'.repeat(200_000)}":1e400}`)).body.length < 1500)
  t.ok((await post(app, { nlp: { entities: { [`x${'k'.repeat(200_000)}`]: 5 } } })).body.length < 1500)
})

t.test('text after the JSON is reported with its position, and words in it are not taken for a reason', async t => {
  const app = await build(t)
  t.match((await post(app, '{} x')).json().message, /position 3/)
  t.match((await post(app, '[end of JSON]')).json().message, /unexpected character/)
})

t.test('a body that comes in pieces, or through a stream of the host\'s, is read whole', async t => {
  const text = JSON.stringify(call('echo', { memory: { word: 'Ærøskøbing 😀' } }))
  const bytes = Buffer.from(text)
  const pieces: Record<string, () => Iterable<Buffer | string>> = {
    'byte by byte': () => Array.from(bytes, byte => Buffer.from([byte])),
    'as text': () => [text.slice(0, 40), text.slice(40)],
    'in one piece': () => [bytes]
  }
  for (const [how, cut] of Object.entries(pieces)) {
    let seen: unknown
    const app = await build(t, {}, app => {
      app.addHook('preParsing', async () => Readable.from(cut(), { objectMode: how === 'as text' }))
      app.bot.fallback(turn => { seen = turn.body })
    })
    t.equal((await post(app, 'x')).statusCode, 200, how)
    t.strictSame(seen, JSON.parse(text), how)
  }
})

t.test('a body that breaks off, or goes on beyond the limit, is refused once', async t => {
  const broken = await build(t, {}, app => {
    app.addHook('preParsing', async () => Readable.from((function * () {
      yield Buffer.from('{')
      throw new Error('hunter2')
    })()))
  })
  t.equal((await post(broken, 'x')).statusCode, 400)
  const endless = await build(t, { bodyLimit: 100 }, app => {
    app.addHook('preParsing', async () => Readable.from(Array.from({ length: 50 }, () => Buffer.alloc(10, ' '))))
  })
  t.equal(refused(t, await post(endless, 'x'), 413, 'FST_BOT_BODY_TOO_LARGE').message, 'body is larger than 100 bytes')
})
