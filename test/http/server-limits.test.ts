import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import botWebhook, { type BotWebhookOptions } from '../../lib/index.ts'
import { collectLog, listen, type LogLine } from '../support/app.ts'

/** What is logged about the limits of a server that listens, with a bot in each of some scopes. */
async function told (t: Test, server: object, bots: Array<Partial<BotWebhookOptions>> = [{}]): Promise<LogLine[]> {
  const { stream, lines } = collectLog()
  const app = Fastify({ ...server as FastifyServerOptions, logger: { stream } }) as unknown as FastifyInstance
  t.teardown(() => app.close())
  for (const [index, options] of bots.entries()) {
    await app.register(async scope => {
      await scope.register(botWebhook,
        { auth: false, prefix: `/${index}`, ...options })
    })
  }
  await app.ready()
  const warned = () => lines.filter(({ msg }) => msg.includes('Fastify({') || msg.includes('connectionTimeout'))
  t.strictSame(warned(), [], 'nothing before it listens')
  await listen(app)
  return warned()
}

t.test('timeouts that are off are told, once for a server, with the values to set', async t => {
  const lines = await told(t, {}, [{}, {}, {}])
  t.equal(lines.length, 1)
  t.match(lines[0], {
    level: 40,
    requestTimeout: 0,
    connectionTimeout: 0,
    msg: 'Fastify({ requestTimeout: 10000, http: { connectionsCheckingInterval: 1000 }, connectionTimeout: 30000 })'
  })
  t.equal((await told(t, {})).length, 1, 'another server is told of, too')
})

t.test('only what is off is told, and nothing when all is set', async t => {
  t.match(await told(t, { requestTimeout: 60_000 }), [{ msg: /Fastify\(\{ connectionTimeout: 30000 \}\)$/ }])
  t.match(await told(t, { connectionTimeout: 60_000 }),
    [{ msg: /Fastify\(\{ requestTimeout: 10000, http: \{ connectionsCheckingInterval: 1000 \} \}\)$/ }])
  t.strictSame(await told(t,
    { requestTimeout: 10_000, http: { connectionsCheckingInterval: 1_000 }, connectionTimeout: 30_000 }), [])
})

t.test('a connectionTimeout within the deadline is told, for each bot that it hurts', async t => {
  const server = { requestTimeout: 10_000, connectionTimeout: 5_000 }
  t.match(await told(t, server, [{}, { handlerTimeout: 4_999 }, { handlerTimeout: 5_000 }]), [
    { level: 40, connectionTimeout: 5_000, handlerTimeout: 8_000, msg: /longer than handlerTimeout/ },
    { level: 40, connectionTimeout: 5_000, handlerTimeout: 5_000 }
  ])
})

t.test('a server is not blamed for a timeout that it does not know, nor for one that it has itself', async t => {
  t.match(await told(t, { http2: true }), [{ msg: /Fastify\(\{ connectionTimeout: 30000 \}\)$/ }])
  const serverFactory = (handler: (...call: never[]) => void) => {
    const server = createServer(handler as never) // with a requestTimeout of 300 seconds
    server.timeout = 120_000
    return server
  }
  t.strictSame(await told(t, { serverFactory }), [])
})
