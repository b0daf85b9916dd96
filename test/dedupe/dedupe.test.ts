import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyError } from '@fastify/error'
import t from 'tap'
import { getBotInternals } from '../../lib/bot/scoped-bots.ts'
import { asInsider } from '../../lib/http/insider.ts'
import type { FailedTurn } from '../../lib/http/bot-internals.ts'
import { createMemoryDedupeStore } from '../../lib/dedupe/memory-dedupe-store.ts'
import type { DedupeStore } from '../../lib/dedupe/dedupe-store.ts'
import { build, buildWithLogs, call, post, refused } from '../support/app.ts'
import { timeMachine } from '../support/token-issuer.ts'

const ACTION = 'ed62dc85-d66f-4121-ac56-4034f95e1729'
const MINUTE = 60_000
const error = Object.assign(new Error('no'), { code: 'FST_BOT_HANDLER_FAILED' }) as FastifyError

/** A call that may come twice. */
function platformCall (changes: { skill?: string, uuid?: unknown, action?: string, conversation?: object } = {}) {
  const body = call(changes.skill, { ...changes.conversation })
  return { ...body, nlp: { ...body.nlp, uuid: 'uuid' in changes ? changes.uuid : '7f0f4b5e-1111-4222-8333-444455556666' }, action_id: changes.action ?? ACTION }
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
  t.strictSame(lines.filter(({ msg }) => msg === 'bot turn').map(({ outcome, conversation, level }) => [outcome, conversation, level]), [['replied', 'c1', 30], ['repeated', 'c1', 30]])
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
  t.strictSame([...bodies], ['200 {"replies":[{"type":"text","content":"run 1"}],"conversation":{"memory":{"person":{"raw":"Ada"}}}}'])
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
    'another action of the same sentence': () => post(app, platformCall({ action: '00000000-d66f-4121-ac56-4034f95e1729' })),
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
  const bodies = [{}, { nlp: {} }, { custom: 1 }, platformCall({ uuid: undefined }), platformCall({ uuid: null }), platformCall({ uuid: '' })]
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

  await t.rejects(build(t, { deduplicate: 1 as never }), { code: 'FST_BOT_OPTION_INVALID', message: /once must be true or false/ })
  await t.rejects(build(t, {}, ({ bot }) => { bot.skill('x', { deduplicate: 'no' as never }, handler) }), { code: 'FST_BOT_HANDLER_INVALID' })
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
  for (const response of await Promise.all([post(app, platformCall()), post(app, platformCall())])) refused(t, response, 500, 'FST_BOT_HANDLER_FAILED')
  t.equal(runs, 1)
  t.equal(failures.length, 1, 'it failed once')
  t.strictSame(lines.filter(({ outcome }) => outcome !== undefined).map(({ outcome }) => outcome), ['FST_BOT_HANDLER_FAILED', 'repeated'])
  t.equal((await post(app, platformCall())).statusCode, 200)
  t.equal(runs, 2)
})

t.test('an apology is an answer like any other', async t => {
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
  for (let time = 0; time < 2; time++) refused(t, await post(app, platformCall({ skill: 'unknown' })), 404, 'FST_BOT_SKILL_UNKNOWN')
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

t.test('a call of this package itself is run however often it is made', async t => {
  const { count, handler } = counting()
  const app = await build(t, {}, ({ bot }) => { bot.fallback(handler) })
  await post(app, platformCall())
  await asInsider({ deadline: 1000, deferred: [] }, () => post(app, platformCall()))
  t.equal(count.runs, 2)
})

t.test('another keeper of answers may take its place, and may take its time', async t => {
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
    }
  }
  const app = await build(t, {}, ({ bot }) => {
    getBotInternals(bot).dedupeStore = slow
    bot.skill('fail', () => { throw new Error('no') })
    bot.fallback(handler)
  })
  for (let time = 0; time < 2; time++) t.match((await post(app, platformCall())).json(), { replies: [{ content: 'run 1' }] })
  refused(t, await post(app, platformCall({ skill: 'fail' })), 500, 'FST_BOT_HANDLER_FAILED')
  t.strictSame(told, ['claim c1', 'keep', 'claim c1', 'claim c1', 'release FST_BOT_HANDLER_FAILED'])
  t.equal(count.runs, 1)
})

t.test('the memory of answers is bounded in number and in bytes, the oldest go first', t => {
  const known = (answers: DedupeStore, keys: string[]): string[] => keys.filter(key => {
    const given = answers.acquire({ key, conversation: undefined })
    if (given === undefined) answers.fail({ key, conversation: undefined }, error)
    return given !== undefined
  })
  const keys = ['a', 'b', 'c', 'd']
  const keep = (answers: DedupeStore, key: string, body: string): void => { answers.complete({ key, conversation: undefined }, body) }

  const few = createMemoryDedupeStore({ answers: 2 })
  for (const key of keys) keep(few, key, 'body')
  t.strictSame(known(few, keys), ['c', 'd'])

  const small = createMemoryDedupeStore({ bytes: 30 })
  for (const key of keys) keep(small, key, 'four')
  t.strictSame(known(small, keys), ['b', 'c', 'd'], '10 bytes each')
  keep(small, 'b', 'four')
  keep(small, 'e', 'four')
  t.strictSame(known(small, [...keys, 'e']), ['d', 'b', 'e'].sort(), 'one that is kept again is the youngest')
  keep(small, 'f', 'x'.repeat(20))
  t.strictSame(known(small, [...keys, 'e', 'f']), [], 'one that is too large pushes all out, and itself')
  for (const key of keys) keep(small, key, 'four')
  t.strictSame(known(small, keys), ['b', 'c', 'd'], 'and all can be filled again')
  t.end()
})

t.test('answers that are old are let go without being asked for', async t => {
  const passTime = timeMachine(t)
  const answers = createMemoryDedupeStore({ time: 40 })
  const body = Buffer.alloc(100, 'x').toString()
  answers.complete({ key: 'a', conversation: undefined }, body)
  await sleep(25)
  answers.complete({ key: 'b', conversation: undefined }, body)
  await sleep(100)
  passTime(-100) // if they were still there, they would now be young
  t.equal(answers.acquire({ key: 'a', conversation: undefined }), undefined)
  t.equal(answers.acquire({ key: 'b', conversation: undefined }), undefined)
})
