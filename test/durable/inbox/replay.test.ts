import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { Type } from '@sinclair/typebox'
import { getBotInternals } from '../../../lib/bot/scoped-bots.ts'
import { testFileOf } from '../../../lib/durable/inbox/replay/test-file.ts'
import { basic } from '../../../lib/index.ts'
import type { Deferral } from '../../../lib/turn/deferral.ts'
import { call, post } from '../../support/app.ts'
import { openTestStore, until, withInbox } from '../../support/inbox.ts'
import { pageOf, withPlayground } from '../../support/playground.ts'
import { repository } from '../../support/repository.ts'

const store = await openTestStore(t)
let bots = 0
const fresh = () => `again-${bots++}`
const credentials = { username: 'platform', password: 'a-long-password-of-it' }
const authorization = `Basic ${Buffer.from('platform:a-long-password-of-it').toString('base64')}`

t.test('a turn is taken again past the auth, with the bytes that came, and what it leaves for later ' +
  'is not kept', async t => {
  let broken = true
  const bodies: unknown[] = []
  const committed: Deferral[] = []
  const app = await withInbox(t, store, {
    inbox: { spool: false }, bot: fresh(), options: { prefix: '/bot', auth: basic(credentials) }
  }, app => {
    getBotInternals(app.bot).deferrals = {
      check () {},
      commit: async (_turn, deferrals) => { committed.push(...deferrals) },
      hold: async () => { throw new Error('no') }
    }
    app.bot.skill('order', ({ body, defer }) => {
      bodies.push(body)
      defer('report', { a: 1 })
      if (broken) throw new Error('no price')
      return 'Ordered'
    })
    app.bot.action('/pay', { method: 'PUT', body: Type.Object({ amount: Type.Number() }) },
      () => { throw new Error('no money') })
    app.bot.action('/when', { method: 'GET' },
      ({ request }) => { throw new Error(`nothing at ${JSON.stringify(request.query)}`) })
    app.bot.setErrorReply(error => error.code === 'FST_BOT_HANDLER_FAILED' && broken ? 'Sorry' : undefined)
  })
  const ordered = call('order')
  await post(app, ordered, '/bot', { authorization })
  await app.inject({ method: 'PUT', url: '/bot/pay', payload: { amount: 5 }, headers: { authorization } })
  await app.inject({ method: 'GET', url: '/bot/when?day=monday&token=hunter2', headers: { authorization } })
  await until(async () => (await app.bot.inbox.list()).length === 3)
  const [when, pay, order] = await app.bot.inbox.list()
  t.equal(when?.route?.url, '/bot/when?day=monday&token=[redacted]')

  t.match(await app.bot.inbox.replay(order?.id ?? ''),
    {
      then: { status: 200, body: /Sorry/ },
      now: {
        status: 200,
        body: /Sorry/,
        error: { code: 'FST_BOT_HANDLER_FAILED', name: 'Error', message: 'no price', at: [/replay\.test/] }
      },
      deferred: [],
      redacted: false
    }, 'also when an error reply was sent')
  broken = false
  const transcript = await app.bot.inbox.transcript(order?.id ?? '')
  t.match(transcript, {
    language: 'en', memory: {}, turns: [{ line: { say: String, skill: 'order' }, replies: [{ content: 'Sorry' }] }]
  })
  await t.rejects(app.bot.inbox.transcript(pay?.id ?? ''), { code: 'FST_BOT_INBOX_NO_TURN' })
  const replayed = await app.bot.inbox.replay(order?.id ?? '')
  t.match(replayed, {
    then: { status: 200, body: /Sorry/ },
    now: { status: 200, body: /Ordered/ },
    deferred: [{ job: 'report', input: { a: 1 } }]
  })
  t.strictSame(bodies, [ordered, ordered, ordered])
  t.strictSame(committed, [])
  t.match(await app.bot.inbox.replay(pay?.id ?? ''), { now: { status: 500 } })
  t.match(await app.bot.inbox.replay(when?.id ?? ''), { now: { status: 500 } })
  t.equal((await app.bot.inbox.list()).length, 3, 'a replay that fails is nothing new')
  t.equal((await post(app, call('order'), '/bot')).statusCode, 401, 'nobody else gets past it')
  const page = pageOf(await withPlayground(t, app, { url: 'http://127.0.0.1:5000/bot', headers: { authorization } }))
  const { body: { id } } = await page.post('conversations')
  t.match((await page.post(`conversations/${id}/open`, transcript)).body.turns,
    [{ replies: [{ content: 'Ordered' }], earlier: { replies: [{ content: 'Sorry' }] } }])
})

