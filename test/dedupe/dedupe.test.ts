import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyError } from '@fastify/error'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { getBotInternals } from '../../lib/bot/scoped-bots.ts'
import type { FailedTurn } from '../../lib/http/bot-internals.ts'
import { createMemoryDedupeStore } from '../../lib/dedupe/memory-dedupe-store.ts'
import type { DedupeCall, DedupeStore } from '../../lib/dedupe/dedupe-store.ts'
import { header, jwt, type Verifier } from '../../lib/index.ts'
import { build, buildWithLogs, call, post, refused } from '../support/app.ts'
import {
  AUDIENCE, claims, countingServer, ISSUER, rs256, rsaKeys, serving, timeMachine, token
} from '../support/token-issuer.ts'

const ACTION = 'ed62dc85-d66f-4121-ac56-4034f95e1729'
const MINUTE = 60_000
const error = Object.assign(new Error('no'), { code: 'FST_BOT_HANDLER_FAILED' }) as FastifyError

const byName: Verifier = {
  ...header('x-name', 'never a secret here'),
  verify: ({ 'x-name': name }) => typeof name === 'string' && { caller: name }
}
const later: Verifier = {
  ...header('x-later', 'never a secret here'), verify: async ({ 'x-later': name }) => name !== undefined
}

/** A call that may come twice. */
function platformCall (changes: { skill?: string, uuid?: unknown, action?: string, conversation?: object } = {}) {
  const body = call(changes.skill, { ...changes.conversation })
  return {
    ...body,
    nlp: { ...body.nlp, uuid: 'uuid' in changes ? changes.uuid : '7f0f4b5e-1111-4222-8333-444455556666' },
    action_id: changes.action ?? ACTION
  }
}

/** A handler that answers with how often it was run. */
function counting () {
  const count = { runs: 0 }
  return { count, handler: () => `run ${++count.runs}` }
}

t.test('a call that comes twice is run once, and gets the same answer, byte for byte', async t => {
  const { count, handler } = counting()
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => { bot.fallback(handler) })
  const first = await post(app, platformCall())
  const again = await post(app, platformCall())
  t.equal(count.runs, 1)
  t.equal(again.body, first.body)
  t.equal(again.headers['content-type'], first.headers['content-type'])
  t.strictSame(lines.filter(({ msg }) => msg === 'bot turn').map(({ outcome, conversation, level }) =>
    [outcome, conversation, level]), [['replied', 'c1', 30], ['repeated', 'c1', 30]])
})

t.test('one that comes while the first is being run waits for it', async t => {
  const { count, handler } = counting()
  let finish = (): void => {}
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(async () => {
      await new Promise<void>(resolve => { finish = resolve })
      return handler()
    })
  })
  const all = Array.from({ length: 5 }, () => post(app, platformCall()))
  await sleep(50)
  finish()
  const bodies = new Set((await Promise.all(all)).map(({ statusCode, body }) => `${statusCode} ${body}`))
  t.strictSame([...bodies],
    ['200 {"replies":[{"type":"text","content":"run 1"}],"conversation":{"memory":{"person":{"raw":"Ada"}}}}'])
  t.equal(count.runs, 1)
})

t.test('calls that differ in anything are all run', async t => {
  const { count, handler } = counting()
  const app = await build(t, { methods: ['POST', 'PUT'] }, ({ bot }) => {
    bot.fallback(handler)
    bot.action('/one', handler)
    bot.action('/two', handler)
    bot.action('/order/:id', handler)
  })
  const calls: Record<string, () => Promise<unknown>> = {
    first: () => post(app, platformCall()),
    'another conversation': () => post(app, platformCall({ conversation: { id: 'c2' } })),
    'another sentence': () => post(app, platformCall({ uuid: '7f0f4b5e-1111-4222-8333-444455557777' })),
    'another action of the same sentence': () =>
      post(app, platformCall({ action: '00000000-d66f-4121-ac56-4034f95e1729' })),
    'another memory': () => post(app, platformCall({ conversation: { memory: { more: 1 } } })),
    'another way to write it': () => post(app, ` ${JSON.stringify(platformCall())}`),
    'another method': () => app.inject({ method: 'PUT', url: '/', payload: platformCall() }),
    'a route': () => post(app, platformCall(), '/one'),
    'another route': () => post(app, platformCall(), '/two'),
    'a route with a parameter': () => post(app, platformCall(), '/order/1'),
    'another parameter': () => post(app, platformCall(), '/order/2'),
    'a query': () => post(app, platformCall(), '/order/2?short')
  }
  let runs = 0
  for (const [what, send] of Object.entries(calls)) {
    await send()
    t.equal(count.runs, ++runs, what)
  }
  for (const send of Object.values(calls)) await send()
  t.equal(count.runs, runs, 'and each of them once')
})

