import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { createMemoryStore } from '../../../lib/platform/api/conversations/memory-store.ts'
import { openConversationStore } from '../../../lib/platform/api/conversations/open-store.ts'
import type { ConversationStore } from '../../../lib/platform/api/conversations/store.ts'
import type { BotFile } from '../../../lib/platform/bot-file/schema.ts'
import { createSharedLocks } from '../../../lib/platform/api/conversations/sql-lock.ts'
import { webchatTokenOf } from '../../../lib/platform/api/index.ts'
import { createInitialState } from '../../../lib/platform/engine/state.ts'
import { openStore } from '../../../lib/store/open.ts'
import { listen } from '../../support/app.ts'
import { memoryBot, programOf, serve, TOKEN, WEBCHAT_TOKEN } from '../../support/platform.ts'
import { startPostgres } from '../../support/postgres.ts'
import { repository } from '../../support/repository.ts'

const log = Fastify({ logger: { level: 'silent' } }).log
const postgres = await startPostgres(t)
const state = (id: string) => createInitialState({ id }, () => id)
const draft = (id: string, more = {}) => ({
  id, isBot: false, attachment: { type: 'text', content: id, '\u0000': '\ud800' }, ...more
})

async function newFolder (t: Pick<Test, 'teardown'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'serve-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

t.test('a process learns of the messages of another at once', async t => {
  const open = (name: string) => openConversationStore(postgres.url, { name, log, maxConversations: 10 })
  const [one, other, foreign] = await Promise.all([open('told'), open('told'), open('foreign')])
  t.teardown(() => Promise.all([one.close(), other.close(), foreign.close()]))
  foreign.onMessages(() => t.fail('another bot has conversations of its own'))
  const own: string[] = []
  one.onMessages(id => { own.push(id) })
  await one.create({ id: 'a', chatId: 'a', channel: 'webchat', state: state('a') })
  const heard = async (action: () => Promise<unknown>): Promise<string> => {
    const told = new Promise<string>(resolve => { other.onMessages(resolve) })
    await action()
    return await told
  }
  // a connection that listens takes a moment to be there
  const first = heard(async () => {})
  for (let number = 0; await Promise.race([first, sleep(100)]) === undefined; number++) {
    await one.append('a', [draft(`m${number}`)])
  }
  t.equal(await first, 'a')
  own.length = 0
  t.equal(await heard(() => one.append('a', [draft('last')])), 'a')
  t.strictSame(own, ['a'], 'a process is not notified of its own messages twice')
  t.equal(await heard(() => one.remove('a')), 'a')
})

for (const kind of ['memory', 'pglite', 'postgres']) {
  t.test(`a store keeps conversations, messages and inputs: ${kind}`, async t => {
    const url = kind === 'memory' ? 'memory:' : kind === 'pglite' ? `pglite:${await newFolder(t)}` : postgres.url
    const store: ConversationStore = await openConversationStore(url, { name: 'one', log, maxConversations: 3 })
    t.teardown(() => store.close())
    const told: string[] = []
    const stop = store.onMessages(id => { told.push(id) })
    await store.ping()
    const create = (id: string) => store.create({ id, chatId: `chat-${id}`, channel: 'webchat', state: state(id) })
    await create('a')
    await create('a')
    t.equal(await store.count(), 1)
    t.match(await store.load('a'), { id: 'a', chatId: 'chat-a', channel: 'webchat', version: 0, state: state('a') })
    t.equal((await store.findByChatId('chat-a'))?.id, 'a')
    t.equal(await store.load('none'), undefined)
    t.equal(await store.findByChatId('none'), undefined)

    const first = await store.append('a',
      [draft('m1', { input: { text: 'hello', memory: { z: 1, a: '\u0000' } } }), draft('m2')])
    t.equal(first?.length, 2)
    t.strictSame(await store.append('a', [draft('m1', { input: { text: 'again' } })]), [], 'a message is taken once')
    t.equal(await store.append('none', [draft('x')]), undefined)
    t.ok(first && first[0] && first[1] && first[0].receivedAt < first[1].receivedAt)
    t.strictSame((await store.messages('a')).map(({ id }) => id), ['m1', 'm2'])
    t.strictSame(await store.messages('a', 'm1'), [first?.[1]])
    t.equal((await store.messages('a', 'unknown')).length, 2)
    const pending = await store.nextInput('a')
    t.match(pending, { messageId: 'm1', input: { text: 'hello', memory: { z: 1, a: '\u0000' } } })
    t.strictSame(Object.keys(pending?.input.memory ?? {}), ['z', 'a'])
    t.strictSame(await store.unanswered(), kind === 'memory' ? [] : ['a'])

    const changed = { ...state('a'), memory: { b: 1, a: 2 } }
    t.equal((await store.commit('a',
      { version: 0, state: changed, messages: [draft('m3')], answered: pending?.seq as number }))?.length, 1)
    t.equal(await store.commit('a', { version: 0, state: state('a'), messages: [draft('m4')] }), undefined,
      'a change of an older state is refused')
    t.equal(await store.commit('none', { version: 0, state: state('a'), messages: [] }), undefined)
    t.match(await store.load('a'), { version: 1, state: { memory: { b: 1, a: 2 } } })
    t.strictSame(await store.commit('a', { version: 1, state: changed, messages: [] }), [])
    t.strictSame(Object.keys((await store.load('a'))?.state.memory ?? {}), ['b', 'a'])
    t.equal(await store.nextInput('a'), undefined)
    t.strictSame((await store.messages('a')).map(({ id }) => id), ['m1', 'm2', 'm3'])
    t.ok(told.includes('a'))
    stop()

    const unlock = await store.lock('a', true)
    await unlock?.()
    await (await store.lock('a', false))?.()

    for (const id of ['b', 'c', 'd']) {
      await create(id)
      await sleep(2)
    }
    await store.removeIdle(0)
    t.equal(await store.count(), 3, 'the one that was idle longest gives way')
    t.equal(await store.load('a'), undefined)
    t.strictSame((await store.list(2)).map(({ id }) => id), ['d', 'c'])
    await store.remove('d')
    await store.remove('d')
    t.equal(await store.load('d'), undefined)
    t.equal(await store.removeIdle(Date.now() + 1000), 2)
    t.equal(await store.count(), 0)
  })
}

t.test('a conversation keeps its last messages, and all that are not answered', async t => {
  for (const url of ['memory:', postgres.url]) {
    const { openSqlStore } = await import('../../../lib/platform/api/conversations/sql-store.ts')
    const limits = { maxConversations: 10, maxMessages: 3 }
    const store = url === 'memory:'
      ? createMemoryStore(limits)
      : await openSqlStore(url, { ...limits, bot: 'few', log })
    t.teardown(() => store.close())
    await store.create({ id: 'a', chatId: 'a', channel: 'api', state: state('a') })
    await store.append('a', [draft('m1', { input: { text: 'x' } })])
    for (const id of ['m2', 'm3', 'm4', 'm5', 'm6']) await store.append('a', [draft(id)])
    t.strictSame((await store.messages('a')).map(({ id }) => id).filter(id => id !== 'm1'), ['m4', 'm5', 'm6'])
    t.match(await store.nextInput('a'), { messageId: 'm1' })
  }
})

t.test('two processes have a conversation one after the other; bots that share a database know nothing of ' +
  'each other', async t => {
  const open = async (name: string) => {
    const store = await openConversationStore(postgres.url, { name, log, maxConversations: 10 })
    t.teardown(() => store.close())
    return store
  }
  const [one, two, other] = [await open('shared'), await open('shared'), await open('other')]
  const unlock = await one.lock('a', true)
  t.equal(await two.lock('a', false), undefined)
  t.type(await other.lock('a', false), 'function')
  const waiting = two.lock('a', true)
  await sleep(100)
  await unlock?.()
  const second = await waiting
  t.type(second, 'function')
  t.equal(await one.lock('a', false), undefined)
  await second?.()
  await one.create({ id: 'a', chatId: 'a', channel: 'api', state: state('a') })
  t.equal((await two.load('a'))?.id, 'a')
  t.equal(await other.load('a'), undefined)
})

t.test('a lock is kept for as long as its process lives, and one that cannot be given back ends by itself', async t => {
  const warnings: string[] = []
  const database = await openStore(postgres.url, { log })
  t.teardown(() => database.close())
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => { mock.timers.reset() })
  const faulty = { fails: false, query: database.query }
  faulty.query = async (sql, values) => {
    if (faulty.fails) throw new Error('away')
    return database.query(sql, values)
  }
  const open = (name: string) => createSharedLocks({ query: (sql, values) => faulty.query(sql, values) }, name,
    { warn: (_: object, text: string) => { warnings.push(text) } } as typeof log)
  const [one, two] = [open('kept'), open('kept')]
  t.teardown(() => { one.close(); two.close() })
  const expireIn = (time: string) =>
    database.query(`UPDATE bot_webhook.conversation_lock SET expires = now() + interval '${time}' WHERE bot = 'kept'`)

  mock.timers.tick(3000) // nothing to renew yet
  const unlock = await one.lock('a', true)
  await expireIn('200 ms')
  mock.timers.tick(3000)
  await sleep(400)
  t.equal(await two.lock('a', false), undefined, 'it was renewed')

  faulty.fails = true
  mock.timers.tick(3000)
  await unlock?.()
  t.strictSame(warnings, [
    'bot platform: cannot renew the locks of conversations; it is tried again',
    'bot platform: cannot give back the lock of a conversation; it expires'
  ])
  faulty.fails = false
  t.equal(await two.lock('a', false), undefined)
  await expireIn('-1 ms')
  t.type(await two.lock('a', false), 'function')
})

