import t from 'tap'
import type { Memory } from '../../schemas/conversation.ts'
import { build, call, post } from '../support/app.ts'

const memory = { person: { raw: 'Ada', deep: [{ a: [1, null] }] }, count: 1 }

t.test('a turn that does not look at the memory sends it back as it came', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(() => 'Yes') })
  t.strictSame((await post(app, call('x', { memory }))).json().conversation, { memory })
  t.strictSame((await post(app, call('x', { memory: {} }))).json().conversation, { memory: {} })
})

t.test('what a handler writes and deletes is sent, beside all that it left alone', async t => {
  const app = await build(t, {}, app => {
    app.bot.fallback(({ memory }) => {
      memory.city = 'Lyon'
      delete memory.count
      const { person } = memory as { person: { raw: string } }
      person.raw = 'Grace'
    })
  })
  t.strictSame((await post(app, call('x', { memory }))).json().conversation.memory,
    { person: { raw: 'Grace', deep: [{ a: [1, null] }] }, city: 'Lyon' })
})

t.test('the body keeps the memory that came, whatever is done to the turn\'s', async t => {
  let body: unknown
  const app = await build(t, {}, app => {
    app.bot.fallback(turn => {
      const { person } = turn.memory as typeof memory
      person.deep[0]?.a.push(2)
      delete turn.memory.count
      body = turn.body
    })
  })
  await post(app, call('x', { memory }))
  t.strictSame((body as { conversation: unknown }).conversation, call('x', { memory }).conversation)
})

t.test('a memory may be replaced, and emptied on purpose', async t => {
  const app = await build(t, {}, app => {
    app.bot.skill('replace', turn => { turn.memory = { only: true } })
    app.bot.skill('empty', turn => { turn.memory = {} })
    app.bot.skill('clear', ({ memory }) => { for (const key of Object.keys(memory)) delete memory[key] })
  })
  t.strictSame((await post(app, call('replace', { memory }))).json().conversation, { memory: { only: true } })
  t.strictSame((await post(app, call('empty', { memory }))).json().conversation, { memory: {} })
  t.strictSame((await post(app, call('empty', { memory: undefined }))).json().conversation, { memory: {} },
    'also when none came')
  t.strictSame((await post(app, call('clear', { memory }))).json().conversation, { memory: {} })
})

t.test('a call without memory gets one back only if the handler wrote to it', async t => {
  const app = await build(t, {}, app => {
    app.bot.skill('untouched', () => 'Yes')
    app.bot.skill('read', ({ memory }) => String(memory.nothing))
    app.bot.skill('written', ({ memory }) => { memory.city = 'Lyon' })
  })
  t.strictSame((await post(app, call('untouched', { memory: undefined }))).json(),
    { replies: [{ type: 'text', content: 'Yes' }] })
  t.strictSame((await post(app, call('read', { memory: undefined }))).json(),
    { replies: [{ type: 'text', content: 'undefined' }] })
  t.strictSame((await post(app, call('written', { memory: undefined }))).json(),
    { replies: [], conversation: { memory: { city: 'Lyon' } } })
})

t.test('deleting the memory itself does nothing', async t => {
  const app = await build(t, {}, app => { app.bot.fallback(turn => { delete (turn as { memory?: Memory }).memory }) })
  t.strictSame((await post(app, call('x', { memory }))).json().conversation, { memory })
})

t.test('a memory that is no object fails the turn, and the platform keeps its own', async t => {
  for (const value of [null, undefined, 'text', 5, [], () => {}]) {
    const app = await build(t, {}, app => { app.bot.fallback(turn => { turn.memory = value as unknown as Memory }) })
    const response = await post(app, call('x', { memory }))
    t.match(response.json(), { statusCode: 500, code: 'FST_BOT_MEMORY_INVALID' })
    t.equal(response.json().conversation, undefined)
  }
})

t.test('a memory that is no object stays what it is until the turn ends, and does not turn back into ' +
  'the old one', async t => {
  const app = await build(t, {}, app => {
    app.bot.skill('looked at', turn => {
      turn.memory = null as unknown as Memory
      return String(turn.memory)
    })
    app.bot.skill('written to', turn => {
      turn.memory = undefined as unknown as Memory
      turn.memory.city = 'Lyon'
    })
  })
  t.match((await post(app, call('looked at', { memory }))).json(),
    { code: 'FST_BOT_MEMORY_INVALID', conversation: undefined })
  t.match((await post(app, call('written to', { memory }))).json(),
    { code: 'FST_BOT_HANDLER_FAILED', conversation: undefined })
})

