import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook from 'fastify-bot-webhook'

const Basket = Type.Object({
  items: Type.Array(Type.String(), { default: [] }),
  coupon: Type.Optional(Type.String())
})

/** A basket, which an older version of the bot kept as one string. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false, memoryLimit: 64 * 1024 })

  app.bot.skill('add', {
    memory: Basket,
    onInvalidMemory: ({ items, ...others }) => ({ ...others, items: String(items).split(', ') })
  }, ({ memory, entity }) => {
    const product = entity('product')?.raw
    if (typeof product !== 'string') return 'Which product?'
    memory.items.push(product) // the default is there: no check for undefined
    return `In your basket: ${memory.items.join(', ')}.`
  })

  app.bot.skill('pay', { memory: Basket, onInvalidMemory: 'drop' }, ({ memory: { items }, forget }) => {
    forget('items', 'coupon')
    return `Paid for ${items.length} products.`
  })

  app.bot.skill('leave', ({ reset }) => {
    reset({ keep: ['name'] })
    return 'I have forgotten all but your name.'
  })
  return app
}