t.test('a page may poll less often once nobody has spoken for two minutes', async t => {
  const app = await serve(t, { bot: memoryBot, store: postgres.url, name: 'silent' }, { forceCloseConnections: 'idle' })
  const url = `http://127.0.0.1:${await listen(app)}`
  const headers = { 'x-token': webchatTokenOf(TOKEN, 'silent') }
  const channel = `${url}/connect/v1/webhook/silent/conversations`
  const { results: { id } } = await (await fetch(channel, { method: 'POST', headers })).json() as any
  const poll = async () => (await (await fetch(`${channel}/${id}/poll`, { headers })).json() as any).results
  const database = await openStore(postgres.url, { log })
  await database.query("UPDATE bot_webhook.conversation SET updated_at = updated_at - 120000 WHERE bot = 'silent'")
  await database.close()
  const held = poll()
  await sleep(200)
  const closed = app.close().then(() => 'closed')
  t.strictSame(await held, { messages: [], waitTime: 120 })
  t.equal(await Promise.race([closed, sleep(30_000, 'waits', { ref: false })]), 'closed',
    'a connection that is kept alive does not keep the server')
})

interface Served { child: ChildProcess, url: string }

async function startProcess (t: Test, options: object): Promise<Served> {
  const child = fork(new URL('test/support/serve-child.js', repository), [
    JSON.stringify({ token: TOKEN, rateLimit: false, ...options })
  ], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  t.teardown(() => { child.kill('SIGKILL') })
  const [url] = await once(child, 'message')
  return { child, url: url as string }
}

/** A bot whose webhook takes its time, and says what it was told. */
async function startSlowBot (t: Test): Promise<BotFile> {
  const webhook = Fastify()
  t.teardown(() => webhook.close())
  webhook.post('/', async ({ body }) => {
    await sleep(20)
    return {
      replies: [{ type: 'text', content: (body as any).nlp.source }],
      conversation: { memory: { count: Number((body as any).conversation.memory.count ?? 0) + 1 } }
    }
  })
  return {
    name: 'slow',
    languages: ['en'],
    webhook: { url: `http://127.0.0.1:${await listen(webhook)}` },
    skills: { echo: { actions: [{ webhook: '/' }] } },
    fallback: 'echo'
  }
}

const CHANNEL = '/connect/v1/webhook/bot'

async function call (url: string, method: string, path: string, body?: object): Promise<any> {
  const response = await fetch(url + path,
    { method, headers: { 'x-token': WEBCHAT_TOKEN }, ...(body && { body: JSON.stringify(body) }) })
  if (!response.ok) throw new Error(`${path} was answered ${response.status}`)
  return (await response.json() as any).results
}

/** Calls the one process, or the other when that is gone; the server knows a message by its id. */
async function callAny (urls: string[], method: string, path: string, body?: object): Promise<any> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call(urls[attempt % urls.length] as string, method, path, body)
    } catch (error) {
      if (attempt > 200) throw error
      await sleep(50)
    }
  }
}

