import Fastify from 'fastify'
import botWebhook from 'fastify-bot-webhook'
import { converse } from 'fastify-bot-webhook/testing'

/** The same small conversation for every runner: what was read. */
export async function conversation () {
  const app = Fastify()
  await app.register(botWebhook, { auth: false })
  app.bot.skill('greet', () => ({
    type: 'buttons', content: { title: 'Hello', buttons: [{ type: 'postback', title: 'Again', value: 'hi' }] }
  }))
  app.bot.fallback(({ nlp }) => `You said ${nlp.source}`)
  const chat = await converse(app)
  const steps = await chat.run([{ say: 'hi', skill: 'greet' }, { click: 'Again' }])
  await app.close()
  return steps.map(({ text }) => text)
}

export const expected = ['Hello\n[Again]', 'You said hi']
