import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import Fastify, { type FastifyInstance } from 'fastify'
import botWebhook from '../../lib/index.ts'
import { build, buildWithLogs, call, post, refused } from '../support/app.ts'

const rejections: unknown[] = []
process.on('unhandledRejection', reason => { rejections.push(reason) })

/** Errors that fail again when one looks at them. */
const unusual: Record<string, () => unknown> = {
  'has no constructor': () => Object.assign(new Error('hunter2'), { constructor: undefined }),
  'has no message': () => Object.assign(new Error('hunter2'), { message: undefined }),
  'has a stack that throws': () => Object.defineProperty(new Error('hunter2'), 'stack',
    { get () { throw new Error('hunter2') } }),
  'has a code that throws': () => Object.defineProperty(new Error('hunter2'), 'code',
    { get () { throw new Error('hunter2') } })
}

t.test('an error that is odd in itself is answered, logged and survived like any other', async t => {
  for (const [what, error] of Object.entries(unusual)) {
    const { app, text } = await buildWithLogs(t, {}, ({ bot }) => {
      bot.skill('now', () => { throw error() })
      bot.skill('later', async () => { throw error() })
      bot.onReport(async () => { throw error() })
    })
    for (const skill of ['now', 'later']) refused(t, await post(app, call(skill)), 500, 'FST_BOT_HANDLER_FAILED')
    t.equal((await post(app, 'x', '/errors')).statusCode, 200, what)

    const host = await build(t, {}, app => { app.addHook('onRequest', async () => { throw error() }) })
    refused(t, await post(host, call()), 500, 'FST_BOT_INTERNAL')
    await sleep(5)
    t.strictSame(rejections.splice(0), [], what)
    t.ok(text().includes('the handler threw'))
  }
})

t.test('a status is taken from an error or from what a hook has set, if it is one of an error', async t => {
  const answerTo = async (status: object, code = 200) => {
    const app = await build(t, {}, app => {
      app.addHook('onRequest', async (_request, reply) => {
        reply.code(code)
        throw Object.assign(new Error('hunter2'), status)
      })
    })
    return post(app, call())
  }
  refused(t, await answerTo({ statusCode: 429 }), 429, 'TOO_MANY_REQUESTS')
  refused(t, await answerTo({ status: 403 }), 403, 'FORBIDDEN')
  refused(t, await answerTo({}, 403), 403, 'FORBIDDEN')
  refused(t, await answerTo({ statusCode: 503, code: 'FST_UNDER_PRESSURE' }), 503, 'FST_UNDER_PRESSURE')
  refused(t, await answerTo({ statusCode: 403, message: 5 }), 403, 'FORBIDDEN')
  for (const statusCode of ['404', 200, 302, 999, 0, -1, NaN, 400.5, null]) {
    const response = await answerTo({ statusCode })
    refused(t, response, 500, 'FST_BOT_INTERNAL')
    t.notMatch(response.body, 'hunter2')
  }
})

t.test('a reply serializer of the host does not change the shape of an error', async t => {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  app.setReplySerializer(payload => JSON.stringify({ data: payload }))
  await app.register(botWebhook, { auth: false })
  app.bot.skill('fine', () => 'Yes')
  refused(t, await post(app, []), 400, 'FST_BOT_BODY_INVALID')
  t.match((await post(app, call('fine'))).json(), { replies: [{ content: 'Yes' }] })
})

t.test('request ids that are numbers are sent as text', async t => {
  const app = await build(t, {}, () => {}, { genReqId: () => 5 as never })
  refused(t, await post(app, []), 400, 'FST_BOT_BODY_INVALID')
})

t.test('an error of a host\'s hook with a number for a code is logged under its own name', async t => {
  const { app, lines } = await buildWithLogs(t, {}, app => {
    app.addHook('onRequest', async () => { throw Object.assign(new RangeError('x'), { code: 11000 }) })
  })
  refused(t, await post(app, 'x', '/errors'), 500, 'FST_BOT_INTERNAL')
  t.match(lines.find(({ level }) => level === 50), { failure: { name: 'RangeError' } })
})

t.test('a logger that throws does not leave the caller without an answer', async t => {
  const silent = () => {}
  const logger = {
    level: 'info',
    info: (_line: unknown, message: string) => { if (message === 'bot turn') throw new Error('disk full') },
    warn: silent,
    error: silent,
    debug: silent,
    trace: silent,
    fatal: silent,
    silent,
    child: () => logger
  }
  const app = await build(t, {}, ({ bot }) => { bot.fallback(async () => 'Yes') }, { loggerInstance: logger as never })
  refused(t, await post(app, call()), 500, 'FST_BOT_INTERNAL')
})
