import Fastify from 'fastify'
import botWebhook, { basic } from 'fastify-bot-webhook'
import { credentials } from '../credentials.js'
import { HOST } from '../listen.js'

/** A bot whose skills all give the same answer; `options` say how: see the cases of the experiments. */
export async function start ({
  skills, reply, options: { auth, deduplicate = true, async, typed, channels, durable } = {}
}) {
  const app = Fastify({ pluginTimeout: 120_000 }) // PGlite takes some seconds to start
  await app.register(botWebhook, {
    auth: auth ? basic(credentials) : false,
    ...(!deduplicate && { deduplicate: false }),
    ...(channels && { channels }),
    bodyLimit: 1024 * 1024 // Fastify's own default
  })
  if (durable) await app.register((await import('fastify-bot-webhook/durable')).default, { store: 'pglite:' })
  const schema = typed ? { memory: (await import('../typed-memory.js')).MemorySchema } : {}
  const outcome = reply.type === 'text' ? reply.content : reply
  const handler = async ? slow : handle
  for (const skill of skills) app.bot.skill(skill, schema, handler)
  await app.listen({ host: HOST, port: 0 })
  return app.server.address().port

  function handle ({ memory }) {
    memory.key = 'value'
    return outcome
  }

  async function slow ({ memory }) {
    await null
    memory.key = 'value'
    return outcome
  }
}
