import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { FastifyError } from 'fastify'
import type { SkillOptions, Turn } from '../../lib/index.ts'
import type { Memory } from '../../schemas/conversation.ts'
import { build, buildWithLogs, call, post, refused } from '../support/app.ts'

const Basket = Type.Object({
  items: Type.Array(Type.String(), { default: [] }),
  visits: Type.Number({ default: 0 }),
  name: Type.Optional(Type.String())
})

/** What a skill with this schema answers to a memory, and what its handler was given. */
async function turnWith (t: Parameters<typeof build>[0], memory: unknown, options: Omit<
  SkillOptions<typeof Basket>, 'memory'
> = {}, handler: (turn: Turn<{ items: string[], visits: number } & Memory>) => void = () => {}) {
  let given: unknown
  let body: unknown
  let error: FastifyError | undefined
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('buy', { memory: Basket, ...options }, turn => {
      given = structuredClone(turn.memory)
      handler(turn)
      body = turn.body
    })
    bot.setErrorReply(reason => { error = reason })
  })
  const response = await post(app, call('buy', { memory }))
  return { given, body, error, response, memory: response.json().conversation?.memory }
}

t.test('defaults are filled into the copy of the handler, and not into the body', async t => {
  const { given, body, memory } = await turnWith(t, { other: 1 }, {}, ({ memory }) => { memory.items.push('tea') })
  t.strictSame(given, { other: 1, items: [], visits: 0 })
  t.strictSame(memory, { other: 1, items: ['tea'], visits: 0 })
  t.match(body, { conversation: call('buy', { memory: { other: 1 } }).conversation })
})

t.test('a default is not shared between turns', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('buy', { memory: Basket }, ({ memory }) => { memory.items.push('tea') })
  })
  for (let turn = 0; turn < 3; turn++) {
    t.strictSame((await post(app, call('buy', { memory: {} }))).json().conversation.memory.items, ['tea'])
  }
})

t.test('a call without memory gets one back only if the handler wrote to it, whatever the defaults', async t => {
  t.strictSame((await turnWith(t, undefined)).response.json(), { replies: [] })
  t.strictSame((await turnWith(t, undefined, {}, ({ memory }) => { memory.visits++ })).memory, { items: [], visits: 1 })
  t.strictSame((await turnWith(t, undefined, {}, turn => { turn.memory = { items: [], visits: 0 } })).memory,
    { items: [], visits: 0 })
})

t.test('memory that does not fit fails the turn before the handler, with its path', async t => {
  const { given, error, response } = await turnWith(t, { items: ['a', 5] })
  refused(t, response, 500, 'FST_BOT_MEMORY_MISMATCH')
  t.equal(given, undefined)
  t.match(error?.message, /memory\/items\/1: expected string/)
})

t.test('what the handler leaves must fit too, and the platform keeps what it had when it does not', async t => {
  const cases: Array<[handler: (memory: Record<string, unknown>) => void, message: RegExp]> = [
    [
      memory => { memory.items = ['a', 5] }, /^memory\/items\/1 does not fit the schema of the handler: expected string/
    ],
    [memory => { memory.name = null }, /^memory\/name does not fit/]
  ]
  for (const [write, message] of cases) {
    const { error, response } = await turnWith(t, {}, {}, ({ memory }) => { write(memory) })
    refused(t, response, 500, 'FST_BOT_MEMORY_INVALID')
    t.match(error?.message, message)
  }
  const { error } = await turnWith(t, {}, {}, turn => { turn.memory = { items: 'none' } as never })
  t.match(error?.message, /^memory\/items does not fit/, 'also when it is another object')
})

t.test('a key with a default may be deleted: it is filled in again', async t => {
  const { response, memory } = await turnWith(t, { items: ['a'], visits: 3 }, {}, ({ memory, forget }) => {
    forget('items')
    memory.visits = 4
  })
  t.equal(response.statusCode, 200)
  t.strictSame(memory, { visits: 4 })
})

t.test('keys that the schema does not name are nobody\'s business, even when it is closed', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('closed', { memory: Type.Object({ a: Type.Optional(Type.Number()) }, { additionalProperties: false }) },
      ({ memory }) => { memory.b = memory.other })
  })
  t.strictSame((await post(app, call('closed', { memory: { other: [1] } }))).json().conversation.memory,
    { other: [1], b: [1] })
})

