import { once } from 'node:events'
import { connect, constants, type ClientHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import awsLambda from '@fastify/aws-lambda'
import compress from '@fastify/compress'
import middie from '@fastify/middie'
import multipart from '@fastify/multipart'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import bodyParser from 'body-parser'
import Fastify, { type FastifyInstance } from 'fastify'
import rawBody from 'fastify-raw-body'
import serverless from 'serverless-http'
import t, { type Test } from 'tap'
import { serveFunction } from '../../examples/cloud-function.ts'
import botWebhook from '../../lib/index.ts'
import { call, listen, post, refused } from '../support/app.ts'

type Before = (app: FastifyInstance) => unknown

/** An app with a bot that answers with the sentence, and with what was registered before it. */
async function build (t: Pick<
  Test, 'teardown'
>, before: Before = () => {}, server: object = {}): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify(server)
  t.teardown(() => app.close())
  await before(app)
  await app.register(botWebhook, { auth: false })
  app.bot.fallback(({ nlp }) => `${nlp.source}`)
  return app
}

const said = (source = 'hé \u0000') => {
  const body = call()
  return { ...body, nlp: { ...body.nlp, source } }
}
const heard = { replies: [{ type: 'text', content: 'hé \u0000' }] }
const json = { 'content-type': 'application/json' }

t.test('@fastify/compress: a body that is compressed is read, and one that is broken is refused', async t => {
  const app = await build(t, app => app.register(compress))
  const zipped = gzipSync(JSON.stringify(said()))
  for (const encoding of ['gzip', undefined]) {
    const payload = encoding === undefined ? JSON.stringify(said()) : zipped
    const response = await app.inject({
      method: 'POST', url: '/', payload, headers: { ...json, ...(encoding && { 'content-encoding': encoding }) }
    })
    t.match(response.json(), heard, String(encoding))
  }
  for (const payload of [zipped.subarray(0, 40), Buffer.from('not gzip'), gzipSync('{')]) {
    const {
      statusCode
    } = await app.inject({ method: 'POST', url: '/', payload, headers: { ...json, 'content-encoding': 'gzip' } })
    t.equal(statusCode, 400)
  }
  const url = `http://127.0.0.1:${await listen(app)}`
  const response = await fetch(url, {
    method: 'POST',
    body: gzipSync(JSON.stringify(said())),
    headers: { ...json, 'content-encoding': 'gzip', 'accept-encoding': 'gzip' }
  })
  t.match(await response.json(), heard)
})

t.test('fastify-raw-body, before the parsers and after them', async t => {
  for (const runFirst of [true, false]) {
    const app = await build(t, app => app.register(rawBody, { global: true, encoding: false, runFirst }))
    t.match((await post(app, said())).json(), heard)
    const url = `http://127.0.0.1:${await listen(app)}`
    t.match(await (await fetch(url, {
      method: 'POST', body: JSON.stringify(said('x'.repeat(200_000))), headers: json
    })).json(), { replies: [{ content: /^x{200000}$/ }] })
  }
})

t.test('@fastify/multipart: the bot takes JSON, and refuses a form', async t => {
  const app = await build(t, app => app.register(multipart, { attachFieldsToBody: true }))
  t.match((await post(app, said())).json(), heard)
  const form = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n'
  refused(t, await post(app, form, '/', { 'content-type': 'multipart/form-data; boundary=b' }), 415,
    'FST_BOT_MEDIA_TYPE')
})

t.test('@fastify/middie with a body parser that reads the body first', async t => {
  const parsers = [bodyParser.json(), bodyParser.text({ type: '*/*' }),
    bodyParser.raw({ type: '*/*' }), bodyParser.json({
      verify: (request, _response, bytes) => { Object.assign(request, { rawBody: bytes }) }
    })]
  for (const parser of parsers) {
    const app = await build(t, async app => {
      await app.register(middie)
      app.use(parser as never)
    })
    const url = `http://127.0.0.1:${await listen(app)}`
    t.match(await (await fetch(url, { method: 'POST', body: JSON.stringify(said()), headers: json })).json(), heard)
    const large = await fetch(url, { method: 'POST', body: JSON.stringify(said('x'.repeat(90_000))), headers: json })
    t.match(await large.json(), { replies: [{ content: /^x{90000}$/ }] })
    if (parser === parsers[0]) continue
    const invalid = await fetch(url, { method: 'POST', body: '{', headers: json })
    t.equal(invalid.status, 400)
  }
})

