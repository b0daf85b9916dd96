import { Type } from '@sinclair/typebox'
import t from 'tap'
import {
  buttons, card, carousel, clientData, custom, lint, list, picture, quickReplies, text, webUrl, type BotWebhookOptions,
  type Handler, type HandlerResult, type Reply
} from '../../lib/index.ts'
import { build, call, post } from '../support/app.ts'

// What must not compile stands under @ts-expect-error: the type check fails when it does compile.

t.test('a memory schema types the keys it names, and leaves the rest unknown', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('typed', {
      memory: Type.Object({ city: Type.Optional(Type.String()), visits: Type.Number() })
    }, ({ memory }) => {
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
  t.match((await post(app, call('typed', { memory: { visits: 1 } }))).json(),
    { conversation: { memory: { visits: 2 } } })
})

t.test('gold entities have their fields, others are open records', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(({ entity, entities }) => {
      const latitude: number | undefined = entity('location')?.lat
      const formatted: string | undefined = entity('location')?.formatted
      const value: unknown = entity('my-own')?.['country-code']
      // @ts-expect-error a location has no bearing
      const bearing: unknown = entity('location')?.bearing
      // @ts-expect-error what the author enriched is unknown
      const text: string = entity('my-own')?.anything
      const many: number = entities('datetime').length
      return [latitude, formatted, value, bearing, text, many].join()
    })
  })
  t.equal((await post(
    app, { nlp: { entities: { location: [{ lat: 1 }], 'my-own': [{ 'country-code': 'fr', anything: 'x' }] } } }
  )).json().replies[0].content, '1,,fr,,x,0')
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

t.test('what a handler requires is in its memory, with the type of the entity', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.skill('book', {
      memory: Type.Object({ rooms: Type.Optional(Type.Number()) }),
      requires: {
        city: { entity: 'location', ask: 'Where?' },
        product: { entity: 'my-own', ask: ({ language }) => `What (${language})?` }
      }
    }, ({ memory, forget, reset }) => {
      const formatted: string | undefined = memory.city.formatted // without a check: it is there
      const own: unknown = memory.product.anything
      const rooms: number | undefined = memory.rooms
      // @ts-expect-error a location has no rank
      const rank: number = memory.city.rank
      // @ts-expect-error nothing is known of other keys
      const other: string = memory.other
      // @ts-expect-error keys are strings
      forget(5)
      // @ts-expect-error a list of keys
      reset({ keep: 'city' })
      return String([formatted, own, rooms, rank, other])
    })
    // @ts-expect-error what to ask is missing
    t.throws(() => bot.fallback({ requires: { city: { entity: 'location' } } }, () => 'x'))
    // @ts-expect-error there is no such way
    t.throws(() => bot.fallback({ memory: Type.Object({}), onInvalidMemory: 'ignore' }, () => 'x'))
  })
  t.equal((await post(app, call('book'))).json().replies[0].content, 'Where?')
})

t.test('intents, mood and act have the types that are promised', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(({ intent, intents, sentiment, act, isIntent }) => {
      const known: boolean = sentiment === 'vpositive' || act === 'yn-query'
      const any: string | undefined = sentiment
      const confidence: number | undefined = intent?.confidence
      const slugs: string[] = intents.map(({ slug }) => slug)
      // @ts-expect-error a threshold is a number
      isIntent('yes', '0.5')
      // @ts-expect-error without a check there may be no intent
      const slug = intent.slug
      return String([known, any, confidence, slugs, slug])
    })
  })
  t.match((await post(app, call())).json().replies, [{ content: 'false,neutral,0.99,greetings,greetings' }])
})

t.test('replies that cannot be are not built', t => {
  const impossible = [
    // @ts-expect-error a text has no buttons
    () => text('a', { buttons: ['b'] }),
    // @ts-expect-error a picture has no markdown
    () => picture('https://example.com/a.png', { markdown: true }),
    // @ts-expect-error a delay is a number
    () => text('a', { delay: '2' }),
    // @ts-expect-error the answers are a list
    () => quickReplies('Which?', 'Paris'),
    // @ts-expect-error a quick reply has no type
    () => quickReplies('Which?', [{ title: 'a', value: 'b', type: 'postback' }]),
    // @ts-expect-error there is no such button
    () => buttons('Which?', [{ type: 'link', title: 'a', value: 'b' }]),
    // @ts-expect-error a card has a title
    () => card({ subtitle: 'a' }),
    // @ts-expect-error a carousel is a list of cards
    () => carousel({ title: 'a' }),
    // @ts-expect-error the card itself, not a message
    () => carousel([card('a')]),
    // @ts-expect-error data are strings
    () => clientData({ theme: 5 }),
    // @ts-expect-error custom content is an object or a list
    () => custom('a'),
    // @ts-expect-error an address
    () => webUrl('a')
  ]
  t.equal(impossible.length, 12)
  const fine: Reply[] = [text('a', { delay: 1, markdown: true }), quickReplies('',
    [{ title: 'a', value: 'b' }]), list(['a'], { buttons: ['b'], delay: 2 })]
  t.strictSame(lint(fine).filter(({ severity }) => severity === 'error'), [])
  // @ts-expect-error there is no such channel
  t.throws(() => lint(fine, { channels: ['fax'] }))
  t.end()
})

t.test('hooks have the types of what they see', async t => {
  const app = await build(t, {}, ({ bot }) => {
    bot.onTurn(({ memory }) => memory.stop === true ? 'Stop.' : undefined)
    bot.onReply((replies, { language }) => replies.filter(({ type }) => type === 'text' || language === 'en'))
    // @ts-expect-error a hook returns replies
    bot.onReply(() => 5)
    // @ts-expect-error nor a number here
    bot.onTurn(() => 5)
  })
  t.ok(app)
})

t.test('replies, handlers and options that cannot be do not compile', t => {
  const outcomes: HandlerResult[] = [
    'text', undefined, { type: 'text', content: 'a' }, ['a', { type: 'card', content: { title: 'a' } }]
  ]
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
  // @ts-expect-error there is no such channel
  options.push({ auth: false, channels: ['fax'] })
  // @ts-expect-error the platform knows no DELETE
  options.push({ auth: false, methods: ['DELETE'] })
  t.ok(outcomes.length + handlers.length + options.length > 0)
  t.end()
})
