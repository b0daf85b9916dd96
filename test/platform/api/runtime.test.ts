import { readFile } from 'node:fs/promises'
import Fastify from 'fastify'
import t from 'tap'
import { build as exampleBot } from '../../../examples/example-bot.ts'
import { platform, webchatTokenOf } from '../../../lib/platform/api/index.ts'
import type { BotFile } from '../../../lib/platform/bot-file/schema.ts'
import { injectInto } from '../../../lib/platform/calls/inject.ts'
import { converse, type ScriptStep } from '../../../lib/testing/index.ts'
import { exampleFile, memoryBot, programOf, serve, TOKEN } from '../../support/platform.ts'
import { repository } from '../../support/repository.ts'

const script: Array<{ line: ScriptStep, text: string }> =
  JSON.parse(await readFile(new URL('test/fixtures/conversations/example-bot.json', repository), 'utf8'))
const STATE = '/build/v1/users/u/bots/b/versions/v/builder/conversation_states'

t.test('a long conversation by the dialog API gives the same replies and the same memory as in a test', async t => {
  const call = programOf(await serve(t))
  const bot = await exampleBot()
  t.teardown(() => bot.close())
  const driver = await converse(bot, { bot: exampleFile })
  let messages: any[] = []
  for (const { line } of script) {
    // a program cannot say what a sentence means, so the one line that does is said in words
    const button = typeof line === 'object' && 'click' in line
      ? messages.at(-1).content.buttons.find(({ title }: any) => title === line.click)
      : undefined
    const say = typeof line === 'string'
      ? line
      : button?.value ??
      `weather in ${String((line as any).entities?.location)}`
    const step = await driver.say(say)
    const { status, body } = await call('POST', '/build/v1/dialog',
      { message: { type: 'text', content: say }, conversation_id: 'c1' })
    t.equal(status, 200)
    messages = body.results.messages
    t.strictSame(messages.map(({ delay, markdown, ...message }) => message), step.replies, say)
    t.ok(messages.every(({ delay, markdown }) => delay === null && markdown === null))
    t.strictSame(body.results.conversation.memory, step.memory, say)
    t.strictSame(Object.keys(body.results.conversation), ['id', 'language', 'memory', 'skill', 'skill_occurences'])
  }
  t.ok(script.length > 24)
})

t.test('calls of one conversation that come at once are taken one after the other, each with its ' +
  'own memory', async t => {
  const call = programOf(await serve(t, { bot: memoryBot }))
  const names = ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve']
  const answers = await Promise.all(names.map(name => call('POST', '/build/v1/dialog',
    { message: { type: 'text', content: 'hello' }, conversation_id: 'one', memory: { name } })))
  t.strictSame(answers.map(({ body }) => body.results.messages[0].content), names.map(name => `You are on ${name}`))
  t.strictSame(answers.map(({ body }) => body.results.conversation.skill_occurences), [1, 2, 3, 4, 5])
})

t.test('memory, merge, language and participant of each call', async t => {
  const call = programOf(await serve(t, { bot: memoryBot }))
  const say = async (content: string, more: object) => (await call('POST', '/build/v1/dialog',
    { message: { attachment: { type: 'text', content } }, conversation_id: 7, ...more })).body.results
  t.strictSame((await say('hello', { memory: { name: 'Ada', page: 'p' } })).conversation.memory,
    { name: 'Ada', page: 'p' })
  t.strictSame((await say('hello', { memory: { name: 'Bob' }, merge_memory: 'true' })).conversation.memory,
    { name: 'Bob', page: 'p' })
  t.strictSame((await say('hello', { memory: { page: 'q' }, merge_memory: false })).conversation.memory, { page: 'q' })
  t.equal((await say('hello', { memory: {}, participant_data: { name: ' Cleo' } })).messages[0].content,
    'You are on  Cleo')
  const french = await say('qwertz', { language: 'fr' })
  t.equal(french.messages[0].content, 'Quoi ?')
  t.equal(french.conversation.language, 'fr')
  t.equal(french.conversation.id, '7')
  t.notOk('logs' in french)
  const logged = await say('hello', { log_level: 'info', language: null, memory: null })
  t.equal(logged.logs.input, 'hello')
  t.match(logged.logs.logs, [{ level: 'info', code: 'I_SKILL_TRIGGERED' }])
  t.strictSame((await say('hello', { log_level: 'error' })).logs.logs, [])
})

