import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { basic, bearer } from 'fastify-bot-webhook'

interface Secrets { salesPassword: string, helpTokens: string[] }

/** Two bots on one server: prefixes, credentials and handlers of their own, and one page that documents both. */
export async function build ({ salesPassword, helpTokens }: Secrets, options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Two bots', version: '1.0.0' } } })
  await app.register(swaggerUi, { routePrefix: '/documentation' })

  await app.register(async sales => {
    await sales.register(botWebhook,
      { prefix: '/sales', auth: basic({ username: 'platform', password: salesPassword }) })
    sales.bot.skill('offer', () => 'Today everything is half price.')
  })

  await app.register(async help => {
    // the new token and the old one, while the platform is being told of the new one
    await help.register(botWebhook, { prefix: '/help', auth: bearer(helpTokens), errorsAuth: false })
    help.bot.intent('question', () => 'Ask me anything.')
  })
  return app
}
