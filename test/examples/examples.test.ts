import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { context, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import t from 'tap'
import { build as booking } from '../../examples/booking.ts'
import { build as byRoute } from '../../examples/by-route.ts'
import { asText, build as channels, report } from '../../examples/channels.ts'
import { build as hooks } from '../../examples/hooks.ts'
import { build as jwt } from '../../examples/jwt.ts'
import { listen, readPort } from '../../examples/listen.ts'
import { build as memory } from '../../examples/memory.ts'
import { build as runOnce } from '../../examples/once.ts'
import { build as replies } from '../../examples/replies.ts'
import { build as rogerThat } from '../../examples/roger-that.ts'
import { build as skillsFolder } from '../../examples/skills-folder/app.ts'
import { build as exampleBot } from '../../examples/example-bot.ts'
import { build as telemetry, countTurns, traceTurns, TurnContextManager } from '../../examples/telemetry.ts'
import { build as twoBots } from '../../examples/two-bots.ts'
import { build as weather } from '../../examples/weather.ts'
import { lint } from '../../lib/index.ts'
import { call, post } from '../support/app.ts'
import { claims, countingServer, rs256, rsaKeys, serving, token } from '../support/token-issuer.ts'
import { repository, root } from '../support/repository.ts'

/** The body that the platform's own page shows, with its two commas mended. */
const documented = {
  conversation: {
    id: 'A_CONVERSATION_ID',
    language: 'en',
    memory: { person: { fullname: 'Francois', raw: 'Francois', confidence: 0.95 } },
    skill_stack: ['get-weather'],
    skill: 'small-talk',
    skill_occurences: 1
  },
  nlp: {
    source: 'hi',
    intents: [{ slug: 'greetings', confidence: 0.99 }],
    sentiment: 'vpositive',
    entities: {},
    act: 'assert',
    type: null,
    version: '2.10.1',
    processing_language: 'en',
    language: 'en',
    uuid: '96597974-3ee1-4743-8a5d-341b67effb9a',
    status: 200,
    timestamp: '2017-10-25T21:36:02.071243+00:00'
  }
}
const rogered = {
  replies: [{ type: 'text', content: 'Roger that' }],
  conversation: { memory: { person: { fullname: 'Francois', raw: 'Francois', confidence: 0.95 }, key: 'value' } }
}

async function closing (t: {
  teardown: (close: () => unknown) => unknown
}, building: Promise<FastifyInstance>): Promise<FastifyInstance> {
  const app = await building
  t.teardown(() => app.close())
  return app
}

t.test('every example is run here, and production.ts in a test of its own', t => {
  t.strictSame(readdirSync(new URL('examples', repository)).sort(),
    [
      'api.yml',
      'booking.ts',
      'bot.yml',
      'by-route.ts',
      'channels.ts',
      'cloud-function.ts',
      'conversation.ts',
      'deferred.ts',
      'example-bot.ts',
      'first-bot.js',
      'first-bot.ts',
      'hooks.ts',
      'import.ts',
      'inbox.ts',
      'jwt.ts',
      'listen.ts',
      'memory.ts',
      'once.ts',
      'production.ts',
      'pushed.ts',
      'replicas',
      'replies.ts',
      'roger-that.ts',
      'serve',
      'skills-folder',
      'start.ts',
      'telemetry.ts',
      'two-bots.ts',
      'weather.ts'
    ])
  t.end()
})

t.test('roger-that: the sample of the platform gets Roger that, and keeps its memory beside the new key', async t => {
  const app = await closing(t, rogerThat())
  t.strictSame((await post(app, documented)).json(), rogered)
  const report = await post(app, '{"anything":1}', '/errors')
  t.equal(report.statusCode, 200)
  t.equal(report.body, '')
})

t.test('weather: asks for the city, remembers it, and leaves the rest of the memory alone', async t => {
  const app = await closing(t, weather())
  const asked = (await post(app, call('get-weather'))).json()
  t.match(asked.replies,
    [{ type: 'quickReplies', content: { title: 'Which city?', buttons: [{ title: 'Paris' }, { title: 'Lyon' }] } }])
  t.strictSame(asked.conversation.memory, { person: { raw: 'Ada' } })

  const told = (await post(app, { ...call('get-weather'), nlp: { entities: { location: [{ raw: 'Lyon' }] } } })).json()
  t.match(told.replies, [{ type: 'text', content: /^Lyon: sunny/ }])
  t.strictSame(told.conversation.memory, { person: { raw: 'Ada' }, city: 'Lyon' })

  const again = (await post(app, call('get-weather', told.conversation))).json()
  t.match(again.replies, [{ content: /^Lyon: sunny/ }])
  const nowhere = (await post(app, call('get-weather', { memory: { city: 'Atlantis' } }))).json()
  t.match(nowhere.replies, [{ content: 'I know nothing of Atlantis.' }])
})

t.test('by-route: a GET with its values in the URL, a POST, and a PUT with a body of one\'s own', async t => {
  const app = await closing(t, byRoute())
  const textOf = async (url: string) => (await app.inject(url)).json().replies[0].content
  t.equal(await textOf('/actions/order/4711'), 'Order 4711: on its way')
  t.equal(await textOf('/actions/order/4712?short=1'), 'delivered')
  t.equal(await textOf('/actions/order/1'), 'Order 1: not found')

  const cancelled = (await post(app, call('any', { memory: { order: { raw: '4711' }, other: 1 } }),
    '/actions/cancel')).json()
  t.strictSame(cancelled,
    { replies: [{ type: 'text', content: 'Your order is cancelled.' }], conversation: { memory: { other: 1 } } })

  const transfer = (payload: object) => app.inject({ method: 'PUT', url: '/actions/transfer', payload })
  t.match((await transfer({ targetBot: 'livechat', conversation_id: 'c7' })).json(),
    { replies: [{ content: 'livechat takes over c7.' }] })
  t.match((await transfer({ targetBot: 'livechat' })).json(), { statusCode: 400, message: /conversation_id/ })
})

t.test('skills-folder: every file of the folder is a skill', async t => {
  const app = await closing(t, skillsFolder())
  const textOf = async (body: object) => (await post(app, body)).json().replies[0].content
  t.equal(await textOf(call('greetings', { participant_data: { userName: 'Ada' } })), 'Hello Ada.')
  t.equal(await textOf(call('hello')), 'Hello.')
  t.equal(await textOf(call('hello', { skill_occurences: 2 })), 'Hello again.')
  t.equal(await textOf(call('faq-price')), 'It is free.')
  t.equal(await textOf(call('faq-other')), 'I have no answer to that.')
})

t.test('two-bots: prefixes, credentials and handlers of their own, one page', async t => {
  const app = await closing(t,
    twoBots({ salesPassword: 'a-password-for-sales', helpTokens: ['the-new-help-token', 'the-old-help-token'] }))
  const basic = { authorization: `Basic ${Buffer.from('platform:a-password-for-sales').toString('base64')}` }
  t.match((await post(app, call('offer'), '/sales', basic)).json(), { replies: [{ content: /half price/ }] })
  t.equal((await post(app, call('offer'), '/sales')).statusCode, 401)
  t.equal((await post(app, call('offer'), '/help', basic)).statusCode, 401)
  for (const token of ['the-new-help-token', 'the-old-help-token']) {
    const answer = await post(app, { nlp: { intents: [{ slug: 'question' }] } }, '/help',
      { authorization: `Bearer ${token}` })
    t.match(answer.json(), { replies: [{ content: 'Ask me anything.' }] })
    t.equal((await post(app, call('offer'), '/help', { authorization: `Bearer ${token}` })).statusCode, 404,
      'it knows no offers')
  }
  t.equal((await post(app, '', '/help/errors')).statusCode, 200)
  t.equal((await post(app, '', '/sales/errors')).statusCode, 401)
  t.strictSame(Object.keys((await app.inject('/documentation/json')).json().paths),
    ['/sales', '/sales/errors', '/help', '/help/errors'])
})

t.test('the example bot: small talk, the weather, and an error reply when it fails', async t => {
  const app = await closing(t, exampleBot())
  t.strictSame((await post(app, documented)).json(), rogered)
  t.match((await post(app, call('get-weather'))).json(), { replies: [{ type: 'quickReplies' }] })
  const failed = await post(app, call('get-weather', { memory: { city: 5 } }))
  t.strictSame(failed.json(), { replies: [{ type: 'text', content: 'Sorry, something went wrong.' }] })
  t.match((await app.inject('/documentation/')).body, /<html/i)
})

t.test('npm start: says where it listens, that it is open, and what to try', async t => {
  const program = fileURLToPath(new URL('dist/examples/start.js', repository))
  const child = spawn(process.execPath, [program], { env: { ...process.env, PORT: '0', HOST: '127.0.0.1' } })
  t.teardown(() => child.kill())
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += String(chunk) })
  while (!/curl .*\n/.test(output) || !output.includes('listening') || !output.includes('auth')) {
    if (child.exitCode !== null) break
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  }
  const [, url = ''] = /webhook +(http:\/\/127\.0\.0\.1:\d+)\//.exec(output) ?? []
  t.match(output, /auth and errorsAuth off: anyone who finds these routes can call them/)
  t.match(output, `documentation   ${url}/documentation`)
  const [, page = ''] = /^ *playground +(http\S+)/m.exec(output) ?? []
  t.match(page, `${url}/playground/?token=`)
  t.match(await (await fetch(page)).text(), '<title>Playground</title>')

  const front = await fetch(`${url}/`)
  t.match(front.headers.get('content-type'), 'text/html')
  const links = [...(await front.text()).matchAll(/href="(\w+)"/g)].map(([, path]) => path)
  t.strictSame(links, ['documentation'])
  for (const path of links) t.equal((await fetch(`${url}/${path}`)).status, 200, String(path))

  const [, body = ''] = /-d '(.*)'/.exec(output) ?? []
  const headers = { 'content-type': 'application/json' }
  const tried = await fetch(`${url}/`, { method: 'POST', headers, body })
  t.match(await tried.json(),
    { replies: [{ content: 'Roger that' }], conversation: { memory: { person: { raw: 'Ada' }, key: 'value' } } })
  const sample = await fetch(`${url}/`, { method: 'POST', headers, body: JSON.stringify(documented) })
  t.strictSame(await sample.json(), rogered)
  t.equal((await fetch(`${url}/documentation`)).status, 200)
})

