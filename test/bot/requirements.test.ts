import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { Requirements } from '../../lib/index.ts'
import { build, buildWithLogs, call, post } from '../support/app.ts'

const place = (raw: string) => ({ raw, confidence: 0.9, formatted: `${raw}, France`, lat: null })
const number = (scalar: number) => ({ raw: String(scalar), scalar })

/** A conversation with a bot that has one skill with requirements, and one without. */
async function conversation (t: Parameters<typeof build>[0], requires: Requirements, first: Record<
  string, unknown
> = {}) {
  let memory = first
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('travel', { requires },
      ({ memory }) => JSON.stringify(Object.keys(requires).map(key => (memory[key] as { raw: string }).raw)))
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

const both: Requirements = {
  from: { entity: 'location', ask: 'From where?' }, to: { entity: 'location', ask: 'Where to?' }
}

t.test('what is missing is asked for, one after the other, and the handler runs when all is there', async t => {
  const { say, memory } = await conversation(t,
    { ...both, persons: { entity: 'number', ask: ({ language }) => `How many (${language})?` } })
  t.equal(await say(), 'From where?')
  t.strictSame(memory(), { bot_asking: { travel: 'from' } })
  t.equal(await say(), 'From where?', 'again, when the answer holds no place')
  t.equal(await say({ location: [place('Paris')] }), 'Where to?')
  t.strictSame(memory(), {
    from: { raw: 'Paris', confidence: 0.9, formatted: 'Paris, France' }, bot_asking: { travel: 'to' }
  }, 'without what the platform does not know')
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
  const { say, memory } = await conversation(t, { ...both, persons: { entity: 'number', ask: 'How many?' } },
    { from: place('Paris'), to: place('Lyon'), persons: number(1) })
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

t.test('a memory that holds null under these keys, or something else where the question is kept, ' +
  'is no crash', async t => {
  for (const first of [
    { from: null, to: null }, { bot_asking: 'x' }, { bot_asking: [1] }, { bot_asking: { travel: {} } },
    { bot_asking: { travel: 'gone' } }
  ]) {
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
  const asking = async (skill: string, url = '/') =>
    (await post(app, call(skill), url)).json().conversation.memory.bot_asking
  t.strictSame(await asking('b'), { b: 'from' })
  t.strictSame(await asking('cde'), { '/^c/': 'from' })
  t.strictSame(await asking('x'), { 'any other': 'from' })
  t.strictSame(await asking('x', '/act'), { 'POST /act': 'from' })
})

t.test('a question is run like a handler: it may be slow, and may fail', async t => {
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    bot.skill('slow', {
      requires: {
        city: { entity: 'location', ask: async ({ memory }) => { memory.times = 1; return ['Well', 'which city?'] } }
      }
    }, () =>
      'done')
    bot.skill('broken', { requires: { city: { entity: 'location', ask: () => { throw new Error('no') } } } },
      () => 'done')
  })
  const slow = (await post(app, call('slow'))).json()
  t.equal(slow.replies.length, 2)
  t.match(slow.conversation.memory, { times: 1, bot_asking: { slow: 'city' } })
  t.equal((await post(app, call('broken'))).statusCode, 500)
  t.ok(lines.some(({ outcome }) => outcome === 'FST_BOT_HANDLER_FAILED'))
})

t.test('a value that something else put into the memory is known, unless it does not fit the schema', async t => {
  const { say } = await conversation(t, both, { from: 'Paris', to: place('Lyon') })
  t.equal(await say({}, 'travel too'), 'done')

  const app = await build(t, {}, ({ bot }) => {
    bot.skill('buy', {
      requires: {
        amount: { entity: 'number', ask: 'How many?', schema: Type.Object({ scalar: Type.Number({ minimum: 1 }) }) }
      }
    },
    ({ memory }) => `${memory.amount.scalar} of them`)
  })
  const buy = async (amount: unknown, scalar?: number | null) => {
    const body = call('buy', { memory: { amount } })
    body.nlp.entities = scalar === undefined ? {} : { number: [{ raw: 'x', scalar }] }
    return (await post(app, body)).json().replies[0].content
  }
  t.equal(await buy(5), 'How many?', 'it is no entity')
  t.equal(await buy({ scalar: 5 }), '5 of them')
  t.equal(await buy(null, 0), 'How many?', 'nor is an answer taken that does not fit')
  t.equal(await buy(null, 7), '7 of them')
})

t.test('an entity of which the platform knows nothing does not take the place of a good one', async t => {
  const { say, memory } = await conversation(t, { day: { entity: 'datetime', ask: 'When?' } },
    { day: { raw: 'today', iso: '2020-01-01' } })
  await say({ datetime: [{ raw: 'some day', confidence: 0.9, iso: null, formatted: null }] })
  t.match(memory().day, { raw: 'today' })
  const fresh = await conversation(t, { day: { entity: 'datetime', ask: 'When?' } })
  t.equal(await fresh.say({ datetime: [{ raw: 'some day', iso: null }, { raw: 'today', iso: '2020-01-01' }] }),
    '["today"]')
})

t.test('an answer may be refused with words of its own, and is asked for again', async t => {
  const { say, memory } = await conversation(t, {
    persons: {
      entity: 'number',
      ask: 'How many?',
      validate: async ({ scalar }) => scalar > 9 ? `${scalar} are too many.` : undefined
    }
  })
  t.equal(await say({ number: [number(12)] }), '12 are too many.')
  t.strictSame(memory(), { bot_asking: { travel: 'persons' } })
  t.equal(await say({ number: [number(2)] }), '["2"]')
})

t.test('one of several entities may answer', async t => {
  const requires: Requirements = { when: { entity: ['datetime', 'interval'], ask: 'When?' } }
  t.equal(await (await conversation(t, requires)).say({ interval: [{ raw: 'next week', begin: 'x' }] }),
    '["next week"]')
  t.equal(await (await conversation(t, requires)).say({
    datetime: [{ raw: 'today', iso: 'x' }], interval: [{ raw: 'next week', begin: 'x' }]
  }), '["today"]')
})

t.test('requirements that cannot be used are told, with their place', async t => {
  for (const [requirement, told] of [
    [{ asks: 'x' }, /: unknown option asks; valid options: entity, ask, schema, validate, when/],
    [{ validate: 5 }, /\.validate must be a function/], [{ when: 'x' }, /\.when must be a function/],
    [{ schema: 5 }, /\.schema must be/], [{ ask: '' }, /\.ask must be what to say/], [{ entity: [] }, /\.entity must be/]
  ] as const) {
    await t.rejects(build(t, {}, ({ bot }) => {
      bot.skill('a', { requires: { city: { entity: 'location', ask: 'Which?', ...requirement } as never } }, () => 'x')
    }), { code: 'FST_BOT_HANDLER_INVALID', message: new RegExp(`requires.city${told.source}`) })
  }
})

t.test('what is required under a condition is not asked for without it', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('eat', {
      requires: { table: { entity: 'number', ask: 'Which table?', when: ({ memory }) => memory.inside === true } }
    },
    ({ memory }) => `Table ${memory.table?.scalar}`)
  })
  const eat = async (memory: object) => (await post(app, call('eat', { memory }))).json().replies[0].content
  t.equal(await eat({ inside: true }), 'Which table?')
  t.equal(await eat({}), 'Table undefined')
})

