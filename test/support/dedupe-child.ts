import Fastify from 'fastify'
import { durable } from '../../lib/durable/index.ts'
import botWebhook from '../../lib/index.ts'

// A bot in a process of its own, whose handler never comes to an end; says its port, and when it was called.
const app = Fastify()
await app.register(botWebhook, { auth: false, handlerTimeout: 60_000 })
await app.register(durable, { store: process.argv[2] ?? '', name: 'shared' })
app.bot.fallback(() => {
  process.send?.('called')
  return new Promise(() => {})
})
process.send?.(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