t.test('a skill is run by its name; a button says its value', async t => {
  const call = programOf(await serve(t, { bot: memoryBot }))
  const say = async (message: object) => (await call('POST', '/build/v1/dialog',
    { message, conversation_id: 'c' })).body.results
  t.equal((await say({ type: 'trigger_skill', content: 'greet' })).conversation.skill, 'greet')
  t.equal((await say({ type: 'button', content: { title: 'Hi', value: 'hello' } })).nlp.source, 'hello')
  t.equal((await say({ type: 'quickReply', content: { title: 'hello' } })).nlp.source, 'hello')
})

t.test('what is wrong with a dialog call is told in the platform\'s form, and nothing happens', async t => {
  const app = await serve(t, { bot: memoryBot })
  const call = programOf(app)
  const dialog = (body: unknown) => call('POST', '/build/v1/dialog', body)
  const message = { type: 'text', content: 'hello' }
  for (const [body, answers] of [
    [{ message }, 'conversation_id field missing'],
    [{ message, conversation_id: '' }, 'conversation_id field missing'],
    [{ message, conversation_id: {} }, 'conversation_id must be'],
    [{ message, conversation_id: 'x'.repeat(201) }, '200 characters'],
    [{ message, conversation_id: 'a\u0000b' }, 'control characters'],
    [{ message: 'hello', conversation_id: 'c' }, '/message'],
    [{ message: { type: 'text' }, conversation_id: 'c' }, 'message must be'],
    [{ message: { attachment: 'x' }, conversation_id: 'c' }, 'message must be'],
    [{ message: { type: 'text', content: 'x'.repeat(10_001) }, conversation_id: 'c' }, '10000 characters'],
    [{ message, conversation_id: 'c', memory: [] }, '/memory'],
    [{ message, conversation_id: 'c', memory: { long: 'x'.repeat(300_000) } }, '262144 bytes'],
    ['{', 'not valid JSON'],
    ['['.repeat(100) + ']'.repeat(100), 'deeper than 64'],
    [undefined, 'body']
  ] as const) {
    const { status, body: answer } = await dialog(body)
    t.equal(status, 400, answers)
    t.match(answer, { results: null, message: answers })
  }
  t.equal((await call('POST', '/build/v1/dialog', JSON.stringify({ text: 'x'.repeat(1024 * 1024) }))).status, 413)
  t.strictSame((await call('GET', '/connect/v1/conversations')).body.results, [])
  t.match(await call('GET', '/build/v1/nothing'),
    { status: 404, body: { results: null, message: 'Not Found: there is no GET /build/v1/nothing' } })
})

t.test('an address with a slash behind it is the same address', async t => {
  for (const server of [{}, { routerOptions: { ignoreTrailingSlash: true } }, { ignoreTrailingSlash: true }]) {
    const app = await serve(t, { bot: memoryBot, prefix: '/bots' }, server)
    const program = programOf(app)
    const message = { type: 'text', content: 'hello' }
    t.equal((await program('POST', '/bots/build/v1/dialog/', { message, conversation_id: 'c' })).status, 200)
    t.equal((await program('POST', '/bots/v2/request/', { text: 'hello' })).status, 200)
    t.equal((await program('POST', '/bots/connect/v1/messages/', { messages: [message] })).status, 201)
    t.equal((await program('GET', '/bots/connect/v1/conversations/?page=1')).status, 200)
    t.equal((await program('GET', '/bots/connect/v1/conversations/c/')).body.results.messages.length, 1)
    const preferences = '/bots/connect/v1/webhook/bot/preferences/'
    t.equal((await program('GET', preferences)).status, 401, 'it has the same rules')
    t.equal((await programOf(app, webchatTokenOf(TOKEN, 'bot'))('GET', preferences)).status, 200)
    t.equal((await app.inject('/bots/health/')).statusCode, 200)
    t.equal((await app.inject({ method: 'HEAD', url: '/bots/health/' })).statusCode, 200)
    t.equal((await program('GET', '/bots/connect/v1/messages/nothing/')).status, 404)
  }
})