for (const [program, replies, memory] of [
  ['examples/first-bot.js', 'Roger that', { person: { raw: 'Ada' }, key: 'value' }],
  ['dist/examples/first-bot.js', 'Roger that, visit 1', { person: { raw: 'Ada' }, visits: 1 }]
] as const) {
  t.test(`first bot: ${program} listens, and answers the call of the guide`, async t => {
    const path = fileURLToPath(new URL(program, repository))
    const child = spawn(process.execPath, [path], { env: { ...process.env, PORT: '0' } })
    t.teardown(() => child.kill())
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += String(chunk) })
    while (!/http:\/\/127\.0\.0\.1:\d+/.test(output)) {
      if (child.exitCode !== null) break
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    }
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? []
    const body = JSON.stringify({ conversation: { skill: 'small-talk', memory: { person: { raw: 'Ada' } } } })
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    t.strictSame(await response.json(), { replies: [{ type: 'text', content: replies }], conversation: { memory } })
  })
}

t.test('npm start: a port that is taken is said in a sentence', async t => {
  const taken = await closing(t, rogerThat())
  const url = await taken.listen({ port: 0, host: '127.0.0.1' })
  const program = fileURLToPath(new URL('dist/examples/start.js', repository))
  const run = async (PORT: string) => {
    const child = spawn(process.execPath, [program], { env: { ...process.env, PORT } })
    let errors = ''
    child.stderr.on('data', chunk => { errors += String(chunk) })
    const [code] = await once(child, 'close')
    return { code, errors }
  }
  const { port } = new URL(url)
  t.strictSame(await run(port), {
    code: 1,
    errors: `port ${port} of 127.0.0.1 is in use by another program: stop it, or set PORT to another number\n`
  })
  for (const wrong of ['five', '99999', '-1', '']) {
    t.strictSame(await run(wrong), { code: 1, errors: `PORT is '${wrong}': set it to a number from 0 to 65535\n` })
  }
})

