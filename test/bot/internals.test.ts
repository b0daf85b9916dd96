import type { FastifyError } from '@fastify/error'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { addBotMethods, getBotInternals } from '../../lib/bot/scoped-bots.ts'
import { FST_BOT_STORE_UNAVAILABLE } from '../../lib/errors.ts'
import type { FailedTurn, BotInternals } from '../../lib/http/bot-internals.ts'
import botWebhook, { basic } from '../../lib/index.ts'
import type { Deferrals, HeldTurnOutcome } from '../../lib/turn/deferral.ts'
import { build, buildWithLogs, call, post, type Options } from '../support/app.ts'

/** A keeper of work for later that notes what it is asked. */
function notes (changed: Partial<Deferrals> = {}) {
  const events: unknown[] = []
  const held: HeldTurnOutcome[] = []
  const deferrals: Deferrals = {
    check: (job, input) => { events.push(['check', job, input]) },
    commit: async (turn, list) => { events.push(['commit', turn.id, list]) },
    hold: async turn => {
      events.push(['hold', turn.id])
      return { done: async outcome => { held.push(outcome) } }
    },
    ...changed
  }
  return { deferrals, events, held }
}

async function withInternals (
  t: Pick<Test, 'teardown'>,
  internals: Partial<BotInternals>,
  configure: (app: FastifyInstance) => void,
  options: Options = {}
): Promise<FastifyInstance> {
  return build(t, options, app => {
    Object.assign(getBotInternals(app.bot), internals)
    configure(app)
  })
}

const unavailable = async (): Promise<never> => { throw new FST_BOT_STORE_UNAVAILABLE('it is away') }

t.test('what a turn leaves for later is kept before it is answered, and only if it went well', async t => {
  const { deferrals, events } = notes()
  const app = await withInternals(t, { deferrals }, ({ bot }) => {
    bot.skill('report', turn => {
      const input = { month: 5 }
      turn.defer('report', input)
      input.month = 6
      return 'You will hear from me.'
    })
    bot.skill('later', async ({ defer }) => { defer('nothing') })
    bot.skill('broken', turn => {
      turn.defer('report', {})
      return { type: 'text' } as never
    })
  })
  t.match((await post(app, call('report'))).json(), { replies: [{ content: 'You will hear from me.' }] })
  t.same(events.splice(0),
    [['check', 'report', { month: 6 }], ['commit', 'c1', [{ job: 'report', input: { month: 5 } }]]])
  t.equal((await post(app, call('later'))).statusCode, 200)
  t.same(events.splice(0), [['check', 'nothing', undefined], ['commit', 'c1', [{ job: 'nothing', input: undefined }]]])
  t.equal((await post(app, call('broken'))).json().code, 'FST_BOT_REPLY_INVALID')
  t.same(events, [['check', 'report', {}]])
})

t.test('when it cannot be kept the turn fails', async t => {
  const { deferrals } = notes({ commit: unavailable })
  const app = await withInternals(t, { deferrals }, ({ bot }) => {
    bot.skill('at once', ({ defer }) => { defer('a') })
    bot.skill('with an error reply', ({ defer }) => { defer('a') })
    bot.skill('async', async ({ defer }) => { defer('a') })
  })
  for (const skill of ['at once', 'async']) {
    t.match(await post(app, call(skill)),
      { statusCode: 503, body: /FST_BOT_STORE_UNAVAILABLE/ })
  }
})

t.test('a handler that leaves work for later where it cannot is told so', async t => {
  const { deferrals } = notes()
  const app = await withInternals(t, { deferrals }, ({ bot }) => {
    bot.skill('circle', ({ defer }) => {
      const circle: Record<string, unknown> = {}
      circle.circle = circle
      defer('a', circle)
    })
    bot.fallback(({ defer }) => { defer('a') })
  })
  t.equal((await post(app, call('circle'))).json().code, 'FST_BOT_JOB_INPUT_INVALID')
  t.equal((await post(app, { nlp: {} })).json().code, 'FST_BOT_CONVERSATION_UNKNOWN')
  const plain = await build(t, {}, ({ bot }) => { bot.fallback(({ defer }) => { defer('a') }) })
  t.equal((await post(plain, call())).json().code, 'FST_BOT_DURABLE_MISSING')
})

t.test('an interim reply that nobody can push is found at boot', async t => {
  const app = Fastify()
  await app.register(botWebhook, { auth: false })
  app.bot.skill('slow', { interimReply: 'One moment' }, async () => 'done')
  await t.rejects(async () => { await app.ready() },
    { code: 'FST_BOT_DURABLE_MISSING', message: /interimReply of bot.skill/ })
})

