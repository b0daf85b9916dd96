import Fastify from 'fastify'
import botWebhook, { bearer } from 'fastify-bot-webhook'
import { durable } from 'fastify-bot-webhook/durable'

// A bot that is killed again and again. It runs from what was built, which starts faster.
const [store, url, spool, token] = process.argv.slice(2)

const app = Fastify({ pluginTimeout: 120_000 })
await app.register(botWebhook, { auth: false })
await app.register(durable, {
  store,
  connector: { url, token: 'token', retry: { limit: 100, delay: 100, backoff: false } },
  inbox: { path: '/inbox', auth: bearer(token), spool }
})

app.bot.job('count', ({ number }) => [`${number}a`, `${number}b`])
app.bot.fallback(turn => {
  turn.defer('count', { number: turn.body.number })
  return 'counting'
})

await app.listen({ port: 0, host: '127.0.0.1' })
process.send(app.server.address().port)