t.test('listen: what is wrong with port or host is said, with what to set', async t => {
  const failing = (code: string) => listen({
    listen: async () => { throw Object.assign(new Error(code), { code }) }
  } as unknown as FastifyInstance, 80, 'bot.test')
  await t.rejects(failing('EADDRINUSE'), { message: /^port 80 of bot\.test is in use/ })
  await t.rejects(failing('EACCES'),
    { message: 'this user may not listen on port 80: set PORT to a number above 1023' })
  for (const code of ['EADDRNOTAVAIL', 'ENOTFOUND']) {
    await t.rejects(failing(code),
      { message: /^this machine has no address bot\.test: set HOST/ })
  }
  await t.rejects(failing('EMFILE'), { message: 'EMFILE' })
  t.equal(readPort(), 5000)
  t.equal(readPort('0'), 0)
  t.equal(readPort('65535'), 65535)
  t.throws(() => readPort('65536'), { message: /^PORT is '65536'/ })
})

t.test('booking: three things are asked for, with a digression, a correction, a confirmation and an end', async t => {
  t.ok(readFileSync(new URL('examples/booking.ts', repository), 'utf8').split('\n').length < 80)
  const app = await closing(t, booking())
  let memory: Record<string, unknown> = { name: 'Ada' }
  const say = async (skill: string, entities = {}, nlp = {}, language = 'en') => {
    const body = call(skill, { memory, language })
    const { replies, conversation } = (await post(app,
      { ...body, nlp: { ...body.nlp, entities, intents: [], ...nlp } })).json()
    memory = conversation.memory
    return replies.map(({ content }: { content: string & { title: string } }) => content.title ?? content).join(' ')
  }
  const lyon = { location: [{ raw: 'Lyon', formatted: 'Lyon, France', lat: 45.7, confidence: 0.9 }] }
  const friday = { datetime: [{ raw: 'friday', iso: '2026-11-27T00:00:00Z', confidence: 0.9 }] }
  const nights = (scalar: number) => ({ number: [{ raw: String(scalar), scalar }] })
  const yes = { intents: [{ slug: 'yes', confidence: 0.9 }] }
  const no = { intents: [{ slug: 'no', confidence: 0.9 }] }

  t.equal(await say('book-room'), 'In which city?')
  t.equal(await say('book-room'), 'In which city?')
  t.equal(await say('book-room', lyon), 'From which day?')
  t.equal(await say('anything', {}, { sentiment: 'negative' }), 'I am sorry. Where were we?')
  t.match(memory, { city: { raw: 'Lyon' }, bot_asking: { 'book-room': 'arrival' } })
  t.equal(await say('book-room', {}, {}, 'fr'), 'Quel jour ?')
  t.equal(await say('book-room', friday), 'How many nights?')
  t.equal(await say('book-room', nights(2)), '2 nights in Lyon from friday?')
  t.equal(await say('anything'), 'Nice to hear.')
  t.equal(await say('book-room', nights(3)), '3 nights in Lyon from friday?', 'a correction')
  t.equal(await say('book-room', {}, { intents: [{ slug: 'yes', confidence: 0.5 }] }), '3 nights in Lyon from friday?',
    'not sure enough')
  t.equal(await say('book-room', {}, yes), 'Booked: Lyon, 3 nights. That is room 1 of yours.')
  t.strictSame(memory, { name: 'Ada', bookings: 1 })

  t.equal(await say('book-room', { ...lyon, ...nights(1) }), 'From which day?')
  t.equal(await say('book-room', friday), '1 nights in Lyon from friday?')
  t.equal(await say('book-room', {}, no), 'Then I have forgotten it.')
  t.strictSame(memory, { name: 'Ada', bookings: 1 })
  t.equal(await say('cancel'), 'I have forgotten all but your bookings.')
  t.strictSame(memory, { bookings: 1 })
  t.equal(await say('anything', {}, { sentiment: 'vnegative' }), 'I am sorry.')
})

