import { Type } from '@sinclair/typebox'
import t from 'tap'
import { build, buildWithLogs, call, post } from '../support/app.ts'

t.test('a turn goes to the exact skill, a list, a pattern, an intent, the fallback, in this order', async t => {
  const app = await build(t, {}, app => {
    app.bot.fallback(() => 'fallback')
    app.bot.intent('greetings', () => 'intent')
    app.bot.skill(/^wea/, () => 'pattern')
    app.bot.skill(/^weat/, () => 'second pattern')
    app.bot.skill(['weather', 'news'], () => 'list')
    app.bot.skill('weather', () => 'exact')
  })
  const said = async (body: object) => (await post(app, body)).json().replies[0].content
  t.equal(await said(call('weather')), 'exact')
  t.equal(await said(call('news')), 'list')
  t.equal(await said(call('weather-tomorrow')), 'pattern', 'the pattern that was registered first')
  t.equal(await said(call('other')), 'intent')
  t.equal(await said({ ...call('other'), nlp: { intents: [] } }), 'fallback')
  t.equal(await said({ ...call('other'), nlp: { intents: [{ slug: null }] } }), 'fallback')
  t.equal(await said({ nlp: { intents: [{ slug: 'greetings' }, { slug: 'other' }] } }), 'intent', 'without a skill')
  t.equal(await said({ nlp: { intents: [{ slug: 'other' }, { slug: 'greetings' }] } }), 'fallback',
    'only the top intent counts')
})

t.test('a pattern matches every time, whatever its flags', async t => {
  const app = await build(t, {}, app => { app.bot.skill(/FAQ/giy, () => 'pattern') })
  for (let time = 0; time < 3; time++) t.equal((await post(app, call('faq'))).statusCode, 200)
})

t.test('a skill may have the name of something that every object has', async t => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']
  const without = await build(t)
  for (const name of names) t.equal((await post(without, call(name))).json().code, 'FST_BOT_SKILL_UNKNOWN')
  const app = await build(t, {},
    app => { for (const name of names) app.bot.skill(name, ({ skill }) => `it is ${skill}`) })
  for (const name of names) t.equal((await post(app, call(name))).json().replies[0].content, `it is ${name}`)
})

t.test('a skill may be a UUID, as in 2017', async t => {
  const uuid = '4561356e-7d53-4390-992f-0c59990e926f'
  const app = await build(t, {}, app => { app.bot.skill(uuid, () => 'oui') })
  t.equal((await post(app, call(uuid))).statusCode, 200)
})

t.test('an unknown skill is a 404, and the log names what may have been meant', async t => {
  const { app, lines } = await buildWithLogs(t, {}, app => {
    for (const name of ['get-weather', 'get-weathers', 'set-weather', 'get-wether', 'other']) {
      app.bot.skill(name,
        () => 'Yes')
    }
    app.bot.skill(['GET-WEATHER'], () => 'Yes')
  })
  const nearestTo = async (skill: string) => {
    const response = await post(app, call(skill))
    t.match(response.json(), { statusCode: 404, code: 'FST_BOT_SKILL_UNKNOWN' })
    t.notMatch(response.body, 'get-weather', 'the caller is not told what there is')
    return lines.filter(({ outcome }) => outcome === 'FST_BOT_SKILL_UNKNOWN').at(-1)
  }
  t.match(await nearestTo('get-wheather'),
    { level: 40, skill: 'get-wheather', nearest: ['get-weather', 'GET-WEATHER', 'get-weathers'], ms: Number })
  t.match(await nearestTo('nothing-like-it'), { nearest: [] })
  t.match(await nearestTo('x'.repeat(100_000)), { nearest: [], skill: 'x'.repeat(100) })
  t.match(await nearestTo(''), { nearest: [] })

  await post(app, {})
  t.match(lines.filter(({ outcome }) => outcome === 'FST_BOT_SKILL_UNKNOWN').at(-1), { nearest: [] })
})

t.test('ten thousand skills are found like one', async t => {
  const app = await build(t, {},
    app => { for (let index = 0; index < 10_000; index++) app.bot.skill(`skill-${index}`, () => `number ${index}`) })
  t.equal((await post(app, call('skill-9999'))).json().replies[0].content, 'number 9999')
})

