import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify from 'fastify'
import botWebhook from 'fastify-bot-webhook'
import { converse, openConnector, type Connector } from 'fastify-bot-webhook/testing'

/** A bot that answers at once, and pushes what takes longer. */
async function build ({ url, token }: Pick<Connector, 'url' | 'token'>) {
  const app = Fastify()
  await app.register(botWebhook, { auth: false })

  app.bot.skill('report', ({ id = '' }) => {
    setTimeout(async () => {
      await fetch(`${url}/conversations/${encodeURIComponent(id)}/messages`, {
        method: 'POST',
        headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ type: 'text', content: 'Your report is ready.' }] })
      })
    }, 100)
    return 'One moment, please.'
  })
  return app
}

test('a report that takes a while', async t => {
  const connector = await openConnector()
  t.after(() => connector.close())
  const app = await build(connector)
  t.after(() => app.close())
  const chat = await converse(app, { connector })

  const asked = await chat.say('my report', { skill: 'report' })
  assert.equal(asked.text, 'One moment, please.')

  const { text } = await chat.pushed({ timeout: 2000 })
  assert.equal(text, 'Your report is ready.')
})
