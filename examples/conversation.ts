import assert from 'node:assert/strict'
import { test } from 'node:test'
import { converse } from 'fastify-bot-webhook/testing'
import { build } from './example-bot.ts'

test('the weather of a city, asked for in two steps', async t => {
  const app = await build()
  t.after(() => app.close())
  const chat = await converse(app, { bot: 'examples/bot.yml' })

  const asked = await chat.say('What is the weather like?')
  assert.equal(asked.text, 'Which city?\n[Paris]\n[Lyon]')

  const told = await chat.click('Lyon')
  assert.match(told.text, /^Lyon: sunny/)
  assert.deepEqual(told.changes.added, { '/city': 'Lyon' })
})

test('a skill by its name, without a bot file', async t => {
  const app = await build()
  t.after(() => app.close())
  const chat = await converse(app, { memory: { city: 'Brest' } })

  const { replies, status } = await chat.say('again', { skill: 'get-weather' })
  assert.equal(status, 200)
  assert.deepEqual(replies, [{ type: 'text', content: 'Brest: rain, and more rain.' }])
})
