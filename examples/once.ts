import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook from 'fastify-bot-webhook'

/** A handler that must not run twice for one call, and one that may. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false })

  let booked = 0
  app.bot.skill('book', () => `Booked: number ${++booked}.`)
  app.bot.skill('throw-dice', { deduplicate: false }, () => String(1 + Math.floor(6 * Math.random())))
  return app
}
