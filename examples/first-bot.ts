import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import botWebhook from 'fastify-bot-webhook'

const Visits = Type.Object({ visits: Type.Integer({ default: 0 }) })

const app = Fastify({ logger: true })
await app.register(botWebhook, { auth: false }) // POST / and POST /errors, open to anyone

app.bot.skill('small-talk', { memory: Visits }, ({ memory }) => {
  memory.visits++ // a number: the schema says so, and fills in 0
  return `Roger that, visit ${memory.visits}`
})

await app.listen({ port: Number(process.env.PORT ?? 5000) })
