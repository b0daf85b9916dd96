import etag from '@fastify/etag'
import t from 'tap'
import { build, call, post, refused } from '../support/app.ts'

t.test("what the app's own hooks throw keeps its status and its code", async t => {
  const errors: Array<[error: object, status: number, code: string, message?: string]> = [
    [Object.assign(new Error('busy'), { statusCode: 503, code: 'APP_BUSY' }), 503, 'APP_BUSY'],
    [Object.assign(new Error('slow down'), { statusCode: 429 }), 429, 'TOO_MANY_REQUESTS', 'slow down'],
    [Object.assign(new Error('busy'), { statusCode: 503 }), 503, 'SERVICE_UNAVAILABLE'],
    [{ statusCode: 418 }, 418, 'I_M_A_TEAPOT', 'the request was refused'],
    [Object.assign(new Error('no'), { statusCode: 400 }), 400, 'FST_BOT_REQUEST_REJECTED', 'no'],
    [Object.assign(new Error('no'),
      { code: 'ada@example.test', statusCode: 499 }), 499, 'FST_BOT_REQUEST_REJECTED', 'no'],
    [new Error('no'), 500, 'FST_BOT_INTERNAL']
  ]
  let thrown: unknown
  const app = await build(t, {}, app => {
    app.addHook('preHandler', async () => { throw thrown })
    app.bot.fallback(() => 'fine')
  })
  for (const [error, status, code, message] of errors) {
    thrown = error
    const body = refused(t, await post(app, call()), status, code)
    t.equal(body.message, message)
  }
})

t.test('@fastify/etag does not answer a POST with 304', async t => {
  const app = await build(t, {}, async app => {
    await app.register(etag)
    app.bot.fallback(() => 'fine')
    app.bot.action('/get', { method: 'GET' }, () => 'fine')
  })
  const calls = [() => post(app, call(), '/', headers), () => app.inject({ url: '/get', headers })]
  let headers: Record<string, string> = {}
  for (const send of calls) {
    headers = {}
    const first = await send()
    headers = { 'if-none-match': String(first.headers.etag), 'if-modified-since': new Date().toUTCString() }
    t.match(await send(), { statusCode: 200, body: /fine/ })
  }
})

t.test('an action by GET has HEAD beside it, and is kept out of caches', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.action('/when/:day', { method: 'GET' }, ({ request }) => `on ${request.params.day}`)
    bot.action('/fails', { method: 'GET' }, () => { throw new Error('no') })
  })
  for (const url of ['/when/monday', '/when/monday/']) {
    const get = await app.inject({ url })
    t.match(get, { statusCode: 200, headers: { 'cache-control': 'no-store' }, body: /on monday/ })
    const head = await app.inject({ method: 'HEAD', url })
    t.match(head, {
      statusCode: 200,
      body: '',
      headers: { 'cache-control': 'no-store', 'content-length': get.headers['content-length'] }
    })
  }
  t.match(await app.inject('/fails'), { statusCode: 500, headers: { 'cache-control': 'no-store' } })
  t.notOk((await post(app, call())).headers['cache-control'])
})

t.test('an optional parameter is refused with what to do', async t => {
  await t.rejects(build(t, {}, ({ bot }) => { bot.action('/order/:id?', () => 'x') }), {
    code: 'FST_BOT_HANDLER_INVALID', message: /optional parameter cannot be used: add the action twice/
  })
})