t.test('a turn is taken again by the bot of now, which may have other routes and want other bodies', async t => {
  const bot = fresh()
  const before = await withInbox(t, store, { inbox: { spool: false }, bot }, ({ bot }) => {
    for (const path of ['/pay', '/gone']) bot.action(path, () => { throw new Error('no money') })
  })
  await post(before, { amount: 5 }, '/pay')
  await post(before, {}, '/gone')
  await until(async () => (await before.bot.inbox.list()).length === 2)
  const [gone, pay] = await before.bot.inbox.list()

  const { bot: { inbox } } = await withInbox(t, store, { inbox: { spool: false }, bot }, ({ bot }) => {
    bot.action('/pay', { body: Type.Object({ amount: Type.String() }) }, () => 'Paid')
  })
  t.match(await inbox.replay(pay?.id ?? ''), {
    then: { status: 500 },
    now: { status: 400, error: { code: 'FST_BOT_BODY_INVALID', message: /amount/ } }
  })
  await t.rejects(inbox.replay(gone?.id ?? ''), { code: 'FST_BOT_INBOX_NO_TURN' })
})

t.test('a report is about the last turn of its conversation that failed before', async t => {
  const app = await withInbox(t, store, { inbox: { spool: false }, bot: fresh() },
    ({ bot }) => { bot.fallback(() => { throw new Error('x') }) })
  await post(app, { conversation: { id: 'c1' } }, '/errors')
  await post(app, call('a', { id: 'c1' }))
  await post(app, call('b', { id: 'c1' }))
  await post(app, call('c', { id: 'c2' }))
  await until(async () => (await app.bot.inbox.list()).length === 4)
  await post(app, { conversation: { id: 'c1' } }, '/errors')
  await post(app, 'nothing is known of it', '/errors')
  const [unknown, report, , b, , early] = await app.bot.inbox.list()
  t.equal((await app.bot.inbox.get(report?.id ?? '')).cause, b?.id)
  t.match(await app.bot.inbox.replay(report?.id ?? ''), { then: { status: 500 }, now: { status: 500 } })
  t.match(await app.bot.inbox.export(report?.id ?? ''), "skill: 'b'")
  for (const entry of [unknown, early]) {
    t.equal((await app.bot.inbox.get(entry?.id ?? '')).cause, null)
    await t.rejects(app.bot.inbox.replay(entry?.id ?? ''), { code: 'FST_BOT_INBOX_NO_TURN', statusCode: 409 })
    await t.rejects(app.bot.inbox.export(entry?.id ?? ''), { code: 'FST_BOT_INBOX_NO_TURN' })
  }
})

t.test('what is listed: by conversation, by group, and page by page', async t => {
  const app = await withInbox(t, store, { inbox: { spool: false }, bot: fresh() })
  for (let index = 0; index < 7; index++) {
    await post(app, { conversation_id: `c${index % 2}`, n: index, ...(index === 3 && { other: true }) }, '/errors')
  }
  const { inbox } = app.bot
  const all = await inbox.list()
  t.strictSame(all.map(({ raw }) => JSON.parse(raw.toString()).n), [6, 5, 4, 3, 2, 1, 0])
  t.strictSame((await inbox.list({ limit: 3 })).map(({ id }) => id), all.slice(0, 3).map(({ id }) => id))
  t.strictSame((await inbox.list({ limit: 3, before: all[2]?.id ?? '' })).map(({ id }) => id),
    all.slice(3, 6).map(({ id }) => id))
  t.strictSame((await inbox.list({ conversation: 'c1' })).length, 3)
  t.strictSame((await inbox.list({ conversation: 'c1', group: all[3]?.group.id as number })).map(({ id }) => id),
    [all[3]?.id])
  t.strictSame((await inbox.groups()).map(({ count }) => count), [6, 1])
  t.strictSame((await inbox.groups({ limit: 1 })).length, 1)
  for (const options of [
    { limit: 0 }, { limit: 1001 }, { limit: 1.5 }, { limit: '5' as never }, { before: 'x' },
    { before: "' OR true --" }, { group: 'x' as never }
  ]) await t.rejects(inbox.list(options), { code: 'FST_BOT_OPTION_INVALID' }, JSON.stringify(options))
  await t.rejects(inbox.groups({ limit: 0 }), { code: 'FST_BOT_OPTION_INVALID' })
  for (const id of ['', 'x', '00000000-0000-7000-8000-000000000000']) {
    await t.rejects(inbox.get(id), { code: 'FST_BOT_INBOX_NOT_FOUND', statusCode: 404 }, id)
  }
  const other = await withInbox(t, store, { inbox: { spool: false }, bot: fresh() })
  await t.rejects(other.bot.inbox.get(all[0]?.id ?? ''), { code: 'FST_BOT_INBOX_NOT_FOUND' }, 'that of another bot')
  t.strictSame(await other.bot.inbox.list(), [])
})