t.test('files and speech are told to be none of what is taken', async t => {
  const program = programOf(await serve(t, { bot: memoryBot }))
  const speech = '--x\r\ncontent-disposition: form-data; name="voice"; filename="a.wav"\r\n\r\nRIFF\r\n--x--\r\n'
  t.match(await program('POST', '/v2/request', speech, { 'content-type': 'multipart/form-data; boundary=x' }),
    { status: 415, body: { results: null, message: /^Files and speech are not taken: send JSON/ } })
})

t.test('the token is taken in all its forms, and nothing else is', async t => {
  const app = await serve(t, { bot: memoryBot })
  const request = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/v2/request', headers, payload: { text: 'hello' } })
  const oauth = async (options: object) => app.inject({ method: 'POST', url: '/oauth/token', ...options })
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const issued = await oauth({
    headers: form, payload: `grant_type=client_credentials&client_id=me&client_secret=${TOKEN}`
  })
  t.match(issued.json(), { token_type: 'bearer', expires_in: 43199 })
  const basic = await oauth({
    headers: { ...form, authorization: `Basic ${Buffer.from(`me:${TOKEN}`).toString('base64')}` },
    payload: 'grant_type=client_credentials'
  })
  t.equal(basic.statusCode, 200)
  const bearer = issued.json().access_token
  for (const headers of [
    { authorization: `Token ${TOKEN}` }, { authorization: TOKEN }, { 'x-token': TOKEN },
    { authorization: 'nonsense', 'x-token': `Token ${TOKEN}` },
    { authorization: `Bearer ${bearer}`, 'x-token': `Token ${TOKEN}` }, { authorization: `Bearer ${bearer}` }
  ]) t.equal((await request(headers as Record<string, string>)).statusCode, 200, JSON.stringify(headers))
  const [expires, signature] = bearer.split('.')
  for (const headers of [
    {}, { authorization: '' }, { authorization: 'Token' }, { authorization: `Token ${TOKEN}x` },
    { authorization: `Bearer ${Number(expires) + 1}.${signature}` }, { authorization: 'Bearer 1' }
  ]) {
    const response = await request(headers as Record<string, string>)
    t.equal(response.statusCode, 401, JSON.stringify(headers))
    t.strictSame(response.json(), { results: null, message: 'Request can not be processed without authentication' })
  }
  t.equal((await oauth({ headers: form, payload: 'grant_type=password' })).statusCode, 400)
  t.equal((await oauth({ payload: { grant_type: 'client_credentials', client_secret: 'no' } })).statusCode, 401)
  t.equal((await oauth({ payload: { grant_type: 'client_credentials' } })).statusCode, 401)
})

t.test('the state of a conversation is read, changed and forgotten, by the new path and the old one', async t => {
  const call = programOf(await serve(t, { bot: memoryBot }))
  await call('POST', '/build/v1/dialog',
    { message: { type: 'text', content: 'hello' }, conversation_id: 'c', memory: { a: 1 } })
  for (const path of [STATE, '/build/v1/users/u/bots/b/builders/v1/conversation_states']) {
    t.match(await call('GET', `${path}/c`),
      { status: 200, body: { results: { id: 'c', language: 'en', memory: { a: 1 }, skill: 'greet' } } })
    t.strictSame((await call('PUT', `${path}/c`, { memory: { b: 2 }, merge_memory: true })).body.results.memory,
      { a: 1, b: 2 })
    t.strictSame((await call('PUT', `${path}/c`,
      { memory: { c: 3 }, merge_memory: 'true', language: 'fr' })).body.results.memory, { a: 1, b: 2, c: 3 })
    t.match((await call('PUT', `${path}/c`, { memory: { a: 1 }, merge_memory: 'false', language: 'en' })).body.results,
      { memory: { a: 1 }, language: 'en' })
    t.equal((await call('PUT', `${path}/c`, { memory: null })).status, 200)
  }
  t.equal((await call('PUT', `${STATE}/c`, { memory: 'no' })).status, 400)
  t.strictSame(await call('DELETE', `${STATE}/c`), { status: 204, body: undefined })
  for (const method of ['GET', 'DELETE'] as const) {
    t.match(await call(method, `${STATE}/c`),
      { status: 404, body: { results: null, message: 'Conversation not found' } })
  }
  t.equal((await call('PUT', `${STATE}/c`, {})).status, 404)
})