const after = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

t.test('a slow handler is held: its user is told to wait, and what it comes to is handed over', async t => {
  const { deferrals, events, held } = notes()
  const app = await withInternals(t, { deferrals }, ({ bot }) => {
    bot.skill('slow', { interimReply: 'One moment' }, async turn => {
      turn.memory.written = 'too late'
      await after(300)
      turn.defer('more')
      return 'Here it is'
    })
    bot.skill('fails', { interimReply: ['One', 'moment'] }, async () => {
      await after(300)
      throw new Error('no')
    })
    bot.skill('quick', { interimReply: 'One moment' }, async () => 'quick')
    bot.skill('quick failure', { interimReply: 'One moment' }, async () => { throw new Error('no') })
    bot.skill('at once', { interimReply: 'One moment' }, () => 'at once')
    bot.fallback({ interimReply: 'One moment' }, async () => after(300))
  }, { handlerTimeout: 200 })
  t.same((await post(app, call('quick'))).json().replies, [{ type: 'text', content: 'quick' }])
  t.same((await post(app, call('at once'))).json().replies, [{ type: 'text', content: 'at once' }])
  t.equal((await post(app, call('quick failure'))).json().code, 'FST_BOT_HANDLER_FAILED')
  t.same(events, [])
  t.same((await post(app, call('slow'))).json(), { replies: [{ type: 'text', content: 'One moment' }] })
  t.equal((await post(app, call('fails'))).json().replies.length, 2)
  await after(400)
  t.same(events.map(event => (event as unknown[])[0]).sort(), ['check', 'hold', 'hold'])
  t.match(held, [
    { replies: [{ type: 'text', content: 'Here it is' }], deferred: [{ job: 'more' }] },
    { error: { code: 'FST_BOT_HANDLER_FAILED' }, replies: [] }
  ])
  t.equal((await post(app, { nlp: {} })).json().code, 'FST_BOT_HANDLER_TIMEOUT', 'nobody to answer later')
})

t.test('a held turn that fails has its user read the error reply', async t => {
  const { deferrals, held } = notes()
  const app = await withInternals(t, { deferrals }, ({ bot }) => {
    bot.setErrorReply(async (error, { skill }) => {
      if (skill === 'fails twice') throw new Error('no words')
      return `Sorry: ${error.code}`
    })
    bot.onReply(replies => [...replies, 'Bye'])
    for (const skill of ['fails', 'fails twice']) {
      bot.skill(skill, { interimReply: 'One moment' }, async () => {
        await after(300)
        throw new Error('no')
      })
    }
  }, { handlerTimeout: 200 })
  for (const skill of ['fails', 'fails twice']) {
    t.match((await post(app, call(skill))).json(),
      { replies: [{ content: 'One moment' }] })
  }
  await after(400)
  const [told, silent] = held
  t.match(told, {
    error: { code: 'FST_BOT_HANDLER_FAILED' },
    replies: [{ content: 'Sorry: FST_BOT_HANDLER_FAILED' }, { content: 'Bye' }]
  })
  t.match(silent,
    { error: { code: 'FST_BOT_HANDLER_FAILED' }, errorReplyError: { code: 'FST_BOT_HANDLER_FAILED' }, replies: [] })
})

t.test('a turn that cannot be held fails, and its handler is told', async t => {
  const { deferrals } = notes({ hold: unavailable })
  let aborted: unknown
  const app = await withInternals(t, { deferrals }, ({ bot }) => {
    bot.fallback({ interimReply: 'One moment' }, async ({ signal }) => {
      await after(250)
      aborted = signal.reason
      throw new Error('nobody hears')
    })
  }, { handlerTimeout: 200 })
  t.match(await post(app, call()), { statusCode: 503, body: /FST_BOT_STORE_UNAVAILABLE/ })
  await after(150)
  t.match(aborted, { code: 'FST_BOT_STORE_UNAVAILABLE' })
})

