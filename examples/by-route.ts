import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook from 'fastify-bot-webhook'

const Transfer = Type.Object({
  targetBot: Type.String(),
  conversation_id: Type.String()
}, { examples: [{ targetBot: 'livechat', conversation_id: 'dfe96cdd-e98b-44ae-a4d7-ea68d5570094' }] })

const orders = new Map([['4711', 'on its way'], ['4712', 'delivered']])

/** One route for each webhook action of the bot, as most bots have it. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false, prefix: '/actions' })

  // The platform puts a memory value into the URL: /actions/order/{{memory.order.raw}}
  app.bot.action('/order/:id', { method: 'GET', summary: 'State of an order' }, ({ request }) => {
    const state = orders.get(String(request.params.id))
    const lead = request.query.short === undefined ? `Order ${request.params.id}: ` : ''
    return lead + (state ?? 'not found')
  })

  // The platform's own body
  app.bot.action('/cancel', { summary: 'Cancels the order in the memory' }, ({ memory }) => {
    delete memory.order
    return 'Your order is cancelled.'
  })

  // A body that the bot's author wrote
  app.bot.action('/transfer', { method: 'PUT', body: Transfer },
    ({ body, id }) => `${body.targetBot} takes over ${id}.`)
  return app
}
