import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import type { Handler, HandlerResult, Turn } from '../../lib/index.ts'
import { ErrorBodySchema } from '../../schemas/error-body.ts'
import { until } from '../support/durable.ts'
import { build, buildWithLogs, call, post, type LogLine } from '../support/app.ts'
import { setNodeEnv } from '../support/node-env.ts'

const DEADLINE = 60
const SECRET = 'hunter2-in-the-message'

/** Handlers as buggy as they come; each must still be answered in time, in valid JSON. */
const misbehaving: Record<string, [handler: (turn: Turn) => unknown, code: string | 200]> = {
  'throws an Error with a secret in its message': [() => { throw new Error(SECRET) }, 'FST_BOT_HANDLER_FAILED'],
  'throws a string': [() => { throw SECRET }, 'FST_BOT_HANDLER_FAILED'],
  // eslint-disable-next-line no-throw-literal
  'throws null': [() => { throw null }, 'FST_BOT_HANDLER_FAILED'],
  // eslint-disable-next-line no-throw-literal
  'throws undefined': [() => { throw undefined }, 'FST_BOT_HANDLER_FAILED'],
  'throws an object with a status of its own': [
    // eslint-disable-next-line no-throw-literal
    () => { throw { statusCode: 200, message: SECRET, code: SECRET } }, 'FST_BOT_HANDLER_FAILED'
  ],
  'rejects with an Error': [async () => { throw new Error(SECRET) }, 'FST_BOT_HANDLER_FAILED'],
  // eslint-disable-next-line prefer-promise-reject-errors
  'rejects with undefined': [() => Promise.reject(undefined), 'FST_BOT_HANDLER_FAILED'],
  'never resolves': [() => new Promise(() => {}), 'FST_BOT_HANDLER_TIMEOUT'],
  'resolves late': [() => sleep(DEADLINE * 2, 'late'), 'FST_BOT_HANDLER_TIMEOUT'],
  'rejects late': [async () => { await sleep(DEADLINE * 2); throw new Error(SECRET) }, 'FST_BOT_HANDLER_TIMEOUT'],
  'blocks the process beyond the deadline, then returns': [() => {
    const end = Date.now() + DEADLINE * 1.5
    while (Date.now() < end);
    return 'busy'
  }, 200],
  'returns a number': [() => 7, 'FST_BOT_REPLY_INVALID'],
  'returns false': [() => false, 'FST_BOT_REPLY_INVALID'],
  'returns an empty string': [() => '', 'FST_BOT_REPLY_INVALID'],
  'returns a list of lists': [() => [['a']], 'FST_BOT_REPLY_INVALID'],
  'returns a list with holes': [() => new Array(2), 'FST_BOT_REPLY_INVALID'],
  'returns a function': [() => () => 'a', 'FST_BOT_REPLY_INVALID'],
  'returns a symbol': [() => Symbol('a'), 'FST_BOT_REPLY_INVALID'],
  'returns a promise of a promise': [async () => Promise.resolve(Promise.resolve('deep')), 200],
  'returns a thenable of its own': [() => ({ then: (done: (outcome: string) => void) => { done('mine') } }), 200],
  'returns a thenable that calls back twice': [
    () => ({ then: (done: (outcome: string) => void) => { done('one'); done('two') } }), 200
  ],
  'returns a thenable that throws': [() => ({ then: () => { throw new Error(SECRET) } }), 'FST_BOT_HANDLER_FAILED'],
  'returns a proxy that throws at every look': [() => new Proxy({},
    { has: () => { throw new Error(SECRET) }, get: () => { throw new Error(SECRET) } }), 'FST_BOT_HANDLER_FAILED'],
  'returns a reply whose getter throws': [
    () => ({ get type () { throw new Error(SECRET) } }), 'FST_BOT_HANDLER_FAILED'
  ],
  'returns a circular reply': [() => {
    const reply: Record<string, unknown> = { type: 'custom', content: {} }
    reply.content = { reply }
    return reply
  }, 'FST_BOT_REPLY_INVALID'],
  'returns a reply with a BigInt': [() => ({ type: 'custom', content: { 'a/b~c': 1n } }), 'FST_BOT_REPLY_INVALID'],
  'puts a BigInt into the memory': [({ memory }) => { memory.big = { deep: [1n] } }, 'FST_BOT_MEMORY_INVALID'],
  'puts a circle into the memory': [({ memory }) => { memory.self = { memory } }, 'FST_BOT_MEMORY_INVALID'],
  'nests the memory without end': [({ memory }) => {
    let inner = memory
    for (let level = 0; level < 20_000; level++) inner = inner.down = {}
  }, 'FST_BOT_MEMORY_INVALID'],
  'puts something into the memory that will not be written': [
    ({ memory }) => { memory.bad = { toJSON () { throw new Error(SECRET) } } }, 'FST_BOT_MEMORY_INVALID'
  ],
  'deletes the memory': [turn => { delete (turn as { memory?: unknown }).memory }, 200],
  'sets the memory to null': [turn => { turn.memory = null as never }, 'FST_BOT_MEMORY_INVALID'],
  'freezes the memory and goes on': [({ memory }) => { Object.freeze(memory) }, 200],
  'overwrites what is read-only': [turn => { (turn as { skill?: unknown }).skill = 'other' }, 'FST_BOT_HANDLER_FAILED'],
  'calls itself through the request': [async ({ request }) => {
    await request.server.inject({ method: 'POST', url: '/', payload: call('inner') })
    return 'outer'
  }, 200],
  'lets a promise fail that nobody awaits': [
    () => { Promise.reject(new Error('detached')).catch(() => {}); return 'fine' }, 200
  ]
}