t.test('two bots of one app do not answer for each other', async t => {
  const { count, handler } = counting()
  const app = await build(t, { prefix: '/one' }, async app => {
    app.bot.fallback(handler)
    await app.register(async () => {})
  })
  const other = await build(t, { prefix: '/one' }, ({ bot }) => { bot.fallback(handler) })
  await post(app, platformCall(), '/one')
  await post(other, platformCall(), '/one')
  t.equal(count.runs, 2)
})

t.test('a call that names no sentence is run every time', async t => {
  const { count, handler } = counting()
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(handler)
    bot.action('/get', { method: 'GET' }, handler)
  })
  let runs = 0
  const bodies = [
    {}, { nlp: {} }, { custom: 1 }, platformCall({ uuid: undefined }), platformCall({ uuid: null }),
    platformCall({ uuid: '' })
  ]
  for (const body of bodies) {
    for (let time = 0; time < 2; time++) {
      t.equal((await post(app, body)).statusCode, 200)
      t.equal(count.runs, ++runs, JSON.stringify(body))
    }
  }
  for (let time = 0; time < 2; time++) await app.inject('/get')
  t.equal(count.runs, runs + 2, 'nor one without a body')
})

t.test('it can be switched off for a handler, and for the bot', async t => {
  const { count, handler } = counting()
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('every', { deduplicate: false }, handler)
    bot.action('/every', { deduplicate: false }, handler)
    bot.skill('once', { deduplicate: true }, handler)
  })
  for (let time = 0; time < 2; time++) {
    await post(app, platformCall({ skill: 'every' }))
    await post(app, platformCall(), '/every')
  }
  t.equal(count.runs, 4)
  for (let time = 0; time < 2; time++) await post(app, platformCall({ skill: 'once' }))
  t.equal(count.runs, 5)

  const off = await build(t, { deduplicate: false }, ({ bot }) => { bot.skill('once', { deduplicate: true }, handler) })
  for (let time = 0; time < 2; time++) await post(off, platformCall({ skill: 'once' }))
  t.equal(count.runs, 7)
  t.notOk(getBotInternals(off.bot).dedupeStore)
  for (const wrong of [1, true, null, {}, { acquire () {} }]) {
    await t.rejects(build(t, { deduplicate: wrong as never }), { code: 'FST_BOT_OPTION_INVALID' }, String(wrong))
  }

  await t.rejects(build(t, { deduplicate: 1 as never }), {
    code: 'FST_BOT_OPTION_INVALID',
    message: /deduplicate must be false, or a store with the methods acquire, complete, fail, release, forget/
  })
  await t.rejects(build(t, {}, ({ bot }) => { bot.skill('x', { deduplicate: 'no' as never }, handler) }),
    { code: 'FST_BOT_HANDLER_INVALID' })
})

t.test('a failure is told to those who wait, and the next call is run', async t => {
  let runs = 0
  const failures: FailedTurn[] = []
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    getBotInternals(bot).onFailure = failure => { failures.push(failure) }
    bot.fallback(async () => {
      await sleep(20)
      if (++runs === 1) throw new Error('no')
      return 'well'
    })
  })
  for (const response of await Promise.all([post(app, platformCall()), post(app, platformCall())])) {
    refused(t, response, 500, 'FST_BOT_HANDLER_FAILED')
  }
  t.equal(runs, 1)
  t.equal(failures.length, 1, 'it failed once')
  t.strictSame(lines.filter(({ outcome }) => outcome !== undefined).map(({ outcome }) => outcome),
    ['FST_BOT_HANDLER_FAILED', 'repeated'])
  t.equal((await post(app, platformCall())).statusCode, 200)
  t.equal(runs, 2)
})

