import Fastify from 'fastify'
import platform from 'fastify-bot-webhook/platform'

// A served bot as it runs in production: its settings come from the environment, and it stops in order.

const {
  BOT_TOKEN: token = '',
  DATABASE_URL: store = 'memory:',
  ORIGINS = '',
  HOST: host = '127.0.0.1',
  PORT = '5060',
  BOT_FILE: bot = 'examples/serve/bot.yml'
} = process.env

const app = Fastify({ logger: true, trustProxy: true, pluginTimeout: 60_000 })
await app.register(platform, {
  bot,
  token,
  store,
  origins: ORIGINS.split(' ').filter(origin => origin !== ''),
  demo: true
})
await app.listen({ host, port: Number(PORT) })

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, async () => { await app.close() })
