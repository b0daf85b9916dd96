import Fastify from 'fastify'
import botWebhook from 'fastify-bot-webhook'

const app = Fastify({ logger: true })
await app.register(botWebhook, { auth: false }) // POST / and POST /errors, open to anyone

app.bot.skill('small-talk', ({ memory }) => {
  memory.key = 'value' // beside what the memory holds already
  return 'Roger that'
})

await app.listen({ port: Number(process.env.PORT ?? 5000) })
