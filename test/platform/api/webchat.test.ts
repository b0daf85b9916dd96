import { channel } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { listen } from '../../support/app.ts'
import { memoryBot, programOf, serve, WEBCHAT_TOKEN } from '../../support/platform.ts'
import type { PlatformTurnTrace } from '../../../lib/platform/api/index.ts'

const CHANNEL = '/connect/v1/webhook/bot'

/** A client as the platform's webchat is: it polls, and takes what the user says from there, too. */
async function connectWebchat (t: Test, options: Parameters<typeof serve>[1] = {}, server: object = {}) {
  const app = await serve(t, options, server)
  const base = `http://127.0.0.1:${await listen(app)}`
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {
    authorization: WEBCHAT_TOKEN, 'x-token': WEBCHAT_TOKEN
  }, signal?: AbortSignal) => {
    const response = await fetch(base + path, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal })
    })
    return { status: response.status, headers: response.headers, body: await response.json() as any }
  }
  const { status, body } = await call('POST', `${CHANNEL}/conversations`)
  t.equal(status, 201)
  const { id, chatId } = body.results
  const seen: any[] = []
  return {
    app,
    base,
    call,
    id,
    chatId,
    seen,
    say: (attachment: object, more: object = {}) => call('POST', CHANNEL, { message: { attachment }, chatId, ...more }),
    /** Polls until there are so many messages. */
    async until (count: number): Promise<any[]> {
      while (seen.length < count) {
        seen.push(...(await call('GET',
        `${CHANNEL}/conversations/${id}/poll?last_message_id=${seen.at(-1)?.id ?? ''}`)).body.results.messages)
      }
      return seen
    }
  }
}

t.test('the webchat: preferences, a conversation, messages of all kinds through the poll, history', async t => {
  const { call, id, chatId, say, until } = await connectWebchat(t)
  const { body: { results: preferences } } = await call('GET', `${CHANNEL}/preferences`)
  t.match(preferences, {
    openingType: 'never',
    conversationTimeToLive: 24,
    welcomeMessage: '',
    menu: null,
    characterLimit: 0,
    headerTitle: 'example-bot',
    accentColor: /^#/,
    language: 'en'
  })

  t.match(await say({ type: 'text', content: 'weather in Paris' }), { status: 200, body: { results: null } })
  await until(2)
  await say({ type: 'button', content: { title: 'In Lyon', value: 'weather in Lyon' } })
  await until(4)
  await say({ type: 'quickReply', content: { title: 'Brest', value: 'weather in Brest' } })
  await until(6)
  await say({ type: 'trigger_skill', content: { title: 'Forget', value: 'forget-all' } })
  const seen = await until(8)
  t.strictSame(seen.map(({ participant, attachment }) =>
    [participant.isBot, attachment.type, attachment.title, attachment.content]), [
    [false, 'text', undefined, 'weather in Paris'], [true, 'text', undefined, 'Paris: cloudy, 14 degrees.'],
    [false, 'text', 'In Lyon', 'weather in Lyon'], [true, 'text', undefined, 'Lyon: sunny, 19 degrees.'],
    [false, 'text', 'Brest', 'weather in Brest'], [true, 'text', undefined, 'Brest: rain, and more rain.'],
    [false, 'text', 'Forget', 'forget-all'], [true, 'text', undefined, 'All forgotten.']
  ])
  t.ok(seen.every(({ conversation, participant, receivedAt }) => conversation === id &&
    typeof participant.id === 'string' && typeof participant.senderId === 'string' && receivedAt.endsWith('Z')))
  t.strictSame(seen.map(({ receivedAt }) => receivedAt), seen.map(({ receivedAt }) => receivedAt).sort())
  t.equal(new Set(seen.map(({ receivedAt }) => receivedAt)).size, 8, 'clients sort by it')
  t.strictSame((await call('GET', `${CHANNEL}/conversations/${id}/messages`)).body.results, seen)
  t.match((await call('GET', `${CHANNEL}/conversations/${id}/messages?shown=1`)).body.results[1].shown, { as: 'text' })
  t.not(chatId, id)
})

