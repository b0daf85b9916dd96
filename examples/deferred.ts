import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyServerOptions } from 'fastify'
import botWebhook, { card } from 'fastify-bot-webhook'
import durable, { type ConnectorOptions } from 'fastify-bot-webhook/durable'

/** Stands for a system that takes its time. */
async function statementOf (year: number, signal: AbortSignal): Promise<{ total: number, url: string }> {
  await new Promise(resolve => setTimeout(resolve, 1000))
  signal.throwIfAborted()
  return { total: year * 7, url: `https://bank.example/statements/${year}` }
}

/** A bot that answers at once, and says the rest when it knows it. */
export async function build (store: string, connector: ConnectorOptions, options: FastifyServerOptions = {}) {
  const app = Fastify(options)
  await app.register(botWebhook, { auth: false, handlerTimeout: 600 })
  await app.register(durable, {
    store, // 'pglite:./bot-data', or 'postgres://...'
    connector // { url: 'https://api.cai.tools.sap/connect/v1', token: 'the request token of the bot' }
  })

  const statement = app.bot.job('statement', {
    input: Type.Object({ year: Type.Integer() }),
    errorReply: 'Your statement could not be written, sorry.'
  }, async ({ year }, { signal }) => {
    const { total, url } = await statementOf(year, signal)
    return ['Here it is.', card({ title: `${year}: ${total}`, subtitle: url, buttons: [] })]
  })

  app.bot.skill('statement', turn => {
    turn.defer(statement, { year: 2019 })
    return 'I am writing your statement, that takes a minute.'
  })

  app.bot.skill('balance', { interimReply: 'One moment...' }, async ({ signal }) => {
    const { total } = await statementOf(2020, signal)
    return `You have ${total}.`
  })

  app.post<{ Body: { conversation: string } }>('/payments', async ({ body }) => {
    await app.bot.push(body.conversation, 'Your payment has arrived.')
    return { kept: true }
  })
  return app
}
