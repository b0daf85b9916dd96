import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook from 'fastify-bot-webhook'
import { rogerThat } from './roger-that.ts'
import { getWeather, weatherOptions } from './weather.ts'

/** The example bot that `npm start` runs, with its documentation page. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(swagger, { // before the bot: it listens for routes
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Example bot',
        version: '0.1.0',
        description: 'A webhook for Recast.AI / SAP Conversational AI, answered by fastify-bot-webhook.',
        license: { name: 'MIT', identifier: 'MIT' }
      },
      servers: [{ url: '/', description: 'This server' }],
      tags: [{ name: 'bot', description: 'What the platform calls.' }]
    }
  })
  await app.register(swaggerUi, { routePrefix: '/documentation' })
  await app.register(botWebhook, { auth: false })

  app.bot.skill('small-talk', { summary: 'Says that it has understood' }, rogerThat)
  app.bot.skill('get-weather', weatherOptions, getWeather)
  app.bot.setErrorReply(() => 'Sorry, something went wrong.')
  return app
}