t.test('a poll is held until something comes, and no longer than it may be', async t => {
  const { app, call, id, say } = await connectWebchat(t, { bot: memoryBot })
  const waiting = call('GET', `${CHANNEL}/conversations/${id}/poll?last_message_id=`)
  t.equal(await Promise.race([waiting.then(() => 'answered'), sleep(300).then(() => 'held')]), 'held')
  await say({ type: 'text', content: 'hello' })
  const { messages, waitTime } = (await waiting).body.results
  t.equal(waitTime, 0)
  t.equal(messages[0].attachment.content, 'hello')

  const { body } = await call('GET', `${CHANNEL}/conversations/${id}/messages`)
  const poll = () => call('GET', `${CHANNEL}/conversations/${id}/poll?last_message_id=${body.results.at(-1).id}`)
  const five = Array.from({ length: 5 }, poll)
  t.match(await Promise.race(five), { status: 429 }, 'one more than are held')
  await programOf(app)('POST', `/connect/v1/conversations/${id}/messages`,
    { messages: [{ type: 'text', content: 'x' }] })
  t.strictSame((await Promise.all(five)).map(({ status }) => status).sort(), [200, 200, 200, 200, 429])
})

t.test('a page that goes away is not waited for, and a server that stops answers its polls', async t => {
  const { app, call, id } = await connectWebchat(t, { bot: memoryBot }, { forceCloseConnections: 'idle' })
  const gone = new AbortController()
  const left = Array.from({ length: 4 },
    () => call('GET', `${CHANNEL}/conversations/${id}/poll`, undefined, undefined, gone.signal).catch(() => 'left'))
  await sleep(200)
  gone.abort()
  t.strictSame(await Promise.all(left), ['left', 'left', 'left', 'left'])
  await sleep(200)
  const held = call('GET', `${CHANNEL}/conversations/${id}/poll`)
  await sleep(200)
  const closed = app.close()
  t.match(await held, { status: 200, body: { results: { messages: [] } } })
  await closed
})

t.test('a conversation that is not there has the words that clients look for', async t => {
  const { app, call, id, say } = await connectWebchat(t, { bot: memoryBot })
  const wanted = { status: 404, body: { results: null, message: 'Conversation not found' } }
  const waiting = call('GET', `${CHANNEL}/conversations/${id}/poll`)
  await sleep(100)
  t.equal((await programOf(app)('DELETE',
    `/build/v1/users/u/bots/b/versions/v/builder/conversation_states/${id}`)).status, 204)
  t.match(await waiting, wanted, 'a poll that is held, too')
  t.match(await say({ type: 'text', content: 'hello' }), wanted)
  for (const path of [`${id}/poll`, `${id}/messages`, '/poll', 'a%00b/poll', `${'x'.repeat(99)}/messages`]) {
    t.match(await call('GET', `${CHANNEL}/conversations/${path}`), wanted, path)
  }
  t.match(await call('POST', CHANNEL, { message: { attachment: { type: 'text', content: 'x' } }, chatId: 'a\u0000' }),
    wanted)
  await programOf(app)('POST', '/build/v1/dialog',
    { message: { type: 'text', content: 'hello' }, conversation_id: 'guessed' })
  t.match(await call('GET', `${CHANNEL}/conversations/guessed/messages`), wanted,
    'conversations of programs are none of a page\'s')
})

t.test('memory of the page, language and participant come with a message; the same message is taken once', async t => {
  const { app, call, chatId, id, say, until } = await connectWebchat(t, { bot: memoryBot })
  await say({ type: 'text', content: 'hello' }, { memoryOptions: { memory: { page: 'home' }, merge: true } })
  await until(2)
  await say({ type: 'text', content: 'hello' },
    { memoryOptions: { memory: { name: ' and Ada' }, merge: true }, participant_data: { name: ', a guest' } })
  await until(4)
  await say({ type: 'text', content: 'qwertz' }, { memoryOptions: { memory: { name: 'Bob' } }, language: 'fr' })
  const seen = await until(6)
  t.strictSame(seen.filter(({ participant }) => participant.isBot).map(({ attachment }) => attachment.content),
    ['You are on home', 'You are on home and Ada, a guest', 'Quoi ?'])
  t.strictSame((await programOf(app)('GET',
    `/build/v1/users/u/bots/b/versions/v/builder/conversation_states/${id}`)).body.results.memory, { name: 'Bob' })

  await say({ type: 'text', content: 'qwertz' }, { memoryOptions: { memory: null, merge: true } })
  await until(8)
  const body = { message: { id: 'given-by-the-page', attachment: { type: 'text', content: 'bonjour' } }, chatId }
  t.strictSame(await Promise.all([1, 2, 3].map(async () => (await call('POST', CHANNEL, body)).status)),
    [200, 200, 200])
  await until(10)
  await sleep(100)
  t.equal((await call('GET', `${CHANNEL}/conversations/${id}/messages`)).body.results.length, 10)
})