t.test('whatever a handler does, the caller gets valid JSON, and does not wait for what never comes', async t => {
  setNodeEnv(t, 'production')
  for (const [what, [handler, expected]] of Object.entries(misbehaving)) {
    await t.test(`a handler that ${what}`, async t => {
      const { app, text } = await buildWithLogs(t, { handlerTimeout: DEADLINE }, app => {
        app.bot.skill('bad', handler as Handler)
        app.bot.skill('inner', () => 'inner')
      })
      const response = await post(app, call('bad'))

      const body = response.json()
      if (expected === 200) {
        t.equal(response.statusCode, 200)
        t.ok(Array.isArray(body.replies))
      } else {
        t.equal(body.code, expected)
        t.ok(response.statusCode >= 500)
        t.ok(Value.Check(ErrorBodySchema, body), 'the one shape of an error')
        t.notOk('message' in body, 'no words')
        t.notOk('conversation' in body)
        t.match(body.requestId, /^req-/)
      }
      t.notMatch(response.body, SECRET)
      await sleep(what.includes('late') ? DEADLINE * 1.5 : 0)
      const info = text().split('\n').filter(line => line !== '' && JSON.parse(line).level >= 30).join('\n')
      t.notMatch(info, SECRET, 'not in the log either, above debug')
    })
  }
})