t.test('replies: every builder arrives, and the lint finds no error', async t => {
  const app = await closing(t, replies())
  const types = []
  for (const skill of ['words', 'questions', 'hotels', 'special']) {
    const { replies: sent } = (await post(app, call(skill))).json()
    t.strictSame(lint(sent).filter(({ severity }) => severity === 'error'), [])
    types.push(...sent.map(({ type }: { type: string }) => type))
  }
  t.strictSame(types, [
    'text', 'picture', 'video', 'quickReplies', 'buttons', 'card', 'carousel', 'list', 'buttons', 'custom',
    'client_data'
  ])
})

t.test('channels: what they cannot do without is filled in, and the rest is told', async t => {
  const app = await closing(t, channels())
  t.strictSame((await post(app, call())).json().replies, [{
    type: 'card',
    content: { title: 'Hotel du Nord', imageUrl: 'https://example.com/hotel.png', buttons: [], subtitle: '' }
  }])
  t.match(report(),
    [/^warning at \/0\/content\/buttons: .*buttons: \[\]/, /^error at \/messages: .*did you mean replies/])
  t.equal(asText, 'Hotel du Nord\nundefined\nhttps://example.com/hotel.png')
})

t.test('memory: an old basket is made to fit, defaults are there, and what is forgotten is gone', async t => {
  const app = await closing(t, memory())
  const say = async (skill: string, memory: unknown, entities = {}) => {
    const body = call(skill, { memory })
    body.nlp.entities = entities
    const { replies, conversation } = (await post(app, body)).json()
    return [replies[0].content, conversation.memory]
  }
  const tea = { product: [{ raw: 'tea' }] }
  t.strictSame(await say('add', { name: 'Ada' }, tea), ['In your basket: tea.', { name: 'Ada', items: ['tea'] }])
  t.strictSame(await say('add', { items: 'milk, bread' }, tea),
    ['In your basket: milk, bread, tea.', { items: ['milk', 'bread', 'tea'] }])
  t.strictSame(await say('add', {}), ['Which product?', { items: [] }])
  t.strictSame(await say('pay', { items: ['tea'], coupon: 5, name: 'Ada' }), ['Paid for 1 products.', { name: 'Ada' }])
  t.strictSame(await say('leave', { items: ['tea'], name: 'Ada' }),
    ['I have forgotten all but your name.', { name: 'Ada' }])
})

