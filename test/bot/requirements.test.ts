import t from 'tap'
import type { Requirements } from '../../lib/index.ts'
import { build, buildWithLogs, call, post } from '../support/app.ts'

const place = (raw: string) => ({ raw, confidence: 0.9, formatted: `${raw}, France`, lat: null })
const number = (scalar: number) => ({ raw: String(scalar), scalar })

/** A conversation with a bot that has one skill with requirements, and one without. */
async function conversation (t: Parameters<typeof build>[0], requires: Requirements, first: Record<string, unknown> = {}) {
  let memory = first
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('travel', { requires }, ({ memory }) => JSON.stringify(Object.keys(requires).map(key => (memory[key] as { raw: string }).raw)))
    bot.skill('small-talk', ({ memory }) => { memory.talked = true })
    bot.intent('travel too', { requires }, () => 'done')
  })
  return {
    memory: () => memory,
    say: async (entities: Record<string, unknown> = {}, skill = 'travel') => {
      const body = call(skill, { memory })
      body.nlp.entities = entities
      body.nlp.intents = [{ slug: 'travel too', confidence: 1 }]
      const { replies, conversation } = (await post(app, body)).json()
      memory = conversation.memory
      return replies.map(({ content }: { content: unknown }) => content).join()
    }
  }
}

const both: Requirements = { from: { entity: 'location', ask: 'From where?' }, to: { entity: 'location', ask: 'Where to?' } }

t.test('what is missing is asked for, one after the other, and the handler runs when all is there', async t => {
  const { say, memory } = await conversation(t, { ...both, persons: { entity: 'number', ask: ({ language }) => `How many (${language})?` } })
  t.equal(await say(), 'From where?')
  t.strictSame(memory(), { bot_asking: { travel: 'from' } })
  t.equal(await say(), 'From where?', 'again, when the answer holds no place')
  t.equal(await say({ location: [place('Paris')] }), 'Where to?')
  t.strictSame(memory(), { from: { raw: 'Paris', confidence: 0.9, formatted: 'Paris, France' }, bot_asking: { travel: 'to' } }, 'without what the platform does not know')
  t.equal(await say({ location: [place('Lyon')] }), 'How many (en)?')
  t.equal(await say({ number: [number(2)] }), '["Paris","Lyon","2"]')
  t.notOk('bot_asking' in memory(), 'the state is gone')
})

t.test('one sentence may answer several, in their order', async t => {
  const { say } = await conversation(t, both)
  t.equal(await say({ location: [place('Paris'), place('Lyon'), place('Brest')] }), '["Paris","Lyon"]')
})

t.test('what was asked for takes the answer, although others want the same', async t => {
  const { say } = await conversation(t, both, { bot_asking: { travel: 'to' } })
  t.equal(await say({ location: [place('Lyon')] }), 'From where?')
  t.equal(await say({ location: [place('Paris')] }), '["Paris","Lyon"]')
})

t.test('what is there already is replaced when it is clear what is meant', async t => {
  const { say, memory } = await conversation(t, { ...both, persons: { entity: 'number', ask: 'How many?' } }, { from: place('Paris'), to: place('Lyon'), persons: number(1) })
  t.equal(await say(), '["Paris","Lyon","1"]')
  t.equal(await say({ number: [number(3)] }), '["Paris","Lyon","3"]')
  t.equal(await say({ location: [place('Brest')] }), '["Paris","Lyon","3"]', 'two could be meant')
  t.strictSame(Object.keys(memory()), ['from', 'to', 'persons'])
})

t.test('other skills do not disturb what was asked for', async t => {
  const { say, memory } = await conversation(t, both)
  await say({ location: [place('Paris')] })
  await say({ location: [place('Rome')] }, 'small-talk')
  t.match(memory(), { from: { raw: 'Paris' }, bot_asking: { travel: 'to' }, talked: true })
  t.equal(await say({}, 'by intent'), 'Where to?', 'nor does another handler that asks')
  t.strictSame(memory().bot_asking, { travel: 'to', 'travel too': 'to' })
  t.equal(await say({ location: [place('Lyon')] }), '["Paris","Lyon"]')
  t.strictSame(memory().bot_asking, { 'travel too': 'to' }, 'what the other has asked stays')
})

t.test('a memory that holds something else under these keys is no answer, and no crash', async t => {
  for (const first of [{ from: 'Paris', to: null }, { from: [], bot_asking: 'x' }, { bot_asking: [1] }, { bot_asking: { travel: {} } }, { bot_asking: { travel: 'gone' } }]) {
    const { say, memory } = await conversation(t, both, first)
    t.equal(await say(), 'From where?', JSON.stringify(first))
    t.match(memory().bot_asking, { travel: 'from' })
  }
})

t.test('handlers are told apart by what they were registered for', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill(['a', 'b'], { requires: both }, () => 'done')
    bot.skill(/^c/, { requires: both }, () => 'done')
    bot.fallback({ requires: both }, () => 'done')
    bot.action('/act', { requires: both }, () => 'done')
  })
  const asking = async (skill: string, url = '/') => (await post(app, call(skill), url)).json().conversation.memory.bot_asking
  t.strictSame(await asking('b'), { b: 'from' })
  t.strictSame(await asking('cde'), { '/^c/': 'from' })
  t.strictSame(await asking('x'), { 'any other': 'from' })
  t.strictSame(await asking('x', '/act'), { 'POST /act': 'from' })
})

t.test('a question is run like a handler: it may be slow, and may fail', async t => {
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    bot.skill('slow', { requires: { city: { entity: 'location', ask: async ({ memory }) => { memory.times = 1; return ['Well', 'which city?'] } } } }, () => 'done')
    bot.skill('broken', { requires: { city: { entity: 'location', ask: () => { throw new Error('no') } } } }, () => 'done')
  })
  const slow = (await post(app, call('slow'))).json()
  t.equal(slow.replies.length, 2)
  t.match(slow.conversation.memory, { times: 1, bot_asking: { slow: 'city' } })
  t.equal((await post(app, call('broken'))).statusCode, 500)
  t.ok(lines.some(({ outcome }) => outcome === 'FST_BOT_HANDLER_FAILED'))
})
