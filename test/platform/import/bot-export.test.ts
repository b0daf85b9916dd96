import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  checkBotFile, importBot, openSession, type Outgoing, type SessionOptions
} from '../../../lib/platform/index.ts'
import { shopExport } from './export-fixture.ts'

async function importShop (t: Pick<Test, 'testdir'>) {
  const path = join(t.testdir(), 'shop.zip')
  await writeFile(path, shopExport())
  return await importBot(path)
}

const env = { PRICE_CLIENT_SECRET: 'client-secret', QUOTE_PASSWORD: 'basic-password' }

/** Answers of the APIs by the path of the call, and the calls that came. */
function stub (): { calls: Outgoing[], transport: NonNullable<SessionOptions['transport']> } {
  const calls: Outgoing[] = []
  const answers: Record<string, unknown> = {
    '/orders/AB123': { value: [{ name: 'Chairs' }, { name: 'Tables' }] },
    '/customers': { d: { results: [{ Name: 'Acme "Inc"', City: 'Paris' }, { Name: 'Bolt', City: 'Lyon' }] } },
    '/stock': { items: [{ id: 1 }, { id: 2 }] },
    '/token': { access_token: 'token-of-the-server', expires_in: 3600 },
    '/price': { price: 5 },
    '/quote': {},
    '/notes': {}
  }
  return {
    calls,
    async transport (request) {
      calls.push(request)
      const answer = answers[new URL(request.url).pathname]
      return {
        status: answer === undefined ? 404 : 200,
        headers: { 'content-type': 'application/json' },
        body: bytesOf(JSON.stringify(answer ?? { error: 'none' }))
      }
    }
  }
}

async function * bytesOf (text: string): AsyncGenerator<Uint8Array> { yield Buffer.from(text) }

t.test('an export is imported whole: names, languages, triggers, requirements, actions, calls', async t => {
  const { bot, yaml, counts, items } = await importShop(t)
  t.strictSame(counts, { intents: 8, expressions: 23, entities: 4, synonyms: 3, skills: 9 })
  t.strictSame(await checkBotFile(yaml, 'bot.yml'), [])
  t.match(bot, {
    name: 'Shop bot',
    languages: ['en', 'de'],
    strictness: 45,
    fallback: 'sorry',
    disambiguation: 'which',
    intents: { bye: { strictness: 70 }, order: { description: 'Wants an order' } }
  })
  t.strictSame(bot.entities, {
    country: {
      strictness: 80,
      values: {
        en: [{ value: 'France', enrichment: { iso: 'FR' } }, 'Germany'],
        de: [{ value: 'Frankreich', enrichment: { iso: 'FR' } }]
      },
      enrichment: { iso: '??' }
    },
    code: { regex: '[\\p{Lu}]{2}\\d{3}', flags: 'u' },
    note: { free: true, values: { en: ['urgent'] }, after: ['message called'] },
    origin: { of: 'country', strictness: 80, after: ['customers from'] }
  })
  t.strictSame(bot.skills['find-order'], {
    title: { en: 'Find an order', de: 'Bestellung finden' },
    triggers: { intent: 'order' },
    requirements: [{
      entity: 'code',
      as: 'order',
      question: { en: 'Which order?', de: 'Welche Bestellung?' },
      validation: {
        condition: { not: { expression: '#code.raw matches ^ZZ' } },
        otherwise: { en: '{{#code.raw}} is a test order.', de: 'Nur ein Test.' }
      },
      complete: [{
        api: { name: 'order', url: 'https://api.example.com/orders/{{memory.order.raw}}', headers: { 'x-shop': '42' } }
      }]
    }],
    actions: [
      {
        if: { expression: '_api_service_response.order.body.value is-present' },
        message: {
          en:
            '{{api_service_response.order.body.value[0].name}}: {{api_service_response.order.body.value.length}} items',
          de: '{{api_service_response.order.body.value[0].name}}'
        }
      },
      {
        if: { not: { expression: '_api_service_response.order.body.value is-present' } },
        message: { en: 'There is no such order.', de: 'Keine solche Bestellung.' }
      },
      { memory: { set: { last: '{{memory.order.raw}}' }, unset: ['order'] } }
    ]
  })
  t.match(bot.skills.price?.actions, [
    {
      api: {
        name: 'price',
        auth: {
          oauth2: {
            tokenUrl: 'https://login.example.com/token', clientId: 'shop', clientSecret: '${PRICE_CLIENT_SECRET}'
          }
        }
      }
    },
    { api: { auth: { basic: { username: 'ada' } } } }, { goto: 'end' }
  ])
  t.notMatch(yaml, /secret-password/, 'no password is written down')
  t.strictSame(items.filter(({ kind }) => kind !== 'note'), [], 'nothing is lost')
})

