import { hostname } from 'node:os'
import rateLimit from '@fastify/rate-limit'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { basic } from 'fastify-bot-webhook'
import { durable } from 'fastify-bot-webhook/durable'
import { makeTables, openDatabase } from './database.ts'
import type { Environment } from './environment.ts'
import { rateLimitStore } from './rate-limit-store.ts'

const Order = Type.Object({ number: Type.Integer(), product: Type.String() })

/**
 * A bot that takes orders, any number of times: what its replicas share is in the database, and nothing else is kept.
 */
export async function build (environment: Environment, options: FastifyServerOptions = {}) {
  const { DATABASE_URL, BOT_USERNAME, BOT_PASSWORD, CONNECTOR_URL, CONNECTOR_TOKEN, RATE_LIMIT, TRUST_PROXY } =
    environment
  const app = Fastify({
    trustProxy: TRUST_PROXY || false,
    requestTimeout: 10_000,
    pluginTimeout: 60_000, // the first replica makes the tables, and the others wait for it
    ...options
  })
  const database = openDatabase(DATABASE_URL, 5000)
  const counts = openDatabase(DATABASE_URL, 1000)
  app.addHook('onClose', () => Promise.all([database.end(), counts.end()]))
  await makeTables(database)

  // Before the credentials are looked at: guesses count, too.
  await app.register(rateLimit,
    { global: false, max: RATE_LIMIT, store: rateLimitStore(counts), allowList: ({ url }) => url === '/health' })
  app.addHook('onRequest', app.rateLimit())
  app.addHook('onRequest', async (_request, reply) => { reply.header('x-served-by', `${hostname()}/${process.pid}`) })
  app.get('/health', async () => 'alive')

  await app.register(botWebhook, { auth: basic({ username: BOT_USERNAME, password: BOT_PASSWORD }) })
  await app.register(durable, {
    name: 'orders', store: DATABASE_URL, connector: { url: CONNECTOR_URL, token: CONNECTOR_TOKEN }
  })

  const confirm = app.bot.job('confirm', { input: Order }, ({ number, product }) => {
    return `Order ${number} is packed: ${product}.`
  })

  app.bot.skill('order', async ({ id, entity, defer }) => {
    const product = entity('product')?.raw
    if (typeof product !== 'string') return 'Which product?'
    const { rows: [{ number }] } =
      await database.query('INSERT INTO orders (conversation, product) VALUES ($1, $2) RETURNING number', [id, product])
    defer(confirm, { number, product })
    return `Order ${number} is taken.`
  })
  return app
}