t.test('the answer to the question of an intent goes to that intent, though it has none itself', async t => {
  let memory: Record<string, unknown> = {}
  const app = await build(t, {}, ({ bot }) => {
    bot.intent('buy', { requires: { amount: { entity: 'number', ask: 'How many?' } } },
      ({ memory }) => `${memory.amount.scalar} of them`)
    bot.intent('help', () => 'Help')
    bot.intent('sell', { requires: { amount: { entity: 'number', ask: 'How much?' } } }, () => 'Sold')
    bot.fallback(() => 'Pardon?')
  })
  const say = async (intent: string | undefined, entities = {}) => {
    const body = call('unhandled', { memory })
    body.nlp.intents = intent === undefined ? [] : [{ slug: intent, confidence: 1 }]
    body.nlp.entities = entities
    const { replies, conversation } = (await post(app, body)).json()
    memory = conversation.memory
    return replies[0].content
  }
  t.equal(await say(undefined), 'Pardon?')
  t.equal(await say('buy'), 'How many?')
  t.equal(await say('help'), 'Help', 'another intent is another wish')
  t.equal(await say(undefined, { number: [number(5)] }), '5 of them')
  t.equal(await say(undefined), 'Pardon?', 'and nothing is waited for any more')
  t.equal((await post(app, { nlp: {} })).json().replies[0].content, 'Pardon?')
})