t.test('a sentence is analysed, with what clients of the platform need', async t => {
  const call = programOf(await serve(t))
  for (const path of ['/v2/request', '/train/v2/request']) {
    const { body } = await call('POST', path, { text: 'weather in Paris, mail me@example.com' })
    t.equal(typeof body.results.intents[0].confidence, 'number')
    t.match(body.results,
      { act: '', type: '', language: 'en', entities: { location: [{ raw: 'Paris' }], email: [{ confidence: 1 }] } })
  }
  t.equal((await call('POST', '/v2/request?text=bonjour&language=fr')).body.results.language, 'fr')
  t.equal((await call('POST', '/v2/request', 'text=bonjour&language=fr',
    { 'content-type': 'application/x-www-form-urlencoded' })).body.results.language, 'fr')
  t.match(await call('POST', '/v2/request', {}),
    { status: 400, body: { results: null, message: 'text field missing' } })
  t.equal((await call('POST', '/v2/request', { text: 'x'.repeat(10_001) })).status, 400)
  t.equal((await call('POST', '/v2/request?text=bonjour&language=fr', ' \n')).body.results.language, 'fr',
    'a blank body is none')
})

t.test('the API of 2016', async t => {
  const call = programOf(await serve(t))
  const { body: { results } } = await call('POST', '/v2/converse', { text: 'weather in Paris', memory: { a: 1 } })
  t.match(results, {
    replies: ['Paris: cloudy, 14 degrees.'],
    action: { slug: 'get-weather', done: true },
    next_actions: [],
    memory: { a: 1, city: 'Paris' }
  })
  const { conversation_token: token } = results
  const again = await call('POST', '/v2/converse',
    { text: 'send me the report', conversation_token: token, language: 'en' })
  t.match(again.body.results, { conversation_token: token, action: { slug: 'send-report', done: false } })
  const put = async (memory: unknown) => (await call('PUT', '/v2/converse', { conversation_token: token, memory }))
  t.strictSame((await put({ b: 2, a: null })).body.results.memory, { city: 'Paris', b: 2 })
  t.strictSame((await put({})).body.results.memory, {})
  await put({ c: 3 })
  t.strictSame((await put(undefined)).body.results, { memory: {}, conversation_token: token }, 'all is forgotten')
  t.match(await put(['c']), { status: 400, body: { message: 'memory is no object' } })
  t.equal((await call('PUT', '/v2/converse', { memory: {} })).status, 400)
  t.match(await call('DELETE', '/v2/converse', { conversation_token: token }),
    { status: 200, body: { results: { memory: {}, conversation_token: token } } })
  t.equal((await put({})).status, 404)
  t.match((await call('POST', '/v2/converse', { text: 'hi' })).body.results.conversation_token, /-/)
})