t.test('an error reply is an answer like any other', async t => {
  const { count, handler } = counting()
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(() => { throw new Error(handler()) })
    bot.setErrorReply(() => 'Sorry')
  })
  const first = await post(app, platformCall())
  t.match(first.json(), { replies: [{ content: 'Sorry' }] })
  t.equal((await post(app, platformCall())).body, first.body)
  t.equal(count.runs, 1)
})

t.test('a call that was refused is not remembered', async t => {
  const { count, handler } = counting()
  const app = await build(t, {}, ({ bot }) => { bot.skill('known', handler) })
  for (let time = 0; time < 2; time++) {
    refused(t, await post(app, platformCall({ skill: 'unknown' })), 404,
      'FST_BOT_SKILL_UNKNOWN')
  }
  await post(app, platformCall({ skill: 'known' }))
  t.equal(count.runs, 1)
})

t.test('after five minutes it is run again', async t => {
  const passTime = timeMachine(t)
  const { count, handler } = counting()
  const app = await build(t, {}, ({ bot }) => { bot.fallback(handler) })
  await post(app, platformCall())
  passTime(5 * MINUTE - 5000)
  await post(app, platformCall())
  t.equal(count.runs, 1)
  passTime(10_000)
  await post(app, platformCall())
  t.equal(count.runs, 2)
  await post(app, platformCall())
  t.equal(count.runs, 2)
})

t.test('a store of the app may take its place, and may take its time', async t => {
  const { count, handler } = counting()
  const inMemory = createMemoryDedupeStore()
  const told: string[] = []
  const slow: DedupeStore = {
    async acquire (call) {
      await sleep(1)
      told.push(`claim ${call.conversation}`)
      return inMemory.acquire(call)
    },
    async complete (call, body) {
      await sleep(1)
      told.push('keep')
      inMemory.complete(call, body)
    },
    async fail (call, error) {
      await sleep(1)
      told.push(`release ${error.code}`)
      inMemory.fail(call, error)
    },
    release () {},
    forget () {}
  }
  const app = await build(t, { deduplicate: slow }, ({ bot }) => {
    bot.skill('fail', () => { throw new Error('no') })
    bot.fallback(handler)
  })
  for (let time = 0; time < 2; time++) {
    t.match((await post(app, platformCall())).json(),
      { replies: [{ content: 'run 1' }] })
  }
  refused(t, await post(app, platformCall({ skill: 'fail' })), 500, 'FST_BOT_HANDLER_FAILED')
  t.strictSame(told, ['claim c1', 'keep', 'claim c1', 'claim c1', 'release FST_BOT_HANDLER_FAILED'])
  t.equal(count.runs, 1)
})

const named = (uuid: string, changes: Partial<DedupeCall> = {}): DedupeCall =>
  ({ caller: '', host: 'bot', method: 'POST', url: '/', uuid, body: Buffer.from('{}'), conversation: 'c1', ...changes })

/** Which calls a store knows; the others are left as they were. */
function known (store: DedupeStore, uuids: string[]): string[] {
  return uuids.filter(uuid => {
    const given = store.acquire(named(uuid))
    if (given === undefined) store.release(named(uuid))
    return given !== undefined
  })
}

