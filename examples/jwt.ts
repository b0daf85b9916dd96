import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { jwt } from 'fastify-bot-webhook'

interface Server { issuer: string, jwksUri: string, tokenUrl: string }

/** A bot that is called with tokens of an OAuth 2 server. */
export async function build ({ issuer, jwksUri, tokenUrl }: Server, options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, {
    auth: jwt({
      issuer, // "iss" of its tokens, to the letter
      audience: 'https://bot.example.com', // "aud", which must name this bot
      jwksUri, // its public keys
      scope: 'webhook.call', // what a token must allow
      tokenUrl // for the documentation page
    })
  })

  app.bot.fallback(() => 'You are let in.')
  return app
}