async function waitForReplies (urls: string[], id: string, count: number): Promise<any[]> {
  for (let waited = 0; ; waited++) {
    const messages: any[] = await callAny(urls, 'GET', `${CHANNEL}/conversations/${id}/messages`)
    if (messages.filter(({ participant }) => participant.isBot).length >= count || waited > 600) return messages
    await sleep(100)
  }
}

t.test('two processes on one database, one of them killed: no message is lost or doubled, and the ' +
  'order is kept', async t => {
  const options = { bot: await startSlowBot(t), store: postgres.url, name: 'bot' }
  const [first, second] = await Promise.all([startProcess(t, options), startProcess(t, options)])
  const texts = Array.from({ length: 12 }, (_, index) => `message ${index}`)
  const conversations = await Promise.all(Array.from({ length: 16 },
    () => call(second.url, 'POST', `${CHANNEL}/conversations`)))
  let sent = 0
  const sending = conversations.map(async ({ chatId }, conversation) => {
    for (const [index, text] of texts.entries()) {
      const urls = (conversation + index) % 2 === 0 ? [first.url, second.url] : [second.url, first.url]
      await callAny(urls, 'POST', CHANNEL,
        { message: { id: `m-${index}`, attachment: { type: 'text', content: text } }, chatId })
      if (++sent === 60) first.child.kill('SIGKILL')
    }
  })
  await Promise.all(sending)
  t.ok(first.child.killed)
  for (const { id } of conversations) {
    await waitForReplies([second.url], id, texts.length)
    await sleep(10)
    const messages: any[] = await call(second.url, 'GET', `${CHANNEL}/conversations/${id}/messages`)
    const contents = (isBot: boolean) => messages.filter(({ participant }) => participant.isBot === isBot)
      .map(({ attachment }) => attachment.content)
    t.strictSame(contents(false), texts)
    t.strictSame(contents(true), texts)
  }
})