t.test('a recorded call is run without credentials, within the timeout that is given, and is neither held ' +
  'nor stored', async t => {
  const { deferrals, events } = notes()
  let runs = 0
  const app = await withInternals(t, { deferrals }, ({ bot }) => {
    bot.fallback({ interimReply: 'One moment' }, async ({ request, defer, log }) => {
      runs++
      await after(150)
      defer('more', { a: 1 })
      log.info('still there')
      return `${request.method} ${request.url} ${request.query.a} ${request.params.tenant} ${request.raw.url} ` +
        `${request.headers.authorization}`
    })
    bot.skill('fails', () => { throw new Error('no') })
    bot.skill('sorry', () => { throw new Error('no') })
    bot.setErrorReply((_error, { skill }) => skill === 'sorry' ? 'Sorry' : undefined)
  }, { auth: basic({ username: 'u', password: 'a long enough password' }), handlerTimeout: 100, prefix: '/:tenant' })
  const { recordedCalls } = getBotInternals(app.bot)
  const run = recordedCalls.get('POST /')
  const record = (body: unknown) => ({
    route: 'POST /',
    method: 'POST',
    url: '/t1?a=1',
    params: { tenant: 't1' },
    bytes: body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  })
  const recorded = record(call())
  t.match(await run?.(recorded, 5000), {
    status: 200,
    body: /POST \/t1\?a=1 1 t1 \/t1\?a=1 undefined/,
    error: undefined,
    deferred: [{ job: 'more', input: { a: 1 } }]
  })
  t.match(await run?.(recorded, 5000), { status: 200 })
  t.equal(runs, 2, 'the second is no repetition of the first')
  t.match(await run?.(recorded), {
    status: 503, body: /FST_BOT_HANDLER_TIMEOUT/, error: { code: 'FST_BOT_HANDLER_TIMEOUT' }, deferred: []
  }, "the bot's own timeout")
  t.match(await run?.(record(call('fails'))),
    { status: 500, body: /FST_BOT_HANDLER_FAILED/, error: { code: 'FST_BOT_HANDLER_FAILED' } })
  t.match(await run?.(record(call('sorry'))), { status: 200, body: /Sorry/, error: { code: 'FST_BOT_HANDLER_FAILED' } })
  t.match(await run?.(record([])), { status: 400, body: /FST_BOT_BODY_INVALID/ },
    'what does not fit the schema any more')
  t.match(await run?.(record(undefined)), { status: 400 })
  t.match(await run?.({ ...recorded, bytes: Buffer.from('{') }), { status: 400, body: /FST_BOT_JSON_INVALID/ })
  t.same(events, [['check', 'more', { a: 1 }], ['check', 'more', { a: 1 }]], 'nothing is stored')
  t.equal((await post(app, call(), '/t1')).statusCode, 401)
})

t.test('a report that is kept is answered when it is', async t => {
  const kept: string[] = []
  const heard: string[] = []
  const app = await withInternals(t, {
    takeReport: async ({ raw }) => {
      await after(20)
      kept.push(raw.toString())
    }
  }, ({ bot }) => { bot.onReport(({ raw }) => { heard.push(raw.toString()) }) })
  const answer = await app.inject({ method: 'POST', url: '/errors', payload: 'trouble' })
  t.match(answer, { statusCode: 200, body: '' })
  t.same([kept, heard], [['trouble'], ['trouble']])
})

t.test('a report that could not be kept is answered 503', async t => {
  const app = await withInternals(t, { takeReport: unavailable }, () => {})
  t.match(await app.inject({ method: 'POST', url: '/errors', payload: 'trouble' }),
    { statusCode: 503, headers: { 'retry-after': '5' }, body: /FST_BOT_STORE_UNAVAILABLE/ })
})

t.test('a turn that failed is told with the bytes of its call', async t => {
  const failed: FailedTurn[] = []
  const { app } = await buildWithLogs(t, {}, ({ bot }) => {
    getBotInternals(bot).onFailure = failure => { failed.push(failure) }
    bot.fallback(() => { throw new Error('no') })
    bot.skill('sorry', () => { throw new Error('no') })
    bot.setErrorReply((_error: FastifyError, { skill }) => { if (skill === 'sorry') return 'Sorry' })
    bot.action('/get', { method: 'GET' }, () => { throw new Error('no') })
  })
  await app.inject({
    method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, payload: '{ "conversation": {} }'
  })
  await post(app, call('sorry'))
  await app.inject('/get')
  t.match(failed.map(({ error, answer, turn }) => [error.code, answer, turn.bytes?.toString()]), [
    ['FST_BOT_HANDLER_FAILED', undefined, '{ "conversation": {} }'],
    ['FST_BOT_HANDLER_FAILED', /Sorry/, /^{"conversation"/],
    ['FST_BOT_HANDLER_FAILED', undefined, undefined]
  ])
})

t.test('what is added to a bot is there in every scope', async t => {
  const app = await build(t, {}, async app => {
    await app.register(async child => { t.notOk('added' in child.bot) })
    addBotMethods(app.bot, { added: () => 'yes' } as object)
    await app.register(async child => { t.equal((child.bot as unknown as { added: () => string }).added(), 'yes') })
  })
  t.ok('added' in app.bot)
})