t.test('an imported bot holds its conversations with its APIs, in both languages', async t => {
  const { bot } = await importShop(t)
  const { calls, transport } = stub()
  const session = await openSession({ bot, transport, env, language: 'en', seed: 7 })
  t.match((await session.say('hello')).text, /^(?:Hello|Hi)!$/)
  t.equal((await session.say('where is my order')).text, 'Which order?')
  t.equal((await session.say('ZZ123')).text, 'ZZ123 is a test order.', 'a condition that holds refuses the value')
  const order = await session.say('AB123')
  t.equal(order.text, 'Chairs: 2 items')
  t.match(order.memory, { last: 'AB123', order: undefined })
  t.equal(calls.at(-1)?.headers['x-shop'], '42')
  t.equal((await session.say('who are our customers')).text, 'From where?')
  const customers = await session.say('France')
  t.match(customers.replies, [{
    type: 'list',
    content: { elements: [{ title: 'ACME "INC"', subtitle: 'Paris' }, { title: 'BOLT', subtitle: 'Lyon' }] }
  }])
  t.match(calls.at(-1)?.url, /country=FR$/)
  t.equal((await session.say('what is in stock')).text, '[1,2]')
  t.equal(calls.at(-1)?.url, 'https://erp.example.com/stock')
  const price = await session.say('what does it cost')
  t.equal(price.text, 'Bye.')
  t.match(calls.slice(-3).map(({ url, headers }) => [url, headers.authorization]), [
    ['https://login.example.com/token', /^Basic /], ['https://api.example.com/price', 'Bearer token-of-the-server'],
    ['https://api.example.com/quote', `Basic ${Buffer.from('ada:basic-password').toString('base64')}`]
  ])
  t.notMatch(JSON.stringify(price), /token-of-the-server|client-secret|basic-password/, 'no secret in what is recorded')
  t.strictSame(price.memory, {}, 'the conversation starts again')
  t.equal((await session.say('leave a message called lunch at noon')).text, 'Noted lunch at noon.')

  const german = await openSession({ bot, transport, env, language: 'de' })
  t.match(german.warnings, [/^de: sentences are compared word by word/])
  t.equal((await german.say('hallo')).text, 'Hallo!')
  t.equal((await german.say('liste der kunden')).text, 'Woher?')
  t.equal((await german.say('Frankreich')).text, 'Acme "Inc" Bolt ')
  t.equal((await german.say('xyz')).text, 'Wie bitte?')
})

t.test('two skills that are triggered at once are offered as buttons', async t => {
  const { bot } = await importShop(t)
  const session = await openSession({ bot, transport: stub().transport, env, language: 'en' })
  const turn = await session.say('both',
    { intents: [{ slug: 'greet', confidence: 1 }, { slug: 'order', confidence: 1 }] })
  t.match(
    turn.replies,
    [{
      type: 'buttons',
      content: {
        title: 'Which one did you mean?',
        buttons: [
          { title: 'greetings', type: 'trigger_skill', value: 'greetings' },
          { title: 'Find an order', value: 'find-order' }
        ]
      }
    }]
  )
  t.equal((await session.click('Find an order')).text, 'Which order?')
})
