import { setTimeout as sleep } from 'node:timers/promises'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import closeWithGrace from 'close-with-grace'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import botWebhook, { basic, bearer } from 'fastify-bot-webhook'
import { Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { listen, readPort } from './listen.ts'

/** How long a server that is to stop still says that it is not ready, in milliseconds. */
const DRAIN = 1_000

/** What a plugin cannot set for the server it is part of; times in milliseconds. */
const server = {
  requestTimeout: 10_000, // to receive a whole request
  connectionTimeout: 30_000, // without a byte in either direction; longer than the deadline
  keepAliveTimeout: 65_000, // longer than the proxy in front keeps its connections; without one 5_000
  http: {
    headersTimeout: 5_000, // to receive the headers, or to begin at all
    connectionsCheckingInterval: 1_000, // how often Node.js looks whether these two are over: else every 30 seconds
    maxHeaderSize: 8 * 1024
  }
}

/** What runs the bot in production, set up by variables of the environment. */
export async function build (env: NodeJS.ProcessEnv, options: FastifyServerOptions = {}) {
  const ordersUrl = needed(env, 'ORDERS_URL')
  const app = Fastify({ ...server, trustProxy: env.TRUST_PROXY ?? false, ...options })
  // the other half is for what turns ask of others
  app.server.maxConnections = Math.min(5_000, Math.floor(openFiles() / 2))
  const metrics = measure(app)
  let stopping = false
  let turns = 0 // on their way

  app.get('/health', async () => ({ alive: true }))
  app.get('/ready', async (_request, reply) => reply.code(stopping ? 503 : 200).send({ ready: !stopping }))
  await app.register(async operators => {
    const { verify } = bearer(needed(env, 'METRICS_TOKEN'))
    operators.get('/metrics', async ({ headers }, reply) => {
      if (!await verify(headers)) return reply.code(401).header('www-authenticate', 'Bearer').send()
      return reply.type(metrics.contentType).send(await metrics.metrics())
    })
  })

  await app.register(async platform => {
    await platform.register(underPressure, { maxEventLoopDelay: Number(env.MAX_DELAY ?? 1_000), retryAfter: 5 })
    await platform.register(rateLimit, { global: false, max: Number(env.RATE_LIMIT ?? 3_000), timeWindow: '1 minute' })
    // before the credentials are looked at, so that guessing is limited
    platform.addHook('onRequest', platform.rateLimit())
    await platform.register(botWebhook, {
      // the new one and the old one
      auth: basic({ username: needed(env, 'BOT_USER'), password: needed(env, 'BOT_PASSWORD').split(' ') })
    })
    platform.addHook('preHandler', async (_request, { raw }) => { // the whole call is here
      turns++
      raw.once('close', () => { turns-- })
    })
    platform.bot.setErrorReply(() => 'Sorry, something went wrong.')
    platform.bot.skill('order-status', async ({ signal, memory }) => {
      const order = String(memory.order ?? '')
      if (!/^[\w-]{1,40}$/.test(order)) return 'Which order?' // `..` would lead to another address
      const answer = await fetch(`${ordersUrl}/${order}`, { signal })
      return `Your order is ${await answer.text()}.`
    })
  })

  /** Answers every turn that has begun, and leaves no connection open. */
  async function stop (): Promise<void> {
    stopping = true
    await sleep(DRAIN) // for whoever asks /ready before sending somebody here
    const sweep = setInterval(() => {
      app.server.closeIdleConnections()
      if (turns === 0) app.server.closeAllConnections() // what is left are uploads that may never come to an end
    }, 250)
    await app.close()
    clearInterval(sweep)
  }

  return { app, stop }
}

/** Counts and times the answers by route and status, for Prometheus. */
function measure (app: FastifyInstance): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [registry]
  })
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    duration.observe({ method, route: routeOptions.url ?? 'none', status: statusCode }, elapsedTime / 1_000)
  })
  return registry
}

/**
 * How many files the process may have open; connections are some. Without any left even its memory cannot be looked at,
 * and it ends.
 */
function openFiles (): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files: { soft: number | 'unlimited' } } }
  const limit = userLimits?.open_files.soft
  return typeof limit === 'number' ? limit : Infinity
}

function needed (env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (value === undefined || value === '') throw new Error(`${name} is not set`)
  return value
}

/* c8 ignore start */
async function start (env: NodeJS.ProcessEnv): Promise<void> {
  const port = readPort(env.PORT)
  const { app, stop } = await build(env, { logger: { level: env.LOG_LEVEL ?? 'info' } })
  closeWithGrace({ delay: 10_000, logger: app.log }, async ({ err, signal }) => {
    if (err !== undefined) app.log.fatal({ err }, 'stopping after an error that nobody caught')
    else app.log.info({ signal }, 'stopping')
    await stop()
  })
  await listen(app, port, env.HOST ?? '0.0.0.0')
}

if (process.argv[1] === import.meta.filename) {
  start(process.env).catch((error: Error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
/* c8 ignore stop */