t.test('what a page sends is checked', async t => {
  const { call, chatId } = await connectWebchat(t, { bot: memoryBot })
  const text = { type: 'text', content: 'hello' }
  for (const [body, answers] of [
    [{ message: { attachment: text } }, 'body/chatId'],
    [{ message: text, chatId }, 'body/message/attachment'],
    [{ message: { attachment: { type: 'text', content: ' ' } }, chatId }, 'message.attachment must be'],
    [{ message: { attachment: { type: 'text', content: 'x'.repeat(10_001) } }, chatId }, '10000 characters'],
    [{ message: { attachment: text, id: 'a b' }, chatId }, 'body/message/id'],
    [{ message: { attachment: text }, chatId, memoryOptions: { memory: { x: 'x'.repeat(300_000) } } }, 'memory is'],
    [{ message: { attachment: text }, chatId, memoryOptions: 5 }, 'body/memoryOptions']
  ] as const) {
    t.match(await call('POST', CHANNEL, body), { status: 400, body: { results: null, message: answers } },
      answers)
  }
  t.match(await call('GET', '/connect/v1/webhook/other/preferences'),
    { status: 404, body: { message: 'Channel not found' } })
})

t.test('the token of pages opens the channel and nothing else; that of programs does not open the channel', async t => {
  const { app, call, id } = await connectWebchat(t, { bot: memoryBot })
  t.equal((await call('GET', `${CHANNEL}/preferences`, undefined, {})).status, 401)
  t.equal((await call('POST', `${CHANNEL}/conversations`, undefined, { authorization: 'Token nonsense' })).status, 401)
  const page = programOf(app, WEBCHAT_TOKEN)
  for (const [method, path] of [['GET', '/connect/v1/conversations'], [
    'POST', '/connect/v1/messages'
  ], ['POST', `/connect/v1/conversations/${id}/messages`], ['POST', '/build/v1/dialog']] as const) {
    t.equal((await page(method, path, {})).status, 401, path)
  }
  t.equal((await programOf(app)('GET', `${CHANNEL}/preferences`)).status, 401)
})