t.test('the same key twice is an error at boot', async t => {
  await build(t, {}, app => {
    const { bot } = app
    bot.skill('a', () => 'a')
    bot.skill(['b', 'c'], () => 'b')
    bot.intent('i', () => 'i')
    bot.fallback(() => 'f')
    bot.setErrorReply(() => 'e')
    bot.onReport(() => {})
    const duplicate = { code: 'FST_BOT_HANDLER_DUPLICATE' }
    t.throws(() => { bot.skill('a', () => 'a') },
      { ...duplicate, message: "skill 'a' has a handler already: each is registered once" })
    t.throws(() => { bot.skill(['d', 'c'], () => 'a') }, { ...duplicate, message: /skill 'c'/ })
    t.throws(() => { bot.intent('i', () => 'a') }, { ...duplicate, message: /intent 'i'/ })
    t.throws(() => { bot.fallback(() => 'a') }, { ...duplicate, message: /fallback/ })
    t.throws(() => { bot.setErrorReply(() => 'a') }, { ...duplicate, message: /setErrorReply/ })
    t.throws(() => { bot.onReport(() => {}) }, { ...duplicate, message: /onReport/ })
    t.doesNotThrow(() => { bot.skill(['a'], () => 'a list may name what is exact elsewhere') })
  })
})

t.test('a wrong registration says what to change', async t => {
  await build(t, {}, ({ bot }) => {
    const wrong = (register: () => void, message: RegExp) => {
      t.throws(register,
        { code: 'FST_BOT_HANDLER_INVALID', message })
    }
    const handler = () => 'Yes'
    wrong(() => { bot.skill('', handler) }, /bot\.skill: a name must be a string that is not empty, not ""/)
    wrong(() => { bot.skill(5 as never, handler) }, /name the skill with a string, a list of strings or a pattern/)
    wrong(() => { bot.skill([], handler) }, /name the skill/)
    wrong(() => { bot.skill(['a', 5 as never], handler) }, /not 5/)
    wrong(() => { bot.intent(undefined as never, handler) }, /bot\.intent: a name must be/)
    wrong(() => { bot.skill('b', 'text' as never) }, /bot\.skill: the handler must be a function/)
    wrong(() => { bot.skill('b', {}, undefined as never) }, /the handler must be a function/)
    wrong(() => { bot.skill('b', 'summary' as never, handler) }, /the options must be an object/)
    wrong(() => { bot.skill('b', null as never, handler) }, /the options must be an object/)
    wrong(() => { bot.skill('b', { summary: 5 as never }, handler) }, /summary must be a string/)
    wrong(() => { bot.skill('b', { memory: { city: 'string' } as never }, handler) },
      /memory must be a schema of @sinclair\/typebox or typebox, a Standard Schema \(zod, valibot, ArkType\) or a JSON Schema/)
    wrong(() => { bot.fallback(undefined as never) }, /bot\.fallback/)
    wrong(() => { bot.setErrorReply('Sorry.' as never) }, /bot\.setErrorReply/)
    wrong(() => { bot.onReport(undefined as never) }, /bot\.onReport/)
  })
})

t.test('a handler that comes after ready is an error that says so', async t => {
  const { bot } = await build(t)
  const late = { code: 'FST_BOT_HANDLER_LATE' }
  t.throws(() => { bot.skill('a', () => 'a') }, { ...late, message: /^bot\.skill was added after the app was ready/ })
  t.throws(() => { bot.intent('a', () => 'a') }, late)
  t.throws(() => { bot.action('/a', () => 'a') }, late)
  t.throws(() => { bot.fallback(() => 'a') }, late)
  t.throws(() => { bot.setErrorReply(() => 'a') }, late)
  t.throws(() => { bot.onReport(() => {}) }, late)
})

t.test('skills are added from any plugin below, and the methods need no this', async t => {
  const app = await build(t, {}, async app => {
    await app.register(async child => {
      const { skill } = child.bot
      skill('one', () => 'one')
      await child.register(async grandchild => { grandchild.bot.skill('two', () => 'two') })
    }, { prefix: '/elsewhere' })
  })
  t.equal((await post(app, call('one'))).statusCode, 200)
  t.equal((await post(app, call('two'))).statusCode, 200)
})

t.test('one handler may be mounted on a skill, an intent and a route', async t => {
  const handler = () => 'the same'
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('by-skill', { summary: 'By skill', memory: Type.Object({ city: Type.Optional(Type.String()) }) }, handler)
    bot.intent('by-intent', { summary: 'By intent' }, handler)
    bot.action('/by-route', { summary: 'By route' }, handler)
    bot.fallback({ summary: 'Else' }, handler)
  })
  for (const [url, body] of [
    ['/', call('by-skill')], ['/', { nlp: { intents: [{ slug: 'by-intent' }] } }], ['/by-route', call('x')], ['/', {}]
  ] as const) {
    t.equal((await post(app, body, url)).json().replies[0].content, 'the same')
  }
})