t.test('what JSON would not hold is refused with its place, not lost without a word', async t => {
  const values: Array<[value: unknown, message: string]> = [
    [NaN, 'memory/a~1b/0 is NaN, which JSON writes as null: keep what JSON can hold'],
    [-Infinity, 'memory/a~1b/0 is -Infinity, which JSON writes as null: keep what JSON can hold'],
    [1n, 'memory/a~1b/0 is a bigint: keep what JSON can hold'],
    [() => {}, 'memory/a~1b/0 is a function: keep what JSON can hold'],
    [Symbol('s'), 'memory/a~1b/0 is a symbol: keep what JSON can hold'],
    [new Map(), 'memory/a~1b/0 is a Map or a Set, which JSON writes as {}: keep what JSON can hold'],
    [new Set(), 'memory/a~1b/0 is a Map or a Set, which JSON writes as {}: keep what JSON can hold'],
    [{ toJSON () { throw new Error('no') } }, 'memory/a~1b/0/toJSON is a function: keep what JSON can hold'],
    [
      new (class { toJSON () { throw new Error('no') } })(),
      'memory cannot be written as a JSON object: look at the toJSON() in it'
    ]
  ]
  for (const [value, message] of values) {
    let told: unknown
    const app = await build(t, {}, app => {
      app.bot.fallback(({ memory }) => { memory['a/b'] = [value] })
      app.bot.setErrorReply(error => { told = error })
    })
    t.match((await post(app, call())).json(), { code: 'FST_BOT_MEMORY_INVALID' })
    t.match(told, { message })
  }
  const app = await build(t, {}, app => {
    app.bot.fallback(({ memory }) => {
      Object.assign(memory,
        { date: new Date(0), gone: undefined, none: null, own: new (class { x = 1 })() })
    })
  })
  t.strictSame((await post(app, call('x', { memory: {} }))).json().conversation.memory,
    { date: '1970-01-01T00:00:00.000Z', none: null, own: { x: 1 } })
})

t.test('a memory that the next call could not bring back is refused', async t => {
  const nested = (levels: number) => JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels)) as Memory
  const app = await build(t, {}, app => { app.bot.fallback(turn => { turn.memory = nested(Number(turn.nlp.source)) }) })
  const fits = await post(app, { nlp: { source: '62' } })
  t.equal(fits.statusCode, 200)
  t.equal((await post(app, { conversation: fits.json().conversation, nlp: { source: '1' } })).statusCode, 200)
  t.match((await post(app, { nlp: { source: '63' } })).json(), { code: 'FST_BOT_MEMORY_INVALID' })
})

t.test('every failing turn sends no conversation at all', async t => {
  const app = await build(t, { handlerTimeout: 30 }, app => {
    app.bot.skill('throws', ({ memory }) => {
      memory.half = 'done'
      throw new Error('no')
    })
    app.bot.skill('hangs', async ({ memory }) => {
      memory.half = 'done'
      await new Promise(() => {})
    })
    app.bot.skill('invalid', ({ memory }) => {
      memory.half = 'done'
      return ''
    })
    app.bot.skill('circular', ({ memory }) => { memory.self = memory })
  })
  for (const [skill, code] of [
    ['throws', 'FST_BOT_HANDLER_FAILED'], ['hangs', 'FST_BOT_HANDLER_TIMEOUT'], ['invalid', 'FST_BOT_REPLY_INVALID'],
    ['circular', 'FST_BOT_MEMORY_INVALID'], ['unknown', 'FST_BOT_SKILL_UNKNOWN']
  ]) {
    const answer = (await post(app, call(skill, { memory }))).json()
    t.equal(answer.code, code)
    t.notOk('conversation' in answer)
  }
})

t.test('an error reply keeps the memory too', async t => {
  const app = await build(t, { handlerTimeout: 30 }, app => {
    app.bot.skill('throws', turn => {
      turn.memory = {}
      turn.language = 'fr'
      throw new Error('no')
    })
    app.bot.skill('hangs', async ({ memory }) => {
      delete memory.person
      await new Promise(() => {})
    })
    app.bot.setErrorReply(() => 'Sorry.')
  })
  for (const skill of ['throws', 'hangs']) {
    const response = await post(app, call(skill, { memory }))
    t.equal(response.statusCode, 200)
    t.strictSame(response.json(), { replies: [{ type: 'text', content: 'Sorry.' }] })
  }
})
