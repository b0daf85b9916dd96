import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import botWebhook, { createBot } from '../../lib/index.ts'
import { call, post } from '../support/app.ts'

function greeter () {
  const bot = createBot()
  bot.onTurn(({ memory }) => { memory.seen = true })
  bot.skill('greet', { memory: Type.Object({ visits: Type.Number({ default: 0 }) }) }, ({ memory }) => {
    memory.visits += 1
    return `Visit ${memory.visits}`
  })
  bot.skill('fail', () => { throw new Error('no') })
  bot.skill(['a', 'b'], () => 'list')
  bot.skill(/^c/, () => 'pattern')
  bot.intent('greetings', () => 'intent')
  bot.action('/act', () => 'acted')
  return bot
}

function greeterWithFallback () {
  const bot = greeter()
  bot.fallback(() => 'what?')
  return bot
}

t.test('a bot is made before its app, and answers by itself', async t => {
  const bot = greeter()
  t.strictSame(await bot.answer({ conversation: { skill: 'greet', memory: { visits: 4 } } }), {
    replies: [{ type: 'text', content: 'Visit 5' }], conversation: { memory: { visits: 5, seen: true } }
  })
  await t.rejects(bot.answer({ conversation: { skill: 'fail' } }), { code: 'FST_BOT_HANDLER_FAILED' })
  await t.rejects(bot.answer({ conversation: { skill: 'x' } }), { code: 'FST_BOT_SKILL_UNKNOWN' })
  await t.rejects(bot.answer({ conversation: { memory: [] } } as never),
    { code: 'FST_BOT_BODY_INVALID', message: /conversation\/memory/ })
  bot.setErrorReply((_error, { log }) => { log.child({}).info('said'); return 'Sorry' })
  t.match(await bot.answer({ conversation: { skill: 'fail' } }), { replies: [{ content: 'Sorry' }] })
})

t.test('several apps have the same bot, and what one adds is its own', async t => {
  const bot = greeter()
  const one = Fastify()
  const two = Fastify()
  t.teardown(() => Promise.all([one.close(), two.close()]))
  one.register(botWebhook, { bot, auth: false })
  await two.register(botWebhook, { bot, auth: false, prefix: '/two' })
  two.bot.fallback(() => 'fallback')
  two.bot.onReply(replies => replies.slice(0, 1))
  const say = async (app: typeof one, skill: string, url: string) =>
    (await post(app, call(skill), url)).json().replies?.[0].content
  for (const [skill, answer] of Object.entries({ greet: 'Visit 1', a: 'list', cde: 'pattern', other: 'intent' })) {
    t.equal(await say(one, skill, '/'), answer)
    t.equal(await say(two, skill, '/two'), answer)
  }
  t.equal(await say(one, 'x', '/act'), 'acted')
  t.equal(await say(two, 'x', '/two/act'), 'acted')
  t.equal((await post(two, {}, '/two')).json().replies[0].content, 'fallback')
  t.equal((await post(one, {})).statusCode, 404)
  t.throws(() => { bot.skill('late', () => 'x') }, { code: 'FST_BOT_HANDLER_LATE' })
  const three = Fastify()
  t.teardown(() => three.close())
  await three.register(botWebhook, { bot: greeterWithFallback(), auth: false })
  t.equal((await post(three, {})).json().replies[0].content, 'what?')
})

t.test('the option takes what createBot returns', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(async () => { await app.register(botWebhook, { auth: false, bot: {} as never }) },
    { code: 'FST_BOT_OPTION_INVALID', message: /option bot must be what createBot\(\) returns/ })
})

t.test('an app.bot of somebody else is left alone, and the error says so', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.decorate('bot', { telegram: true } as never)
  await t.rejects(async () => { await app.register(botWebhook, { auth: false }) },
    { code: 'FST_BOT_DECORATOR_TAKEN', message: /taken by another plugin/ })
})

t.test('plugins and their scopes have names', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false })
  await app.ready()
  t.match(app.printPlugins(), /fastify-bot-webhook/)
  t.notMatch(app.printPlugins(), /=>/)
})

t.test('an action takes what a Fastify route takes', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false })
  app.bot.action('/order/:id', {
    method: 'GET',
    schema: {
      params: Type.Object({ id: Type.Integer() }),
      querystring: { type: 'object', properties: { full: { type: 'boolean', default: false } } },
      headers: Type.Object({ 'x-shop': Type.String() })
    },
    config: { role: 'clerk' },
    constraints: { host: 'bot.example.com' },
    preHandler: (request, reply, done) => {
      reply.header('x-role', String((request.routeOptions.config as { role?: string }).role))
      done()
    }
  }, ({ request }) => {
    const id: number = request.params.id
    return `${id + 1} ${request.query.full} ${request.headers['x-shop']}`
  })
  const wrong: Array<[object, RegExp]> = [
    [{ schema: { body: {} } }, /unknown option schema\.body; valid options: params, querystring, headers/],
    [{ schema: { params: { id: 'integer' } } }, /schema\.params must be a schema/],
    [{ schema: [] }, /schema must be an object with params/],
    [{ preHandler: 5 }, /preHandler must be a function, or a list/],
    [{ method: 'GET', body: Type.Object({}) }, /a GET has no body/]
  ]
  for (const [options, message] of wrong) {
    t.throws(() => { app.bot.action('/x', options as never, () => 'x') },
      { message })
  }

  const get = (url: string, headers: Record<string, string> = { 'x-shop': 'a' }) =>
    app.inject({ url, headers: { host: 'bot.example.com', ...headers } })
  const found = await get('/order/4?full=true')
  t.equal(found.json().replies[0].content, '5 true a')
  t.equal(found.headers['x-role'], 'clerk')
  t.match((await get('/order/four')).json(),
    { statusCode: 400, code: 'FST_BOT_REQUEST_INVALID', message: 'params/id: must be integer' })
  t.match((await get('/order/4', {})).json(), { statusCode: 400, message: /^headers/ })
  t.equal((await get('/order/4', { host: 'other.example.com' })).statusCode, 404)
})

t.test("Fastify hooks of a child scope are for its routes, not for its skills: these have the bot's " +
  'own hooks', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false })
  const ran: string[] = []
  await app.register(async shop => {
    shop.addHook('preHandler', async () => { ran.push('fastify') })
    shop.decorate('stock', 5)
    shop.bot.onTurn(() => { ran.push('bot') })
    shop.bot.skill('buy',
      ({ request }) => `${'stock' in request.server} ${(shop as unknown as { stock: number }).stock}`)
  })
  t.equal((await post(app, call('buy'))).json().replies[0].content, 'false 5')
  t.strictSame(ran, ['bot'])
})