t.test('the store in memory is bounded in number and in bytes, the oldest go first', t => {
  const uuids = Array.from({ length: 100 }, (_, index) => `u${index}`)
  const few = createMemoryDedupeStore({ maxEntries: 2 })
  for (const uuid of uuids) few.complete(named(uuid), 'body')
  t.strictSame(known(few, uuids), ['u98', 'u99'])

  const small = createMemoryDedupeStore({ maxBytes: 40_000 })
  const body = 'x'.repeat(1000)
  for (const uuid of uuids) small.complete(named(uuid), body)
  const left = known(small, uuids)
  t.ok(left.length > 8 && left.length < 40, `${left.length} are left`)
  t.strictSame(left, uuids.slice(-left.length), 'the youngest')
  small.complete(named('large'), 'x'.repeat(20_000))
  t.strictSame(known(small, [...uuids, 'large']), left, 'one that is too large is not kept, and pushes nothing out')
  small.complete(named('large call', { body: Buffer.alloc(20_000) }), '')
  t.equal(small.acquire(named('large call', { body: Buffer.alloc(20_000) })), undefined, 'nor one whose call is')
  t.end()
})

t.test('many calls under the uuid of one sentence do not fill the store, nor take long to find', t => {
  const store = createMemoryDedupeStore()
  const calls = Array.from({ length: 5000 },
    (_, index) => named('one', { body: Buffer.from(`{"n":${10_000 + index}}`) }))
  for (const call of calls) {
    store.acquire(call)
    store.complete(call, 'body')
  }
  t.strictSame(store.acquire(calls.at(-1) as DedupeCall), { body: 'body' })
  t.equal(store.acquire(calls[0] as DedupeCall), undefined)
  t.ok(calls.filter(call => store.acquire(call) !== undefined).length < 50)
  t.end()
})

t.test('who waits for a call that is given back runs it, one at a time', async t => {
  const store = createMemoryDedupeStore()
  const call = named('a')
  t.equal(store.acquire(call), undefined)
  const waiting = [store.acquire(call), store.acquire(call), store.acquire(call)]
  store.release(call)
  t.equal(await waiting[0], undefined)
  store.complete(call, 'body')
  t.strictSame(await Promise.all(waiting.slice(1)), [{ body: 'body' }, { body: 'body' }])
  store.fail(call, error)
  store.release(call)
  t.strictSame(store.acquire(call), { body: 'body' }, 'what is settled stays as it is')
  store.fail(named('unknown'), error)
  store.release(named('unknown'))
  t.end()
})

t.test('what is known of a conversation can be forgotten, also while it is being run', async t => {
  const store = createMemoryDedupeStore()
  for (const uuid of ['a', 'b', 'c']) store.complete(named(uuid), 'body')
  store.complete(named('other', { conversation: 'c2' }), 'body')
  store.acquire(named('running'))
  const waiting = store.acquire(named('running'))
  store.forget('c1')
  store.complete(named('running'), 'body')
  t.strictSame(await waiting, { body: 'body' })
  t.strictSame(known(store, ['a', 'b', 'c', 'running']), [])
  t.strictSame(store.acquire(named('other', { conversation: 'c2' })), { body: 'body' })
})

t.test('calls that are run at the same time under one hash are told apart', async t => {
  const store = createMemoryDedupeStore()
  const calls = [1, 2, 3].map(n => named('a', { body: Buffer.from(`{"n":${n}}`) }))
  for (const call of calls) t.equal(store.acquire(call), undefined)
  const waiting = calls.map(call => store.acquire(call))
  for (const index of [1, 0, 2]) store.complete(calls[index] as DedupeCall, `answer ${index}`)
  t.strictSame(await Promise.all(waiting), [0, 1, 2].map(index => ({ body: `answer ${index}` })))
  t.equal(store.acquire(named('a', { body: Buffer.from('{"n":4}'), caller: 'other' })), undefined)
})

t.test('answers that are old are let go without being asked for', async t => {
  const passTime = timeMachine(t)
  const store = createMemoryDedupeStore({ ttlMs: 40 })
  store.complete(named('a'), 'body')
  await sleep(25)
  store.complete(named('b'), 'body')
  await sleep(100)
  passTime(-100) // if they were still there, they would now be young
  t.strictSame(known(store, ['a', 'b']), [])
})

