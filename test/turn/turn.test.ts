import t from 'tap'
import type { Turn } from '../../lib/index.ts'
import { build, call, post } from '../support/app.ts'

t.test('a turn gives what the body holds', async t => {
  let seen: Turn | undefined
  const app = await build(t, {}, app => { app.bot.skill('greetings', turn => { seen = turn }) })
  await post(app, {
    ...call('greetings', { language: 'fr', skill_occurences: 3, participant_data: { userName: 'Ada' } }),
    nlp: {
      source: 'bonjour',
      intents: [{ slug: 'hello', confidence: 0.9 }, { slug: 'bye' }],
      entities: { location: [{ raw: 'Paris', lat: 48.8 }, { raw: 'Lyon' }], constructor: [{ raw: 'x' }] }
    }
  })
  t.match(seen, { id: 'c1', skill: 'greetings', language: 'fr', occurrences: 3 })
  t.strictSame(seen?.participant, { userName: 'Ada' })
  t.strictSame(seen?.memory, { person: { raw: 'Ada' } })
  t.equal(seen?.nlp.source, 'bonjour')
  t.equal(seen?.intent?.slug, 'hello')
  t.equal(seen?.entity('location')?.lat, 48.8)
  t.equal(seen?.entities('location').length, 2)
  t.equal(seen?.entity('constructor')?.raw, 'x')
  t.equal(seen?.signal.aborted, false)
})

t.test('a turn from an empty body gives empty things, and nothing that crashes', async t => {
  let seen: Turn | undefined
  const app = await build(t, {}, app => { app.bot.fallback(turn => { seen = turn }) })
  t.equal((await post(app, {})).statusCode, 200)
  t.match(seen, { id: undefined, skill: undefined, language: undefined, occurrences: 0, intent: undefined })
  t.strictSame([seen?.participant, seen?.memory, seen?.nlp, seen?.entities('toString'), seen?.entity('location')],
    [{}, {}, {}, [], undefined])
})

t.test('a custom body may hold anything under the names of the platform', async t => {
  const { Type } = await import('@sinclair/typebox')
  const app = await build(t, {}, app => {
    app.bot.action('/custom', { body: Type.Unknown() }, ({
      id, skill, language, occurrences, participant, memory, nlp, intent, entities, entity, signal, log
    }) =>
      JSON.stringify([
        id, skill, language, occurrences, participant, memory, nlp, intent, entities('a'), entity('a'), signal.aborted,
        typeof log.info
      ]))
  })
  for (const body of [5, '"text"', null, [], { conversation: 'c', nlp: 'n' }, { conversation: [], nlp: [] },
    {
      conversation: { memory: 'm', skill: {}, language: 5, id: {}, participant_data: 1 },
      nlp: { intents: {}, entities: { a: 5 } }
    },
    { nlp: { intents: 'x', entities: [] } }]) {
    const { statusCode, body: text } = await post(app, body, '/custom')
    t.equal(statusCode, 200, `${JSON.stringify(body)} ${text}`)
  }
})

t.test('the id is read under each of its names', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(({ id }) => `id ${id}`) })
  const idOf = async (body: object) => (await post(app, body)).json().replies[0].content
  t.equal(await idOf({ conversation: { id: 'a', conversation_id: 'b' }, conversation_id: 'c' }), 'id a')
  t.equal(await idOf({ conversation: { id: null, conversation_id: 'b' }, conversation_id: 'c' }), 'id b')
  t.equal(await idOf({ conversation_id: 'c' }), 'id c')
  t.equal(await idOf({ conversation: { id: 7 } }), 'id 7')
})

t.test('older names of skill and occurrences are understood', async t => {
  const app = await build(t, {}, app => { app.bot.skill('old', ({ occurrences }) => `times ${occurrences}`) })
  t.equal((await post(app,
    { conversation: { last_skill: 'old', last_skill_occurences: 4 } })).json().replies[0].content, 'times 4')
})

t.test('a turn may be destructured whole', async t => {
  const app = await build(t, {}, app => {
    app.bot.fallback(({
      id, skill, language, occurrences, participant, memory, nlp, intent, entity, entities, signal, log, body, request
    }) => {
      memory.seen = [
        id, skill, language, occurrences, participant, nlp.source, intent?.slug, entity('x'), entities('x'),
        signal.aborted, body !== request.body
      ]
      log.info('fine')
    })
  })
  t.strictSame((await post(app, call())).json().conversation.memory.seen,
    ['c1', 'greetings', 'en', 1, {}, 'hi', 'greetings', null, [], false, false])
})

t.test('what a handler returns becomes a list of replies', async t => {
  const text = { type: 'text' as const, content: 'b' }
  const outcomes = [
    ['a', [{ type: 'text', content: 'a' }]],
    [text, [text]],
    [['a', text], [{ type: 'text', content: 'a' }, text]],
    [[], []],
    [undefined, []],
    [null, []]
  ] as const
  for (const [outcome, replies] of outcomes) {
    const app = await build(t, {}, app => {
      app.bot.skill('now', () => outcome)
      app.bot.skill('later', async () => outcome)
    })
    t.strictSame((await post(app, call('now'))).json().replies, replies)
    t.strictSame((await post(app, call('later'))).json().replies, replies)
  }
})