t.test('pages of the named origins may call, from their first request on', async t => {
  const { base, call } = await connectWebchat(t, { bot: memoryBot, origins: ['https://good.example'] })
  const preflight = (origin: string) => fetch(`${base}${CHANNEL}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-token,x-uuid'
    }
  })
  const good = await preflight('https://good.example')
  t.equal(good.status, 204)
  t.equal(good.headers.get('access-control-allow-origin'), 'https://good.example')
  for (const name of ['authorization', 'content-type', 'x-token', 'x-uuid']) {
    t.match(good.headers.get('access-control-allow-headers'), name)
  }
  for (const method of ['PUT', 'DELETE']) t.match(good.headers.get('access-control-allow-methods'), method)
  t.not((await preflight('https://bad.example')).headers.get('access-control-allow-origin'), 'https://bad.example')
  const unknown = await call('GET', `${CHANNEL}/conversations/none/poll`, undefined,
    { authorization: WEBCHAT_TOKEN, origin: 'https://good.example' })
  t.equal(unknown.headers.get('access-control-allow-origin'), 'https://good.example', 'an error can be read, too')
})

t.test('what the bot pushes arrives: to one conversation, to all, one by one up to a wrong one', async t => {
  const { app, id, until } = await connectWebchat(t, { bot: memoryBot })
  const program = programOf(app)
  const push = (messages: unknown, path = `conversations/${id}/`) =>
    program('POST', `/connect/v1/${path}messages`, { messages })
  t.match(await push([{ type: 'text', content: 'one' }]),
    { status: 201, body: { results: null, message: 'Messages successfully posted' } })
  t.equal((await push(JSON.stringify([{ type: 'text', content: 'two' }]))).status, 201)
  t.equal((await push([{ type: 'text', content: 'three' }], '')).status, 201)
  t.match(await push([{ type: 'text', content: 'four' }, { type: 'nonsense' }, { type: 'text', content: 'five' }]),
    { status: 400, body: { message: /^Message is not well formatted: \/1/ } })
  t.strictSame((await until(4)).map(({ attachment }) => attachment.content), ['one', 'two', 'three', 'four'])
  t.match(await push({}), { status: 400, body: { message: /Invalid 'messages' parameter/ } })
  t.match(await push([{ type: 'text', content: 'x' }], 'conversations/none/'),
    { status: 404, body: { message: 'Conversation not found' } })
  t.match((await program('GET', '/connect/v1/conversations')).body.results,
    [{ id, participants: [{ isBot: false }, { isBot: true }] }])
  t.match((await program('GET', `/connect/v1/conversations/${id}`)).body.results,
    { id, messages: [{ participant: { isBot: true }, attachment: { content: 'one' } }] })
})

t.test('a bot at a URL of its own answers messages, or nothing and pushes', async t => {
  const told: any[] = []
  const bot = Fastify()
  t.teardown(() => bot.close())
  bot.post('/', async (request, reply) => {
    const { body } = request
    told.push(body)
    switch ((body as any).message.attachment.content) {
      case 'results': return {
        results: { messages: [{ type: 'text', content: 'in results' }], conversation: { memory: { kept: true } } }
      }
      case 'messages': return { messages: [{ type: 'text', content: 'at once' }] }
      case 'broken': return reply.code(500).send('no')
      case 'gone': return request.raw.socket.destroy()
      default: return reply.send()
    }
  })
  const outboundUrl = `http://127.0.0.1:${await listen(bot)}/`
  const { app, chatId, id, say, until } = await connectWebchat(t, { bot: memoryBot, outboundUrl })
  await say({ type: 'text', content: 'results' }, { memoryOptions: { memory: { a: 1 }, merge: true } })
  await until(2)
  await say({ type: 'button', content: { title: 'M', value: 'messages' } })
  await until(4)
  await say({ type: 'text', content: 'broken' })
  await say({ type: 'text', content: 'gone' })
  await say({ type: 'text', content: 'push' }, { language: 'fr' })
  await until(7)
  while (told.length < 5) await sleep(20)
  await programOf(app)('POST', `/connect/v1/conversations/${id}/messages`,
    { messages: [{ type: 'text', content: 'pushed' }] })
  const seen = await until(8)
  t.strictSame(seen.filter(({ participant }) => participant.isBot).map(({ attachment }) => attachment.content),
    ['in results', 'at once', 'pushed'])
  t.match(told[0], {
    message: {
      _id: seen[0].id,
      participant: 'user-' + id,
      conversation: id,
      receivedAt: /Z$/,
      attachment: { type: 'text', content: 'results' }
    },
    chatId,
    senderId: id,
    mentioned: true,
    origin: 'webchat',
    memory: { a: 1 },
    merge_memory: true
  })
  t.match(told[1], { message: { attachment: { content: 'messages' } }, memory: {}, merge_memory: false })
  const { body } = await programOf(app)('GET', `/build/v1/users/u/bots/b/versions/v/builder/conversation_states/${id}`)
  t.match(body.results, { memory: { kept: true }, language: 'fr' })
})

t.test('turns are told on a tracing channel, without anything that people wrote', async t => {
  const traces: PlatformTurnTrace[] = []
  const listener = (trace: unknown): void => { traces.push(trace as PlatformTurnTrace) }
  const end = channel('tracing:fastify-bot-webhook:platform-turn:asyncEnd')
  end.subscribe(listener)
  t.teardown(() => end.unsubscribe(listener))
  const { app, id, say, until } = await connectWebchat(t, { bot: memoryBot })
  await say({ type: 'text', content: 'hello' })
  await until(2)
  await programOf(app)('POST', '/build/v1/dialog',
    { message: { type: 'text', content: 'hello' }, conversation_id: 'c' })
  t.match(traces, [
    { bot: 'bot', conversation: id, source: 'webchat', skill: 'greet', outcome: 'replied', messages: 1, ms: Number },
    { bot: 'bot', conversation: 'c', source: 'dialog', skill: 'greet', outcome: 'replied', messages: 1, ms: Number }
  ])
  t.notMatch(JSON.stringify(traces), 'hello')
})

t.test('calls of one address are limited, and told when they may come again', async t => {
  const { call } = await connectWebchat(t, { bot: memoryBot, rateLimit: 3 })
  const statuses = [await call('GET',
    `${CHANNEL}/preferences`), await call('GET', `${CHANNEL}/preferences`), await call('GET', `${CHANNEL}/preferences`)]
  t.match(statuses.at(-1), { status: 429, body: { results: null, message: /^Too Many Requests: try again in/ } })
  t.ok(statuses.at(-1)?.headers.get('retry-after'))
})