t.test('a body that was read and left nowhere is an error that says so; one that is too large is refused', async t => {
  let left: object = {}
  const app = await build(t, app => app.addHook('onRequest', async ({ raw }) => {
    await once(raw.resume(), 'end')
    Object.assign(raw, left)
  }))
  refused(t, await post(app, said()), 500, 'FST_BOT_BODY_CONSUMED')
  refused(t, await app.inject({ method: 'POST', url: '/', headers: { ...json, 'content-length': '0' } }), 400,
    'FST_BOT_BODY_INVALID')
  left = { rawBody: new Uint8Array(Buffer.from(JSON.stringify(said()))) }
  t.match((await post(app, said())).json(), heard)
  left = { body: JSON.stringify(said()) }
  t.match((await post(app, said())).json(), heard)
  left = { rawBody: Buffer.alloc(300_000) }
  refused(t, await post(app, said()), 413, 'FST_BOT_BODY_TOO_LARGE')
})

t.test('a stream of the app that ends without an end is an error', async t => {
  const app = await build(t, app => app.addHook('preParsing', async (_request, _reply, payload) => {
    const { PassThrough } = await import('node:stream')
    const stream = new PassThrough()
    payload.resume()
    setImmediate(() => { stream.destroy() })
    return stream
  }))
  refused(t, await post(app, said()), 500, 'FST_BOT_BODY_CONSUMED')
})

t.test('Google Cloud Functions, where the body has been read', async t => {
  const app = await build(t)
  await serveFunction(app, 'bot')
  const server = getTestServer('bot')
  server.listen(0)
  await once(server, 'listening')
  t.teardown(() => { server.close() })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const body of [said(), said()]) {
    t.match(await (await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: json })).json(), heard)
  }
  t.equal((await fetch(url, { method: 'POST', body: '[]', headers: json })).status, 400)
  t.equal((await fetch(`${url}/errors`,
    { method: 'POST', body: JSON.stringify({ error: 'x' }), headers: json })).status, 200)
})

const event = (body: string, isBase64Encoded: boolean) => ({
  version: '2.0',
  httpMethod: 'POST',
  path: '/',
  rawPath: '/',
  rawQueryString: '',
  headers: json,
  body,
  isBase64Encoded,
  requestContext: { http: { method: 'POST', path: '/' } }
})

t.test('AWS Lambda: @fastify/aws-lambda and serverless-http, with text and with base64', async t => {
  const app = await build(t)
  const proxies = {
    '@fastify/aws-lambda': awsLambda(app), 'serverless-http': serverless(app as never)
  } as unknown as Record<string, (event: object, context: object) => Promise<{ statusCode: number, body: string }>>
  await app.ready()
  for (const [name, proxy] of Object.entries(proxies)) {
    for (const isBase64 of [false, true]) {
      const text = JSON.stringify(said())
      const { statusCode, body } = await proxy(event(isBase64 ? Buffer.from(text).toString('base64') : text, isBase64),
        {})
      t.equal(statusCode, 200, name)
      t.match(JSON.parse(body), heard, name)
    }
  }
})

async function http2 (t: Test): Promise<{ app: FastifyInstance, session: ClientHttp2Session }> {
  const app = await build(t, () => {}, { http2: true })
  const session = connect(`http://127.0.0.1:${await listen(app)}`)
  t.teardown(() => { session.destroy() })
  return { app, session }
}

t.test('HTTP/2: a call is answered, and a body that is too large is not read to its end', async t => {
  const { session } = await http2(t)
  const stream = session.request({ ':method': 'POST', ':path': '/', ...json })
  stream.end(JSON.stringify(said()))
  let text = ''
  stream.on('data', chunk => { text += chunk })
  await once(stream, 'end')
  t.match(JSON.parse(text), heard)

  for (const declared of [{}, { 'content-length': String(50_000_000) }]) {
    const upload = session.request({ ':method': 'POST', ':path': '/', ...json, ...declared })
    upload.on('error', () => {})
    let status: unknown
    upload.on('response', headers => { status = headers[':status'] })
    upload.on('data', () => {})
    const chunk = Buffer.alloc(16_384, 'x')
    let sent = 0
    const write = (): void => {
      while (!upload.closed && sent < 50_000_000) {
        sent += chunk.length
        if (!upload.write(chunk)) {
          upload.once('drain', write)
          return
        }
      }
    }
    write()
    await once(upload, 'aborted') // the server wants no more; what is still to be written keeps `close` away
    upload.removeListener('drain', write)
    t.equal(status, 413)
    t.equal(upload.rstCode, constants.NGHTTP2_NO_ERROR)
    t.ok(sent < 5_000_000, `${sent} bytes were sent`)
  }
})