t.test('assigning the language switches it, once it is another', async t => {
  const app = await build(t, {}, app => {
    app.bot.skill('switch', turn => { turn.language = 'fr' })
    app.bot.skill('same', turn => { turn.language = 'en' })
    app.bot.skill('none', turn => { turn.language = undefined })
    app.bot.skill('wrong', turn => { turn.language = 5 as unknown as string })
  })
  t.strictSame((await post(app, call('switch', { memory: undefined }))).json(),
    { replies: [], conversation: { language: 'fr' } })
  t.strictSame((await post(app, call('switch'))).json().conversation,
    { memory: { person: { raw: 'Ada' } }, language: 'fr' })
  t.strictSame((await post(app, call('same'))).json().conversation, { memory: { person: { raw: 'Ada' } } })
  t.strictSame((await post(app, call('none'))).json().conversation, { memory: { person: { raw: 'Ada' } } })
  t.match((await post(app, call('wrong'))).json(), { statusCode: 500, code: 'FST_BOT_LANGUAGE_INVALID' })
})

t.test('the log of a turn names conversation and skill, cut where they are long', async t => {
  const { buildWithLogs } = await import('../support/app.ts')
  const { app, lines } = await buildWithLogs(t, {}, app => { app.bot.fallback(({ log }) => { log.info('mine') }) })
  await post(app, call('x'.repeat(500), { id: 'y'.repeat(500) }))
  t.match(lines.find(({ msg }) => msg === 'mine'), { skill: 'x'.repeat(100), conversation: 'y'.repeat(100) })
})

t.test('ids and names in the log neither steer a terminal nor turn its text round', async t => {
  const { buildWithLogs } = await import('../support/app.ts')
  const { app, lines } = await buildWithLogs(t, {}, app => { app.bot.fallback(({ log }) => { log.info('mine') }) })
  await post(app, call('a\u009b31m\u202eb', { id: '1\u001b[2J\u2066\n2' }))
  await post(app, call('unknown\u2029', { id: '\u200f' }))
  const { skill, conversation } = lines.find(({ msg }) => msg === 'mine') as Record<string, unknown>
  t.strictSame([skill, conversation], ['a\\x9b31m\\u202eb', '1\\x1b[2J\\u2066\\x0a2'])
  t.notMatch(lines.map(line => JSON.stringify(line)).join(''), /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u)
})

t.test('intents are told with slug and confidence, and compared with a threshold', async t => {
  let seen: Turn | undefined
  const app = await build(t, {}, app => { app.bot.fallback(turn => { seen = turn }) })
  const hear = async (intents: unknown) => {
    await post(app, { nlp: { intents } })
    return seen as Turn
  }
  const { intent, intents, isIntent } = await hear([
    { slug: 'yes', confidence: 0.7, description: null }, { slug: 'no', confidence: '0.2' }, { slug: null },
    { slug: 'maybe', confidence: 'x' }
  ])
  t.strictSame(intent, { slug: 'yes', confidence: 0.7 })
  t.strictSame(intents,
    [{ slug: 'yes', confidence: 0.7 }, { slug: 'no', confidence: 0.2 }, { slug: 'maybe', confidence: 0 }])
  t.strictSame([isIntent('yes'), isIntent('yes', 0.7), isIntent('yes', 0.71), isIntent('no'), isIntent('maybe')],
    [true, true, false, false, false])

  for (const none of [null, []]) t.strictSame((await hear(none)).intents, [])
  const nothing = await hear([{ confidence: 1 }])
  t.strictSame([nothing.intent, nothing.isIntent('yes'), nothing.isIntent('undefined')], [undefined, false, false])
})

t.test('mood and act of speech are strings or nothing', async t => {
  let seen: Turn | undefined
  const app = await build(t, {}, app => { app.bot.fallback(turn => { seen = turn }) })
  await post(app, { nlp: { sentiment: 'vpositive', act: 'of a newer platform' } })
  t.match(seen, { sentiment: 'vpositive', act: 'of a newer platform' })
  await post(app, { nlp: { sentiment: null } })
  t.match(seen, { sentiment: undefined, act: undefined })
})

t.test('gold entities come without the fields that the platform does not know, others as they are', async t => {
  let seen: Turn | undefined
  const app = await build(t, {}, app => { app.bot.fallback(turn => { seen = turn }) })
  const body = {
    nlp: {
      entities: {
        datetime: [{ raw: 'soon', iso: null, accuracy: 'day' }, { raw: 'now' }],
        product: [{ raw: 'tea', price: null }]
      }
    }
  }
  await post(app, body)
  t.strictSame(seen?.entities('datetime'), [{ raw: 'soon', accuracy: 'day' }, { raw: 'now' }])
  t.strictSame(seen?.entity('product'), { raw: 'tea', price: null })
  t.strictSame(seen?.body, body, 'the body has all of it')
})
