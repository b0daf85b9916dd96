import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { text } from 'fastify-bot-webhook'

/** What runs around handlers: for the whole bot, and for the skills of one plugin only. */
export async function build (options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false })

  app.bot.onTurn(({ memory }) => memory.blocked === true ? 'You are blocked.' : undefined) // the handler is not run
  app.bot.onReply((replies, { participant: { userName } }) => {
    if (typeof userName === 'string') return [text(`${userName}:`), ...replies]
  })
  app.bot.setErrorReply(() => 'Sorry, something went wrong.')
  app.bot.skill('hello', () => 'Hello!')

  await app.register(async shop => {
    shop.bot.onTurn(turn => { turn.log.info('the shop is asked') })
    shop.bot.setErrorReply(() => 'The shop is closed.')
    shop.bot.skill('buy', () => { throw new Error('no stock') })
  })
  return app
}