t.test('a cached answer is for who asked: another secret, subject, host or original address is run again', async t => {
  const { count, handler } = counting()
  const tokens = ['the first token of sixteen', 'the second token of sixteen']
  const app = await build(t, {
    auth: [header('x-token', tokens), { ...header('x-other', tokens), verify: () => false }, byName, later]
  }, ({ bot }) => { bot.fallback(handler) }, { rewriteUrl: ({ url = '' }) => url.replace('/other', '/') })
  const body = platformCall()
  const calls: Array<[string, Record<string, string>]> = [
    ['/', { 'x-token': tokens[0] as string }],
    ['/', { 'x-token': tokens[1] as string }],
    ['/', { 'x-name': 'ada' }],
    ['/', { 'x-name': 'bob' }],
    ['/', { 'x-later': 'ada' }],
    ['/', { 'x-token': tokens[0] as string, host: 'another.example' }],
    ['/other', { 'x-token': tokens[0] as string }]
  ]
  for (let time = 0; time < 2; time++) {
    for (const [url, headers] of calls) t.equal((await post(app, body, url, headers)).statusCode, 200)
    t.equal(count.runs, calls.length)
  }
  t.equal((await post(app, body, '/', { 'x-name': '' })).statusCode, 401, 'an empty name is nobody')
})

t.test('a token is for its subject', async t => {
  const { count, handler } = counting()
  const key = rsaKeys('k1')
  const { url } = await countingServer(t, serving(key))
  const app = await build(t, { auth: jwt({ issuer: ISSUER, audience: AUDIENCE, jwksUri: url }) },
    ({ bot }) => { bot.fallback(handler) })
  for (const sub of ['ada', 'bob', 'ada']) {
    t.equal((await post(app, platformCall(), '/', {
      authorization: `Bearer ${token({ alg: 'RS256', kid: 'k1' }, claims({ sub }), rs256(key.privateKey))}`
    })).statusCode, 200)
  }
  t.equal(count.runs, 2)
})

t.test('hooks are asked before a cached answer is given', async t => {
  const { count, handler } = counting()
  let answer: unknown
  let asked = 0
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    bot.onTurn(async turn => {
      asked++
      turn.memory.seen = true
      if (answer instanceof Error) throw answer
      return answer as never
    })
    bot.onReply(replies => [...replies, 'Bye'])
    bot.skill('typed', { memory: Type.Object({ plan: Type.String({ default: 'free' }) }) },
      ({ memory }) => `${memory.plan} ${handler()}`)
    bot.fallback(handler)
    bot.setErrorReply(error => `Sorry: ${error.code}`)
  })
  for (const skill of ['greetings', 'typed']) {
    answer = undefined
    const first = await post(app, platformCall({ skill }))
    t.equal((await post(app, platformCall({ skill }))).body, first.body)
    answer = 'You are blocked'
    t.match((await post(app, platformCall({ skill }))).json(),
      { replies: [{ content: 'You are blocked' }, { content: 'Bye' }], conversation: { memory: { seen: true } } })
    answer = new Error('no')
    t.match((await post(app, platformCall({ skill }))).json(),
      { replies: [{ content: 'Sorry: FST_BOT_HANDLER_FAILED' }, { content: 'Bye' }] })
    answer = undefined
    t.equal((await post(app, platformCall({ skill }))).body, first.body, 'what was kept is still there')
  }
  t.equal(count.runs, 2)
  t.equal(asked, 10)
  t.equal(lines.filter(({ outcome }) => outcome === 'repeated').length, 4)
})

t.test('a store that fails or hangs is passed over, and the log says so', async t => {
  const { count, handler } = counting()
  const fail = (): never => { throw new Error('away') }
  const reject = async (): Promise<never> => fail()
  const hang = (): Promise<never> => new Promise(() => {})
  for (const broken of [fail, reject, hang]) {
    const store: DedupeStore = { acquire: broken, complete: broken, fail: broken, release: broken, forget: broken }
    const { app, lines } = await buildWithLogs(t, { deduplicate: store, handlerTimeout: 100 },
      ({ bot }) => { bot.fallback(handler) })
    t.equal((await post(app, platformCall())).statusCode, 200)
    const warning = 'bot turn: the dedupe store failed: a call that comes twice may run twice'
    t.equal(lines.filter(({ msg }) => msg === warning).length, 2)
  }
  t.equal(count.runs, 3)
})