t.test('hooks: those of the bot, and those of the shop', async t => {
  const app = await closing(t, hooks())
  const read = async (skill: string, conversation = {}) => (await post(app,
    call(skill, conversation))).json().replies.map(({ content }: { content: string }) => content).join(' ')
  t.equal(await read('hello'), 'Hello!')
  t.equal(await read('hello', { participant_data: { userName: 'Ada' } }), 'Ada: Hello!')
  t.equal(await read('hello', { memory: { blocked: true } }), 'You are blocked.')
  t.equal(await read('buy', { participant_data: { userName: 'Ada' } }), 'Ada: The shop is closed.')
})

t.test('telemetry: turns are counted, and each is a span with those of its handler below it', async t => {
  const exporter = new InMemorySpanExporter()
  const contextManager = new TurnContextManager()
  context.setGlobalContextManager(contextManager)
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  const registry = new Registry()
  countTurns([registry])
  traceTurns(contextManager)

  const app = await closing(t, telemetry(registry))
  const request = trace.getTracer('server').startSpan('request')
  await context.with(trace.setSpan(context.active(), request),
    () => Promise.all(['small-talk', 'get-weather', 'get-weather', 'other'].map(skill => post(app, call(skill)))))

  const spans = exporter.getFinishedSpans()
  const turnSpans = spans.filter(({ name }) => name.startsWith('turn '))
  t.strictSame(turnSpans.map(({ name }) => name).sort(),
    ['turn fallback', 'turn skill get-weather', 'turn skill get-weather', 'turn skill small-talk'])
  for (const { name, attributes, status, parentSpanContext } of turnSpans) {
    t.equal(parentSpanContext?.spanId, request.spanContext().spanId, `${name}: below the request`)
    t.equal(attributes['bot.conversation'], 'c1')
    t.strictSame(status, name === 'turn fallback' ? { code: 2, message: 'FST_BOT_HANDLER_FAILED' } : { code: 0 })
  }
  const weather = turnSpans.filter(({ name }) => name === 'turn skill get-weather').map(span =>
    span.spanContext().spanId)
  const forecasts = spans.filter(({ name }) => name === 'forecast').map(({ parentSpanContext }) =>
    parentSpanContext?.spanId)
  t.strictSame(forecasts.sort(), weather.sort(), 'each forecast below its turn')

  const metrics = (await app.inject('/metrics')).body
  t.match(metrics, /^bot_turns_total\{prefix="",handler="skill get-weather",outcome="replied"\} 2$/m)
  t.match(metrics, /^bot_turns_total\{prefix="",handler="fallback",outcome="FST_BOT_HANDLER_FAILED"\} 1$/m)
  t.match(metrics, /^bot_turn_seconds_count\{prefix="",handler="skill small-talk"\} 1$/m)
})

