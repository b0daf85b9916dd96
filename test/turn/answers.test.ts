import t from 'tap'
import { build, buildWithLogs, call, post, refused, registrationError } from '../support/app.ts'

const card = { type: 'card', content: { title: 'Hotel', extra: [1] } } as const

t.test('what the chosen channels cannot do without is filled in, and told in the log', async t => {
  const { app, lines, text } = await buildWithLogs(t, { channels: ['telegram', 'twilio'] },
    ({ bot }) => { bot.fallback(() => card) })
  t.strictSame((await post(app, call())).json().replies,
    [{ type: 'card', content: { title: 'Hotel', extra: [1], buttons: [], subtitle: '', imageUrl: '' } }])
  t.strictSame(card, { type: 'card', content: { title: 'Hotel', extra: [1] } },
    'the reply of the handler is left alone')
  t.match(lines.filter(({ findings }) => findings !== undefined), [{
    level: 40,
    conversation: 'c1',
    findings: [
      { code: 'BUTTONS_MISSING', severity: 'repaired', path: '/0/content/buttons', channels: ['telegram'] },
      { code: 'SUBTITLE_UNDEFINED', severity: 'repaired', channels: ['twilio'] },
      { code: 'IMAGE_UNDEFINED', severity: 'repaired', channels: ['twilio'] }
    ]
  }])
  t.notMatch(text(), /Hotel/, 'not a word of the reply')
})

t.test('repair may be switched off', async t => {
  const { app, lines } = await buildWithLogs(t, { channels: ['telegram'], repair: false },
    ({ bot }) => { bot.fallback(() => card) })
  t.strictSame((await post(app, call())).json().replies, [card])
  t.match(lines.filter(({ findings }) => findings !== undefined),
    [{ findings: [{ code: 'BUTTONS_MISSING', severity: 'warning' }] }])
})

t.test('without channels replies are sent as they are, and limits are told', async t => {
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    bot.skill('card', () => card)
    bot.skill('long', () => 'x'.repeat(641))
    bot.skill('many', () => Array.from({ length: 30 }, () => 'x'.repeat(641)))
    bot.skill('own', () => ({ type: 'rolelist', content: [] }) as never)
  })
  t.strictSame((await post(app, call('card'))).json().replies, [card])
  t.notOk(lines.some(({ findings }) => findings !== undefined))
  t.equal((await post(app, call('long'))).statusCode, 200)
  t.match(lines.splice(0).filter(({ findings }) => findings !== undefined),
    [{ findings: [{ code: 'TEXT_LONG', path: '/0/content', channels: [] }] }])
  await post(app, call('many'))
  t.match(lines.find(({ findings }) => findings !== undefined), { findings: { length: 20 } }, 'not all of very many')
  t.equal((await post(app, call('own'))).statusCode, 200, 'a client of one\'s own may know the type')
})

t.test('what no chosen channel knows fails the turn', async t => {
  const app = await build(t, { channels: ['webchat'] },
    ({ bot }) => { bot.fallback(() => ({ type: 'rolelist', content: [] }) as never) })
  refused(t, await post(app, call()), 500, 'FST_BOT_REPLY_INVALID')
})

t.test('error replies are looked at and repaired like any reply', async t => {
  const { app, lines } = await buildWithLogs(t, { channels: ['telegram'] }, ({ bot }) => {
    bot.fallback(() => { throw new Error('no') })
    bot.setErrorReply(() => card)
  })
  t.strictSame((await post(app, call())).json(),
    { replies: [{ type: 'card', content: { title: 'Hotel', extra: [1], buttons: [] } }] })
  t.ok(lines.some(({ findings }) => findings !== undefined))
})

t.test('a builder that is given nonsense fails the turn with the place, not with the words of the handler', async t => {
  const { text } = await import('../../lib/index.ts')
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    bot.skill('sync', () => text(''))
    bot.skill('async', async () => text(undefined as never))
  })
  refused(t, await post(app, call('sync')), 500, 'FST_BOT_REPLY_INVALID')
  refused(t, await post(app, call('async')), 500, 'FST_BOT_REPLY_INVALID')
  t.strictSame(lines.filter(({ outcome }) => outcome !== undefined).map(({ msg }) =>
    /reply \/content: must.*/.exec(msg)?.[0]), [
    'reply /content: must not be empty; leave it out, or say something',
    'reply /content: must be a string, not undefined; pick the field to show, or wrap it in String()'
  ])
})

t.test('options for answers that cannot be are refused', async t => {
  const cases: Array<[options: object, message: RegExp]> = [
    [{ channels: 'webchat' }, /channels must be a list/],
    [{ channels: ['webchta'] }, /has 'webchta', which is no channel: did you mean 'webchat'\?/],
    [{ channels: ['toString'] }, /has 'toString', which is no channel: there are webchat, messenger/],
    [{ channels: [5] }, /has '5'/],
    [{ repair: 'no' }, /repair must be true or false/],
    [{ memoryLimit: 0 }, /memoryLimit must be a whole number of bytes from 1/],
    [{ memoryLimit: 1001, bodyLimit: 1000 }, /memoryLimit must be at most bodyLimit, which is 1000/]
  ]
  for (const [options, message] of cases) {
    t.match(await registrationError(t, { auth: false, ...options }),
      { code: 'FST_BOT_OPTION_INVALID', message })
  }
})

t.test('requirements and ways with stale memory that cannot be are refused', async t => {
  const { Type } = await import('@sinclair/typebox')
  const cases: Array<[options: object, message: RegExp]> = [
    [{ requires: [] }, /requires must be an object/],
    [{ requires: { city: 'location' } }, /requires\.city\.entity must be the name of an entity/],
    [{ requires: { city: { entity: '', ask: 'a' } } }, /requires\.city\.entity/],
    [{ requires: { city: { entity: 'location', ask: '' } } }, /requires\.city\.ask must be what to say/],
    [
      { requires: { bot_asking: { entity: 'location', ask: 'a' } } },
      /requires\.bot_asking is a key that cannot be used/
    ],
    [{ onInvalidMemory: 'drop' }, /onInvalidMemory needs a memory schema/],
    [{ memory: Type.Object({}), onInvalidMemory: 'forget' }, /onInvalidMemory must be 'error', 'drop' or a function/],
    [{ memory: Type.Object({ a: Type.String({ format: 'nonsense' }) }) }, /memory has the format 'nonsense'/]
  ]
  await build(t, {}, ({ bot }) => {
    for (const [options, message] of cases) {
      t.throws(() => { bot.fallback(options as never, () => 'x') },
        { code: 'FST_BOT_HANDLER_INVALID', message })
    }
  })
})

t.test('a reply whose toJSON fails is told by its place in the answer', async t => {
  let told: unknown
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(() => ({
      type: 'text', content: 'a', extra: new (class { toJSON () { throw new Error('no') } })()
    }) as never)
    bot.setErrorReply(error => { told = error })
  })
  refused(t, await post(app, call()), 500, 'FST_BOT_REPLY_INVALID')
  t.match(told, { message: /cannot be written as JSON: a toJSON\(\) in it fails/ })
})
