import { Type } from '@sinclair/typebox'
import closeWithGrace from 'close-with-grace'
import Fastify, { type FastifyInstance } from 'fastify'
import { build } from '../../../examples/production.ts'
import botWebhook from '../../../lib/index.ts'

/** The servers that can be put under load. */
export const bots = { production, plain, orders }

/** The example for production. It stops at SIGTERM as it does when it is started by itself. */
async function production (env: NodeJS.ProcessEnv): Promise<FastifyInstance> {
  const { app, stop } = await build(env, { logger: { level: env.LOG_LEVEL ?? 'info' } })
  closeWithGrace({ delay: 10_000, logger: app.log }, stop)
  return app
}

/** A bot with the limits it has by itself, whose handlers do little. */
async function plain (): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(botWebhook, { auth: false })
  const { bot } = app
  bot.skill('ignore', () => 'Hello')
  bot.skill('change', ({ memory }) => { memory.seen = true })
  bot.skill('typed', { memory: Type.Object({ visits: Type.Number({ default: 0 }) }) },
    ({ memory }) => { memory.visits += 1 })
  bot.onReport(() => {})
  return app
}

/** What the example for production asks for the state of an order. */
async function orders (): Promise<FastifyInstance> {
  const app = Fastify()
  app.get('/:order', async () => 'on its way')
  return app
}