t.test('a process with PGlite is killed: its conversations go on, with what was not answered yet', async t => {
  const options = { bot: await startSlowBot(t), store: `pglite:${await newFolder(t)}` }
  const first = await startProcess(t, options)
  const { id, chatId } = await call(first.url, 'POST', `${CHANNEL}/conversations`)
  const texts = Array.from({ length: 8 }, (_, index) => `message ${index}`)
  for (const [index, text] of texts.entries()) {
    await call(first.url, 'POST', CHANNEL,
      { message: { id: `m-${index}`, attachment: { type: 'text', content: text } }, chatId })
  }
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const second = await startProcess(t, options)
  const messages = await waitForReplies([second.url], id, texts.length)
  t.strictSame(messages.filter(({ participant }) => participant.isBot).map(({ attachment }) => attachment.content),
    texts)
  await call(second.url, 'POST', CHANNEL, { message: { attachment: { type: 'text', content: 'once more' } }, chatId })
  const after = await waitForReplies([second.url], id, texts.length + 1)
  t.equal(after.at(-1).attachment.content, 'once more')
  second.child.kill('SIGTERM')
  const [code] = await once(second.child, 'exit')
  t.equal(code, 0, 'it stops in order')
})

t.test('while the database is away calls fail without a word of it, and all goes on when it is back', async t => {
  const logs: Array<{ msg: string, failure?: string }> = []
  const app = await serve(t, { bot: memoryBot, store: postgres.url, name: 'away', idleTimeout: 500 },
    { logger: { level: 'warn', stream: { write: line => { logs.push(JSON.parse(line)) } } } })
  const call = programOf(app)
  const message = { type: 'text', content: 'hello' }
  const say = () => call('POST', '/build/v1/dialog', { message, conversation_id: 'c' })
  t.match(await call('GET', '/health'), { status: 200, body: { results: { status: 'up' } } })
  t.equal((await say()).status, 200)
  await postgres.stop()
  t.match(await call('GET', '/health'), { status: 503, body: { results: { status: 'store unavailable' } } })
  t.strictSame(await say(), { status: 500, body: { results: null, message: 'Internal server error' } })
  while (!logs.some(({ msg }) => msg === 'bot platform: the store does not answer; it is tried again')) await sleep(50)
  await postgres.start()
  t.match(await call('GET', '/health'), { status: 200 })
  t.equal((await say()).status, 200)
})
