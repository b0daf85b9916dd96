import { Type } from '@sinclair/typebox'
import t from 'tap'
import type { BotWebhookOptions, Handler, Outcome } from '../lib/index.ts'
import { build, call, post } from './helper.ts'

// What must not compile stands under @ts-expect-error: the type check fails when it does compile.

t.test('a memory schema types the keys it names, and leaves the rest unknown', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('typed', { memory: Type.Object({ city: Type.Optional(Type.String()), visits: Type.Number() }) }, ({ memory }) => {
      const city: string | undefined = memory.city
      memory.visits += 1
      // @ts-expect-error a number is not a string
      const wrong: string = memory.visits
      // @ts-expect-error unknown keys are unknown
      const other: string = memory.other
      memory.other = [city, wrong, other]
    })
    bot.skill('untyped', ({ memory }) => {
      // @ts-expect-error without a schema every key is unknown
      const city: string = memory.city
      memory.copy = city
    })
  })
  t.match((await post(app, call('typed', { memory: { visits: 1 } }))).json(), { conversation: { memory: { visits: 2 } } })
})

t.test('gold entities have their fields, others are open records', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(({ entity, entities }) => {
      const latitude: number | null | undefined = entity('location')?.lat
      const value: unknown = entity('my-own')?.['country-code']
      // @ts-expect-error a location has no bearing
      const bearing: unknown = entity('location')?.bearing
      // @ts-expect-error what the author enriched is unknown
      const text: string = entity('my-own')?.anything
      const many: number = entities('datetime').length
      return [latitude, value, bearing, text, many].join()
    })
  })
  t.equal((await post(app, { nlp: { entities: { location: [{ lat: 1 }], 'my-own': [{ 'country-code': 'fr', anything: 'x' }] } } })).json().replies[0].content, '1,fr,,x,0')
})

t.test('the body of an action has the type of its schema', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.action('/custom', { body: Type.Object({ target: Type.String() }) }, ({ body }) => {
      // @ts-expect-error not in the schema
      const { other } = body
      return body.target + String(other)
    })
    bot.action('/own', ({ body }) => String(body.conversation?.skill))
  })
  t.equal((await post(app, { target: 'a' }, '/custom')).json().replies[0].content, 'aundefined')
  t.equal((await post(app, call('b'), '/own')).json().replies[0].content, 'b')
})

t.test('replies, handlers and options that cannot be do not compile', t => {
  const outcomes: Outcome[] = ['text', undefined, { type: 'text', content: 'a' }, ['a', { type: 'card', content: { title: 'a' } }]]
  // @ts-expect-error a number is no reply
  outcomes.push(5)
  // @ts-expect-error the content of a carousel is a list
  outcomes.push({ type: 'carousel', content: { title: 'a' } })
  // @ts-expect-error a list has elements
  outcomes.push({ type: 'list', content: { buttons: [] } })
  // @ts-expect-error there is no such type
  outcomes.push({ type: 'txt', content: 'a' })

  const handlers: Handler[] = [() => 'a', async () => 'a', () => {}, async () => {}]
  // @ts-expect-error a handler returns replies
  handlers.push(() => 5)

  const options: BotWebhookOptions[] = [{ auth: false }]
  // @ts-expect-error auth is required
  options.push({})
  // @ts-expect-error auth is false or a verifier, not true
  options.push({ auth: true })
  // @ts-expect-error the platform knows no DELETE
  options.push({ auth: false, methods: ['DELETE'] })
  t.ok(outcomes.length + handlers.length + options.length > 0)
  t.end()
})
