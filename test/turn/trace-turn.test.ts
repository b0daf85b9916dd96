import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { setTimeout as after } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { TurnTrace } from '../../lib/index.ts'
import { build, buildWithLogs, call, post } from '../support/app.ts'

const turns = tracingChannel<string, TurnTrace>('fastify-bot-webhook:turn')
const events = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const

/** What is told until the test ends: the event, and the turn as it was then. */
function listen (t: Pick<Test, 'teardown'>): Array<[event: string, told: TurnTrace, same: object]> {
  const heard: Array<[string, TurnTrace, object]> = []
  for (const event of events) {
    const hear = (told: unknown) => { heard.push([event, { ...told as TurnTrace }, told as object]) }
    turns[event].subscribe(hear)
    t.teardown(() => { turns[event].unsubscribe(hear) })
  }
  return heard
}

t.test('start, end and asyncEnd of a turn are told on one object, whether its handler is async or not', async t => {
  const app = await build(t, { prefix: '/shop' }, ({ bot }) => {
    bot.skill('at once', () => 'Hello')
    bot.skill('later', async () => { await after(1) })
  })
  const heard = listen(t)
  for (const skill of ['at once', 'later']) {
    t.equal((await post(app, call(skill), '/shop')).statusCode, 200)
    t.strictSame(heard.map(([event]) => event), ['start', 'end', 'asyncStart', 'asyncEnd'])
    t.equal(new Set(heard.map(([, , same]) => same)).size, 1)
    const [[, start], , , [, end]] = heard.splice(0) as [
      typeof heard[0], typeof heard[0], typeof heard[0], typeof heard[0]
    ]
    t.match(start, { requestId: /^req-/, conversation: 'c1', skill, prefix: '/shop', handler: `skill ${skill}` })
    t.strictSame([start.outcome, start.ms], [undefined, undefined], 'nothing is known yet')
    t.equal(end.outcome, 'replied')
    t.ok(Number(end.ms) > 0)
  }
})

t.test('a turn that fails tells its code, with an error reply or without', async t => {
  const app = await build(t, { handlerTimeout: 30 }, ({ bot }) => {
    bot.skill('throws', () => { throw new Error('words') })
    bot.skill('rejects', async () => { throw new Error('words') })
    bot.skill('hangs', () => new Promise(() => {}))
    bot.skill('wrong', () => ({ type: 'text' }) as never)
    bot.setErrorReply((_error, { skill }) => skill === 'rejects' ? 'Sorry' : undefined)
  })
  const heard = listen(t)
  for (const skill of ['throws', 'rejects', 'hangs', 'wrong', 'constructor']) await post(app, call(skill))
  t.strictSame(heard.filter(([event]) => event === 'error').map(([, { skill, handler, outcome }]) =>
    [skill, handler, outcome]), [
    ['throws', 'skill throws', 'FST_BOT_HANDLER_FAILED'],
    ['rejects', 'skill rejects', 'FST_BOT_HANDLER_FAILED'],
    ['hangs', 'skill hangs', 'FST_BOT_HANDLER_TIMEOUT'],
    ['wrong', 'skill wrong', 'FST_BOT_REPLY_INVALID'],
    ['constructor', 'none', 'FST_BOT_SKILL_UNKNOWN']
  ])
  for (const event of ['start', 'end', 'asyncEnd']) t.equal(heard.filter(([name]) => name === event).length, 5, event)
})

t.test('a handler is named as it was registered, whatever the caller calls', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill(/^faq-/, () => 'x')
    bot.intent('order', () => 'x')
    bot.action('/order/:id', { method: 'GET' }, () => 'x')
    bot.fallback(() => 'x')
  })
  const heard = listen(t)
  await post(app, call('faq-1'))
  await post(app, call('faq-2'))
  await post(app, { nlp: { intents: [{ slug: 'order', confidence: 1 }] } })
  await app.inject('/order/4711')
  await post(app, call('x'.repeat(1000)))
  const ends = heard.filter(([event]) => event === 'asyncEnd').map(([, told]) => told)
  t.strictSame(ends.map(({ handler }) => handler),
    ['pattern /^faq-/', 'pattern /^faq-/', 'intent order', 'action GET /order/:id', 'fallback'])
  t.equal(ends[4]?.skill?.length, 100)
})

t.test('no more is told than the log says', async t => {
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    bot.skill('throws', () => { throw new Error('canary') })
    bot.fallback(() => 'canary')
  })
  const heard = listen(t)
  const canary = { memory: { canary: 'canary' }, participant_data: { userName: 'canary' } }
  for (const skill of ['throws', 'goes well']) await post(app, { ...call(skill, canary), nlp: { source: 'canary' } })
  t.notMatch(JSON.stringify(heard), /canary/)
  const logged = lines.filter(({ outcome }) => outcome !== undefined)
  for (const [index, [, told]] of heard.filter(([event]) => event === 'asyncEnd').entries()) {
    const { requestId, conversation, skill, outcome, ms, ...others } = told
    t.match(logged[index], { reqId: requestId, conversation, skill, outcome })
    t.strictSame(Object.keys(others), ['prefix', 'handler'])
  }
})

t.test('what is bound to the start is there in the handler and after what it awaits, and nowhere else', async t => {
  const storage = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const app = await build(t, {}, ({ bot }) => {
    bot.onTurn(() => { seen.push(storage.getStore()) })
    bot.fallback(async () => {
      seen.push(storage.getStore())
      await after(1)
      seen.push(storage.getStore())
    })
  })
  turns.start.bindStore(storage, ({ skill }) => `in ${skill}`)
  t.teardown(() => { turns.start.unbindStore(storage) })
  await Promise.all([post(app, call('a')), post(app, call('b'))])
  t.strictSame(seen.filter(store => store === 'in a').length, 3)
  t.strictSame(seen.filter(store => store === 'in b').length, 3)
  t.equal(storage.getStore(), undefined)
})

t.test('a listener that comes in the middle of a turn receives the next', async t => {
  const app = await build(t, {}, ({ bot }) => { bot.fallback(() => after(40, 'x')) })
  const first = post(app, call('first'))
  await after(10)
  const heard = listen(t)
  await first
  t.strictSame(heard, [])
  await post(app, call('second'))
  t.equal(heard.length, 4)
})