t.test('conversation and pushed: tests of a bot, as their author would run them', async t => {
  const { NODE_OPTIONS, NODE_TEST_CONTEXT, ...env } = process.env // those of this runner are not its
  const child = spawn(process.execPath, [
    '--test', '--test-reporter=tap', 'dist/examples/conversation.js', 'dist/examples/pushed.js'
  ], { cwd: root, env })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { printed += chunk })
  t.strictSame(await once(child, 'close'), [0, null], printed)
  t.match(printed, /^# pass 3$/m)
})

t.test('jwt: a token of the server lets in, and one for another bot does not', async t => {
  const keys = rsaKeys('key')
  const { url } = await countingServer(t, serving(keys))
  const app = await closing(t, jwt({ issuer: url, jwksUri: `${url}/keys`, tokenUrl: `${url}/token` }))
  const bearing = (aud: string) => {
    const claimed = claims({ iss: url, aud, scope: 'webhook.call' })
    return { authorization: `Bearer ${token({ alg: 'RS256', kid: 'key' }, claimed, rs256(keys.privateKey))}` }
  }
  t.strictSame((await post(app, call(), '/', bearing('https://bot.example.com'))).json().replies,
    [{ type: 'text', content: 'You are let in.' }])
  t.equal((await post(app, call(), '/', bearing('https://other.example.com'))).statusCode, 401)
})

t.test('once: a call that comes twice books once, and throws the dice each time', async t => {
  const app = await closing(t, runOnce())
  const wordsOf = async (body: object): Promise<string> => (await post(app, body)).json().replies[0].content
  const booking = call('book')
  t.strictSame([await wordsOf(booking), await wordsOf(booking), await wordsOf(call('book'))],
    ['Booked: number 1.', 'Booked: number 1.', 'Booked: number 2.'])
  const dice = call('throw-dice')
  const thrown = new Set<string>()
  for (let time = 0; time < 60; time++) thrown.add(await wordsOf(dice))
  t.ok(thrown.size > 1)
})