t.test('onInvalidMemory drop forgets the keys that do not fit, and no others', async t => {
  const { given, memory } = await turnWith(t, { items: 'tea', visits: 'many', name: 'Ada', 'o/t~her': 1 },
    { onInvalidMemory: 'drop' })
  t.strictSame(given, { items: [], visits: 0, name: 'Ada', 'o/t~her': 1 })
  t.strictSame(memory, { items: [], visits: 0, name: 'Ada', 'o/t~her': 1 })
  t.strictSame((await turnWith(t, { items: [1] }, { onInvalidMemory: 'drop' })).given, { items: [], visits: 0 })
  t.strictSame((await turnWith(t, { visits: 2 }, { onInvalidMemory: 'drop' })).given, { items: [], visits: 2 },
    'what fits is left alone')
})

t.test('what cannot be dropped because it is missing fails the turn', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('needs', { memory: Type.Object({ 'a/b': Type.String() }), onInvalidMemory: 'drop' }, () => 'never')
  })
  for (const memory of [{}, { 'a/b': 5 }]) {
    refused(t, await post(app, call('needs', { memory })), 500,
      'FST_BOT_MEMORY_MISMATCH')
  }

  const whole = await build(t, {}, ({ bot }) => {
    bot.skill('needs', { memory: Type.Object({}, { minProperties: 1 }), onInvalidMemory: 'drop' }, () => 'never')
  })
  refused(t, await post(whole, call('needs', { memory: {} })), 500, 'FST_BOT_MEMORY_MISMATCH',
    'nothing can be dropped of nothing')
})

t.test('a memory with more keys that do not fit than are forgotten is refused', async t => {
  const keys = (count: number, value: unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]))
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('numbers', {
      memory: Type.Object(keys(101, Type.Optional(Type.Number())) as {}), onInvalidMemory: 'drop'
    }, ({ memory }) => Object.keys(memory).join())
  })
  t.equal((await post(app, call('numbers', { memory: { ...keys(99, 'x'), k99: 1 } }))).json().replies[0].content, 'k99')
  refused(t, await post(app, call('numbers', { memory: keys(101, 'x') })), 500, 'FST_BOT_MEMORY_MISMATCH')
})

t.test('onInvalidMemory may be a function that makes the memory fit', async t => {
  const migrate = ({ items, ...others }: Memory): Memory => ({ ...others, items: String(items).split(',') })
  const { given, body } = await turnWith(t, { items: 'tea,milk', name: 'Ada' }, { onInvalidMemory: migrate })
  t.strictSame(given, { items: ['tea', 'milk'], visits: 0, name: 'Ada' })
  t.match(body, { conversation: call('buy', { memory: { items: 'tea,milk', name: 'Ada' } }).conversation },
    'it is given a copy')
  t.strictSame((await turnWith(t, { items: 'a' },
    { onInvalidMemory: memory => { delete memory.items; return memory } })).given, { items: [], visits: 0 })

  refused(t, (await turnWith(t, { items: 5 }, { onInvalidMemory: memory => memory })).response, 500,
    'FST_BOT_MEMORY_MISMATCH', 'the result must fit')
  refused(t, (await turnWith(t, { items: 5 }, { onInvalidMemory: () => undefined as never })).response, 500,
    'FST_BOT_MEMORY_MISMATCH', 'nothing does not')
  refused(t, (await turnWith(t, { items: 5 }, { onInvalidMemory: () => { throw new Error('no') } })).response, 500,
    'FST_BOT_HANDLER_FAILED', 'what it throws is the handler\'s')
})

t.test('an error reply runs when the memory is stale', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('buy', { memory: Basket }, () => 'never')
    bot.setErrorReply(({ code }) => code)
  })
  t.strictSame((await post(app, call('buy', { memory: { items: 5 } }))).json(),
    { replies: [{ type: 'text', content: 'FST_BOT_MEMORY_MISMATCH' }] })
})