t.test('an exported test fails until the turn goes well', async t => {
  const app = await withInbox(t, store, { inbox: { spool: false, redact: ['iban'] }, bot: fresh() }, ({ bot }) => {
    bot.skill('order', () => { throw new TypeError('no price') })
    bot.skill('sorry', () => { throw new TypeError('no price') })
    bot.action('/custom', { body: Type.Object({ amount: Type.Number() }) }, () => { throw new Error('x') })
    bot.action('/get', { method: 'GET' }, () => { throw new Error('x') })
    bot.setErrorReply((_error, { skill }) => skill === 'sorry' ? 'Sorry' : undefined)
  })
  const body = { ...call('order', { participant_data: { name: "O'Neil" }, memory: { city: "L'Aquila" } }), iban: 'DE1' }
  await post(app, {
    ...body,
    nlp: { ...body.nlp, source: "it's `odd` ${}", entities: { location: [{ raw: 'Lyon', confidence: 0.5 }] } }
  })
  await post(app, call('sorry'))
  await post(app, { conversation: { skill: 'sorry' }, nlp: { source: 'x' } }, '/?y=1')
  await post(app, { amount: 5, conversation_id: 'c9' }, '/custom')
  await app.inject('/get?x=1')
  await until(async () => (await app.bot.inbox.list()).length === 5)
  const entries = await app.bot.inbox.list()
  t.match(await app.bot.inbox.transcript(entries[2]?.id ?? ''),
    { turns: [{ line: { say: 'x', skill: 'sorry' }, replies: [{ content: 'Sorry' }], memory: {} }] })
  t.match(await app.bot.inbox.transcript(entries[4]?.id ?? ''),
    { memory: { city: "L'Aquila" }, turns: [{ replies: [], memory: { city: "L'Aquila" } }] })
  const [get, custom, bare, sorry, order] = await Promise.all(entries.map(({ id }) => app.bot.inbox.export(id)))
  t.match(order, /Parts of the call were masked/)
  t.match(order, "await converse(app, { id: 'c1', language: 'en', memory: { city: 'L\\'Aquila' }, participant: { " +
    "name: '[redacted]' } })")
  t.notMatch(sorry, /participant|masked/)
  t.match(bare, 'await converse(app, {})')
  t.match(custom, 'payload: \'{"amount":5,"conversation_id":"c9"}\'')
  t.notMatch(get, 'payload')

  const folder = await mkdtemp(fileURLToPath(new URL('.tap/inbox-', repository)))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const [name, source] of Object.entries({ get, custom, bare, sorry, order })) {
    await writeFile(`${folder}/${name}.test.js`, source ?? '')
  }
  const appOf = (answer: string) => `
    import Fastify from 'fastify'
    import botWebhook from 'fastify-bot-webhook'
    export async function build () {
      const app = Fastify()
      await app.register(botWebhook, { auth: false })
      const answer = turn => { ${answer} }
      app.bot.fallback(answer)
      app.bot.action('/custom', answer)
      app.bot.action('/get', { method: 'GET' }, answer)
      app.bot.setErrorReply((_error, { skill }) => skill === 'sorry' ? 'Sorry' : undefined)
      return app
    }`
  const run = async () => {
    const { NODE_OPTIONS: _, ...env } = process.env
    const names = ['get', 'custom', 'bare', 'sorry', 'order']
    const outcomes = await Promise.all(names.map(name => promisify(execFile)(
      process.execPath, ['--test-reporter=tap', `${folder}/${name}.test.js`], { env: { ...env, NODE_TEST_CONTEXT: '' } }
    ).then(() => true, ({ stdout }) => !/# fail 1/.test(stdout) && stdout)))
    return Object.fromEntries(names.map((name, index) => [name, outcomes[index]]))
  }
  await writeFile(`${folder}/app.js`, appOf("throw new TypeError('no price')"))
  t.strictSame(await run(), { get: false, custom: false, bare: false, sorry: false, order: false })
  await writeFile(`${folder}/app.js`, appOf("return 'Ordered'"))
  t.strictSame(await run(), { get: true, custom: true, bare: true, sorry: true, order: true })
})

t.test('a body that is not UTF-8 is exported as bytes, and what an entry cannot hold is gone', async t => {
  const at = new Date()
  const group = { id: 1, title: 'x', count: 1, firstSeen: at, isDone: false, lastSeen: at }
  const turn = {
    id: 'x',
    at,
    kind: 'failure' as const,
    group,
    raw: Buffer.from([0xff, 0]),
    route: { method: 'POST', url: '/' },
    answer: { status: 200, body: '{"replies":[{"type":"text"}]}' },
    cause: null
  }
  t.match(testFileOf(turn),
    /payload: Buffer\.from\('\/wA=', 'base64'\).*response\.json\(\)\.replies, \[\{ type: 'text' \}\], 'an error reply'/s)
  for (const text of ['{"conversation":[],"nlp":{}}', '{"conversation":{},"nlp":{"source":""}}', 'null', '{']) {
    t.match(testFileOf({ ...turn, raw: Buffer.from(text) }), 'app.inject', text)
  }
  t.notMatch(testFileOf({ ...turn, answer: { status: 500, body: 'not JSON' } }), 'an error reply')
  t.match(testFileOf({
    ...turn,
    route: { method: 'POST', url: '/bot?x=1' },
    raw: Buffer.from('{"conversation":{"id":5,"memory":[]},"nlp":{"source":"hi","intents":{},"entities":[]}}')
  }), "await converse(app, { path: '/bot' })\n  const step = await chat.say('hi', {})")
  const { turnOf } = await import('../../../lib/durable/inbox/replay/turn-of.ts')
  const { route: _, ...unknown } = turn
  await t.rejects(turnOf('x', async () => unknown), { code: 'FST_BOT_INBOX_NOT_FOUND' })
})