t.test('a turn without a skill, and one with a reply that is no text', async t => {
  const silent: BotFile = {
    name: 's',
    languages: ['en'],
    intents: { hi: { expressions: { en: ['hello'] } }, bye: { expressions: { en: ['goodbye'] } } },
    skills: {
      a: {
        triggers: '@hi',
        actions: [
          { message: { type: 'custom', content: {} } }, { message: { type: 'client_data', content: { elements: [] } } }
        ]
      },
      quiet: { triggers: '@bye', actions: [{ memory: { set: { quiet: true } } }] },
      unusual: { actions: [{ webhook: '/' }] }
    }
  }
  const webhook = Fastify()
  t.teardown(() => webhook.close())
  webhook.post('/', async () => ({ replies: [null, 'words'] }))
  const call = programOf(await serve(t, { bot: silent, url: 'http://bot.test', transport: injectInto(webhook) }))
  t.match((await call('POST', '/v2/converse', { text: 'qwertz' })).body.results, { action: null, replies: [] })
  t.match((await call('POST', '/v2/converse', { text: 'hello' })).body.results, { action: { slug: 'a', reply: '{}' } })
  t.match((await call('POST', '/v2/converse', { text: 'goodbye' })).body.results,
    { action: { slug: 'quiet', done: true, reply: null }, replies: [] })
  t.strictSame((await call('POST', '/build/v1/dialog', {
    message: { type: 'trigger_skill', content: { title: 'Unusual', value: 'unusual' } }, conversation_id: 'c'
  })).body.results.messages, [null, 'words'], 'what is no message goes through as it is')
})

t.test('the training data can be read, and not be changed', async t => {
  const call = programOf(await serve(t))
  for (const path of ['/train/v2/users/u/bots/b/versions/v/dataset', '/v2/users/u/bots/b']) {
    t.match((await call('GET', `${path}/intents`)).body.results,
      [{ slug: 'small-talk', name: 'small-talk', description: 'Says anything at all', expressions_count: 13 }])
    t.match((await call('GET', `${path}/intents/forget`)).body.results, {
      slug: 'forget', description: null, expressions: [{ source: 'forget everything', language: { isocode: 'en' } }]
    })
    t.equal((await call('GET', `${path}/intents/forget/expressions`)).body.results.length, 6)
    t.match((await call('GET', `${path}/gazettes`)).body.results, [{ slug: 'location', type: 'restricted' }])
    t.match((await call('GET', `${path}/entities/location`)).body.results.synonyms, [
      { value: 'Paris' }, { value: 'Paname' }, { value: 'Lutetia' }, { value: 'Lyon' }, { value: 'Brest' },
      { value: 'Atlantis' }
    ])
    t.equal((await call('GET', `${path}/gazettes/location/synonyms`)).body.results.length, 6)
    t.match(await call('GET', `${path}/intents/constructor`), { status: 404, body: { message: 'Intent not found' } })
    t.match(await call('GET', `${path}/gazettes/none`), { status: 404, body: { message: 'Gazette not found' } })
    t.match(await call('POST', `${path}/intents`, {}), { status: 405, body: { results: null } })
  }
  const entities = { code: { regex: '[A-Z]{2}' }, wish: { free: true, values: ['peace'] } }
  const plain: BotFile = { name: 'p', languages: ['en'], entities, skills: { a: {} } }
  const other = programOf(await serve(t, { bot: plain }))
  t.strictSame((await other('GET', '/v2/users/u/bots/b/intents')).body.results, [])
  t.match((await other('GET', '/v2/users/u/bots/b/gazettes/code')).body.results,
    { type: 'regex', regex_pattern: '[A-Z]{2}', synonyms: [] })
  t.match((await other('GET', '/v2/users/u/bots/b/gazettes/wish')).body.results, { type: 'free', is_open: true })
})

t.test('two bots beside each other know nothing of each other', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const second = 'the-token-of-the-second'
  await app.register(platform, { bot: memoryBot, token: TOKEN, rateLimit: false })
  await app.register(platform, { bot: memoryBot, token: second, prefix: '/second', name: 'second', rateLimit: false })
  const body = (name: string) => ({
    message: { type: 'text', content: 'hello' }, conversation_id: 'c', memory: { name }
  })
  t.equal((await programOf(app)('POST', '/build/v1/dialog', body('Ada'))).status, 200)
  t.equal((await programOf(app)('POST', '/second/build/v1/dialog', body('Bob'))).status, 401)
  t.match((await programOf(app, second)('POST', '/second/build/v1/dialog',
    body('Bob'))).body.results.messages[0].content, 'Bob')
  t.strictSame((await programOf(app)('GET', `${STATE}/c`)).body.results.memory, { name: 'Ada' })
})
