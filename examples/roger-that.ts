import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { type Handler } from 'fastify-bot-webhook'

/** Writes one key to the memory, beside what is there already, and answers with one text. */
export const rogerThat: Handler = ({ memory }) => {
  memory.key = 'value'
  return 'Roger that'
}

export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false }) // POST / and POST /errors, open to anyone

  app.bot.fallback(rogerThat) // whatever the skill
  app.bot.onReport(({ body, request }) => { request.log.debug({ body }, 'the platform reports') })
  return app
}