t.test('a handler that answers the request itself is answered once', async t => {
  const { app, lines } = await buildWithLogs(t, {}, app => {
    app.bot.skill('twice', ({ request }) => {
      const { socket } = request.raw as unknown as { socket: { _httpMessage: import('node:http').ServerResponse } }
      socket._httpMessage.writeHead(200, { 'content-type': 'application/json' }).end('{"replies":[]}')
      return 'again'
    })
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const response = await fetch(url,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(call('twice')) })
  t.strictSame(await response.json(), { replies: [] })
  t.equal(lines.filter(line => (line.err as { code?: string } | undefined)?.code === 'FST_ERR_REP_ALREADY_SENT').length,
    1)
  t.equal((await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
    404, 'the server goes on')
})

t.test('the signal is aborted at the deadline, and a late result is logged once', async t => {
  let reason: unknown
  let goOn = (): void => {}
  const answered = () => new Promise<void>(resolve => { goOn = resolve })
  const { app, lines } = await buildWithLogs(t, { handlerTimeout: DEADLINE }, app => {
    app.bot.skill('slow', async ({ signal }) => {
      await new Promise(resolve => { signal.addEventListener('abort', resolve) })
      reason = signal.reason
      return 'too late'
    })
    app.bot.skill('fails', async ({ signal }) => { await sleep(1000, undefined, { signal }) })
    app.bot.skill('fails otherwise', async () => {
      await answered()
      throw new RangeError('no')
    })
    app.bot.skill('fails oddly', async () => {
      await answered()
      throw new Proxy({}, { get () { throw new Error('no') } })
    })
    app.bot.skill('asks late', async turn => {
      await answered()
      reason = turn.signal.aborted
    })
  })
  const late = () => lines.filter(({ msg }) => msg === 'bot turn: a result came after the timeout and was dropped')

  t.equal((await post(app, call('slow'))).statusCode, 503)
  await sleep(5)
  t.match(reason, { code: 'FST_BOT_HANDLER_TIMEOUT' })
  t.match(late(), [{ level: 40, skill: 'slow', conversation: 'c1' }])
  t.equal(late()[0]?.failure, undefined)

  await post(app, call('fails'))
  await sleep(5)
  t.equal(late().length, 1, 'to fail because of the signal is no late result')

  await post(app, call('fails otherwise'))
  goOn()
  await until(() => late().length === 2)
  t.match(late()[1], { skill: 'fails otherwise', failure: { name: 'RangeError' } })

  await post(app, call('asks late'))
  await setImmediate() // the handler is told when the answer is on its way
  goOn()
  await until(() => late().length === 3)
  t.equal(reason, true, 'a signal asked for after the deadline is aborted already')
  await post(app, call('fails oddly'))
  goOn()
  await until(() => late().length === 4)
})

t.test('whatever is thrown, and however it behaves when it is looked at, the call is answered', async t => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const unusual: Record<string, () => unknown> = {
    proxy: () => new Proxy({}, { get () { throw new Error('get') } }),
    prototype: () => new Proxy({}, { getPrototypeOf () { throw new Error('getPrototypeOf') } }),
    function: () => new Proxy(() => {}, { get () { throw new Error('get') }, has () { throw new Error('has') } }),
    revoked: () => revoked.proxy,
    code: () => Object.assign(new Error('x'), { code: { toString () { throw new Error('toString') } } }),
    cause: () => Object.defineProperty(new Error('x'), 'cause', { get () { throw new Error('cause') } })
  }
  const { app } = await buildWithLogs(t, {}, ({ bot }) => {
    for (const [name, make] of Object.entries(unusual)) {
      bot.skill(`throws ${name}`, () => { throw make() })
      bot.skill(`rejects ${name}`, async () => { throw make() })
      bot.skill(`returns ${name}`, () => make() as never)
      const extra = { toJSON () { throw make() } }
      bot.skill(`writes ${name}`, () => ({ type: 'text', content: 'x', extra }) as never)
      bot.skill(`remembers ${name}`, ({ memory }) => { memory.unusual = { get value () { throw make() } } })
      bot.skill(`resolves ${name}`, async () => [make()] as never)
      bot.skill(`then ${name}`,
        () => ({ then: (_resolve: unknown, reject: (reason: unknown) => void) => { reject(make()) } }) as never)
    }
    bot.skill('then throws', () => ({ get then () { throw revoked.proxy } }) as never)
  })
  for (const name of Object.keys(unusual)) {
    for (const how of ['throws', 'rejects', 'returns', 'writes', 'remembers', 'resolves', 'then']) {
      t.equal((await post(app, call(`${how} ${name}`))).statusCode, 500, `${how} ${name}`)
    }
  }
  t.equal((await post(app, call('then throws'))).statusCode, 500)
})

t.test('onError says what the user reads, and is told what happened', async t => {
  const told: Array<{ code: string, cause: unknown, id: string | undefined }> = []
  const app = await build(t, { handlerTimeout: DEADLINE }, app => {
    app.bot.skill('throws', () => { throw new RangeError('why') })
    app.bot.skill('hangs', () => new Promise(() => {}))
    app.bot.skill('invalid', () => 5 as never)
    app.bot.setErrorReply(async (error, { id }) => {
      told.push({ code: error.code, cause: error.cause, id })
      return ['Sorry.', { type: 'text', content: 'Try again.' }]
    })
  })
  const sorry = { replies: [{ type: 'text', content: 'Sorry.' }, { type: 'text', content: 'Try again.' }] }
  for (const skill of ['throws', 'hangs', 'invalid']) {
    const response = await post(app, call(skill))
    t.equal(response.statusCode, 200)
    t.strictSame(response.json(), sorry)
  }
  t.match(told, [
    { code: 'FST_BOT_HANDLER_FAILED', cause: { message: 'why' }, id: 'c1' },
    { code: 'FST_BOT_HANDLER_TIMEOUT', cause: undefined },
    { code: 'FST_BOT_REPLY_INVALID' }
  ])
  t.equal((await post(app, call('unknown'))).statusCode, 404, 'a skill that nobody handles is not a failed turn')
})

t.test('an onError that fails leaves the caller with the code of the first error', async t => {
  const errorReplies: Record<string, () => HandlerResult | Promise<HandlerResult>> = {
    'returns nothing': () => undefined,
    throws: () => { throw new Error(SECRET) },
    rejects: async () => { throw new Error(SECRET) },
    'never resolves': () => new Promise(() => {}),
    'returns an invalid reply': () => '',
    'returns a number': () => 5 as never
  }
  for (const [what, errorReply] of Object.entries(errorReplies)) {
    const { app, lines } = await buildWithLogs(t, { handlerTimeout: DEADLINE }, app => {
      app.bot.skill('hangs', () => new Promise(() => {}))
      app.bot.skill('throws', () => { throw new Error('no') })
      app.bot.setErrorReply(errorReply)
    })
    t.match((await post(app, call('hangs'))).json(), { statusCode: 503, code: 'FST_BOT_HANDLER_TIMEOUT' }, what)
    lines.length = 0
    const threw = await post(app, call('throws'))
    t.match(threw.json(), { statusCode: 500, code: 'FST_BOT_HANDLER_FAILED' })
    t.equal(lines.filter(({ msg }) => msg === 'bot turn: the error reply failed too').length,
      what === 'returns nothing' ? 0 : 1)
  }
})

t.test('in production the log tells what threw and where, and its words only at debug', async t => {
  setNodeEnv(t, 'production')
  class QuotaError extends Error { code = 'E_QUOTA' }
  const { app, lines } = await buildWithLogs(t, {}, app => {
    app.bot.skill('quota', () => { throw new QuotaError(`${SECRET}\n    at fake (${SECRET}:1:1)`) })
    app.bot.skill('odd',
      () => { throw Object.assign(new Error(SECRET), { code: `not a code: ${SECRET}`, stack: undefined }) })
  })
  await post(app, call('quota'))
  const line = lines.find(({ msg }) => msg === 'bot turn: the handler threw') as {
    failure: { at: string[] }
  } | undefined
  t.match(line, {
    level: 50,
    conversation: 'c1',
    skill: 'quota',
    outcome: 'FST_BOT_HANDLER_FAILED',
    ms: Number,
    failure: { name: 'QuotaError', code: 'E_QUOTA' }
  })
  t.match(line?.failure.at[0], /failures\.test/)
  t.notMatch(JSON.stringify(line), SECRET)
  t.match(lines.find(({ msg }) => msg === 'bot turn: the handler threw: details'),
    { level: 20, err: { type: 'QuotaError', message: SECRET, stack: /failures\.test/ } })

  await post(app, call('odd'))
  t.strictSame((lines.filter(({ msg }) =>
    msg === 'bot turn: the handler threw')[1] as { failure?: object } | undefined)?.failure, { name: 'Error', at: [] })
})

t.test('outside production the line of a failed turn has what was thrown, with message and stack', async t => {
  const { app, lines } = await buildWithLogs(t, { handlerTimeout: DEADLINE }, app => {
    app.bot.skill('throws', () => { throw new RangeError(`no price of ${SECRET}`) })
    app.bot.skill('throws text', () => { throw SECRET })
    app.bot.skill('throws what throws', () => { throw new Proxy({}, { get () { throw new Error('no') } }) })
    app.bot.skill('leaves what does not fit', ({ memory }) => { memory.Ada = [10n] })
    app.bot.skill('is late', async () => { await sleep(DEADLINE * 1.5); throw new RangeError('late') })
    app.bot.setErrorReply(() => { throw new TypeError('no reply') })
  })
  const failed = async (skill: string): Promise<LogLine[]> => {
    lines.length = 0
    await post(app, call(skill))
    return lines.filter(({ msg }) => msg.startsWith('bot turn: '))
  }
  const stack = /\n +at .*failures\.test/
  t.match(await failed('throws'), [
    {
      level: 50,
      skill: 'throws',
      failure: { name: 'RangeError' },
      err: { type: 'RangeError', message: `no price of ${SECRET}`, stack },
      msg: 'bot turn: the handler threw'
    },
    { level: 50, err: { type: 'TypeError', message: 'no reply', stack }, msg: 'bot turn: the error reply failed too' }
  ])
  t.match((await failed('throws text'))[0], { failure: { name: 'string' }, err: SECRET })
  t.match(await failed('throws what throws'), [
    { level: 50, err: undefined, msg: 'bot turn: the handler threw' },
    { level: 20, msg: 'bot turn: the handler threw: it throws when it is looked at' },
    {}
  ])
  t.match((await failed('leaves what does not fit'))[0],
    { err: { type: 'FastifyError', message: /^memory\/Ada\/0 is a bigint/, stack: /\n +at / } })
  await failed('is late')
  let dropped: LogLine | undefined
  while (dropped === undefined) {
    await sleep(5)
    dropped = lines.find(({ msg }) => msg.endsWith('was dropped'))
  }
  t.match(dropped, { level: 40, err: { message: 'late', stack } })
})

t.test('a failed turn tells where the reply is wrong, in the log and to onError', async t => {
  let findings: unknown
  const { app, lines } = await buildWithLogs(t, {}, app => {
    app.bot.fallback(() => ['fine', { type: 'list', content: { elements: [{ title: 'a', buttons: 5 }] } } as never])
    app.bot.setErrorReply(error => { findings = (error as unknown as { findings: unknown }).findings })
  })
  await post(app, call())
  t.match(findings,
    [{ code: 'BUTTONS_NOT_LIST', path: '/1/content/elements/0/buttons', fix: 'write buttons: [] for none' }])
  t.match(lines.find(({ level }) => level === 50)?.msg,
    /reply \/1\/content\/elements\/0\/buttons: buttons must be a list, not number; write buttons: \[\] for none/)
})

t.test('a turn that goes well is logged with what came of it, and nothing of what was said', async t => {
  const { app, text, lines } = await buildWithLogs(t, {},
    app => { app.bot.fallback(({ memory }) => `Dear ${String(memory.canary)}`) })
  await post(app, {
    ...call('greetings', { memory: { canary: 'CANARY-1' }, participant_data: { userName: 'CANARY-2' } }),
    extra: 'CANARY-3'
  })
  t.match(lines.find(({ msg }) => msg === 'bot turn'),
    { level: 30, conversation: 'c1', skill: 'greetings', outcome: 'replied', ms: Number })
  t.notMatch(text(), 'CANARY')
})