t.test('forget and reset write to the memory that the handler holds', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('forget', ({ forget, memory }) => {
      forget('a', 'nothing')
      memory.c = 3
    })
    bot.skill('reset', ({ reset, memory }) => {
      reset()
      memory.c = 3
    })
    bot.skill('keep', ({ reset }) => { reset({ keep: ['a', 'nothing'] }) })
    bot.skill('replaced', turn => {
      turn.memory = { a: 9, d: 4 }
      turn.forget('a')
    })
  })
  const after = async (skill: string) => (await post(app,
    call(skill, { memory: { a: 1, b: 2 } }))).json().conversation.memory
  t.strictSame(await after('forget'), { b: 2, c: 3 })
  t.strictSame(await after('reset'), { c: 3 })
  t.strictSame(await after('keep'), { a: 1 })
  t.strictSame(await after('replaced'), { d: 4 })
})

t.test('a memory beyond its limit fails the turn, and one near it is warned of', async t => {
  const { app, lines } = await buildWithLogs(t, { memoryLimit: 1000 }, ({ bot }) => {
    bot.skill('write', ({ memory, body }) => { memory.text = 'é'.repeat(Number(body.nlp?.source)) }) // two bytes each
    bot.skill('read', () => 'Yes')
  })
  const empty = Buffer.byteLength(JSON.stringify({ person: { raw: 'Ada' }, text: '' }))
  const write = async (characters: number) => {
    const body = call('write')
    body.nlp.source = String(characters)
    lines.length = 0
    const { statusCode } = await post(app, body)
    return {
      statusCode,
      warned: lines.filter(({ memoryLimit }) => memoryLimit === 1000).map(({ memoryBytes }) => memoryBytes)
    }
  }
  const atLimit = (1000 - empty) / 2
  t.equal(atLimit, Math.floor(atLimit), 'the test can hit the limit')
  t.strictSame(await write(100), { statusCode: 200, warned: [] })
  t.strictSame(await write((800 - empty) / 2), { statusCode: 200, warned: [] }, 'at 80 %')
  t.strictSame(await write((802 - empty) / 2), { statusCode: 200, warned: [802] }, 'above 80 %')
  t.strictSame(await write(atLimit), { statusCode: 200, warned: [1000] })
  t.equal((await write(atLimit + 1)).statusCode, 500)
  t.match(lines, [{}, { outcome: 'FST_BOT_MEMORY_TOO_LARGE', msg: /1002 bytes, and memoryLimit is 1000/ }])

  refused(t, await post(app, call('read', { memory: { text: 'x'.repeat(1001) } })), 500, 'FST_BOT_MEMORY_TOO_LARGE',
    'also when the handler does not look at it')
})

t.test('null empties an optional key of the memory, as it does on the platform', async t => {
  const { given, error, memory } = await turnWith(t, { name: null, visits: null, other: null })
  t.equal(error, undefined)
  t.strictSame(given, { items: [], visits: 0, other: null })
  t.strictSame(memory, { items: [], visits: 0, other: null })
})

t.test('null empties an optional key at any depth, and is refused where the key is required', async t => {
  const nested = Type.Object({
    user: Type.Optional(Type.Object({ city: Type.Optional(Type.String()), id: Type.String() })),
    rows: Type.Optional(Type.Array(Type.Object({ 'a/b': Type.Optional(Type.Number()) }))),
    words: Type.Optional(Type.Record(Type.String(), Type.String()))
  })
  const app = await build(t, {}, app => {
    app.bot.skill(/^/, { memory: nested }, ({ memory }) => JSON.stringify(memory))
  })
  const answer = async (memory: object) => (await post(app, { conversation: { id: '1', skill: 'a', memory } })).json()
  t.match(await answer({ user: { id: '1', city: null }, rows: [{ 'a/b': null }, { 'a/b': 1 }] }), {
    conversation: { memory: { user: { id: '1', city: undefined }, rows: [{ 'a/b': undefined }, { 'a/b': 1 }] } }
  })
  t.match(await answer({ user: { id: null, city: null } }), { code: 'FST_BOT_MEMORY_MISMATCH' })
  t.match(await answer({ rows: [null] }), { code: 'FST_BOT_MEMORY_MISMATCH' })
  t.match(await answer({ words: { a: null, b: 'x' } }), { conversation: { memory: { words: { b: 'x' } } } })
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, null]))
  t.match(await answer({ words: many }), { code: 'FST_BOT_MEMORY_MISMATCH' }, 'the work is bounded')
})
