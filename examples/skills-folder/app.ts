import { join } from 'node:path'
import autoload from '@fastify/autoload'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook from 'fastify-bot-webhook'

/** Every file in the folder is a Fastify plugin that adds one skill. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false })
  await app.register(autoload, { dir: join(import.meta.dirname, 'skills') })
  return app
}
