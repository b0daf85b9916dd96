import { statSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import Fastify from 'fastify'
import pg from 'pg'
import t from 'tap'
import { durable } from '../../lib/durable/index.ts'
import { migrations } from '../../lib/durable/migrations.ts'
import { openJobQueue } from '../../lib/durable/queue/job-queue.ts'
import { migrate, migrationScript } from '../../lib/store/migrate.ts'
import { moveStore } from '../../lib/store/move.ts'
import { openStore } from '../../lib/store/open.ts'
import botWebhook from '../../lib/index.ts'
import { startConnector } from '../support/connector.ts'
import { buildDurable, until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'
import { folder } from '../support/inbox.ts'
import { sharePostgres } from '../support/postgres.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

t.setTimeout(300_000)
const { url: store, skip } = await sharePostgres(t)
const log = { warn () {}, error () {} }

async function sql (text: string, url = store): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

t.test('replies are pushed outside a turn, in order, behind what the conversation waits for', { skip }, async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector)
  await app.bot.push('c1', ['one', { type: 'text', content: 'two' }])
  await app.bot.push('c1', 'three')
  await app.bot.push('c1', [])
  await until(() => connector.read('c1').length === 3)
  t.strictSame(connector.read('c1'), ['one', 'two', 'three'])
  await t.rejects(app.bot.push('', 'x'), { code: 'FST_BOT_OPTION_INVALID' })
  await t.rejects(app.bot.push('c1', { type: 'text' } as never), { code: 'FST_BOT_REPLY_INVALID' })
})

t.test('an operator sees what waits, stops it, and settles dead letters by their reason', { skip }, async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector, () => {}, { options: { name: 'operated' } })
  const { store: operations, deadLetters } = app.bot
  await operations.ready()
  await operations.pause()
  await operations.resume('jobs')
  await app.bot.push('c1', ['one', 'two'])
  await app.bot.push('c2', 'three')
  t.match(await operations.status(), {
    bot: 'operated',
    pushesStopped: null,
    queues: {
      jobs: { depth: 0, isPaused: false },
      turns: { isPaused: true },
      pushes: { depth: 3, conversations: 2, running: 0, isPaused: true }
    },
    deadLetters: []
  })
  t.strictSame(connector.received, [])
  connector.next.push(404, 404, 404)
  const events: unknown[] = []
  const onEvent = (event: unknown): void => { events.push(event) }
  subscribe('fastify-bot-webhook:queue', onEvent)
  t.teardown(() => unsubscribe('fastify-bot-webhook:queue', onEvent))
  await operations.resume()
  await until(async () => (await deadLetters.list()).length === 3)
  t.strictSame(events,
    Array(3).fill({ bot: 'operated', queue: 'pushes', event: 'dead', code: 'FST_BOT_PUSH_REJECTED' }))
  t.match((await operations.status()).deadLetters, [{ queue: 'pushes', code: 'FST_BOT_PUSH_REJECTED', count: 3 }])
  t.strictSame(await deadLetters.list({ code: 'FST_BOT_JOB_DIED' }), [])
  t.equal(await deadLetters.retryAll({ code: 'FST_BOT_JOB_DIED' }), 0)
  t.equal(await deadLetters.retryAll(), 3)
  await until(() => connector.read('c1').length === 2 && connector.read('c2').length === 1)
  t.strictSame(connector.read('c1'), ['one', 'two'])
  connector.next.push(404)
  await app.bot.push('c1', 'four')
  await until(async () => (await deadLetters.list()).length === 1)
  t.equal(await deadLetters.purge({ code: 'FST_BOT_JOB_DIED' }), 0)
  await t.rejects(deadLetters.purge({ cod: 'FST_BOT_JOB_DIED' } as object),
    { code: 'FST_BOT_OPTION_UNKNOWN', message: /did you mean code\?/ }, 'not all of them')
  t.equal(await deadLetters.purge(), 1)
  t.strictSame(await deadLetters.list(), [])
  await t.rejects(operations.pause('letters' as never),
    { code: 'FST_BOT_OPTION_INVALID', message: /jobs, pushes, turns/ })
  await app.close()
  t.match(await sql("SELECT done, failed FROM bot_webhook.throughput WHERE bot = 'operated' AND queue = 'pushes'"),
    [{ done: '3', failed: '4' }])
})

t.test('two bots of one name do not push with each other\'s tokens', { skip }, async t => {
  const [one, two] = [await startConnector(t), await startConnector(t)]
  await buildDurable(t, store, one, () => {}, { options: { name: 'same' } })
  await buildDurable(t, store, one, () => {}, { options: { name: 'same' } })
  const refused = async (options: object): Promise<unknown> => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(botWebhook, { auth: false })
    return app.register(durable, { store, inbox: false, ...options }).then(() => undefined, error => error)
  }
  t.match(await refused({ name: 'same', connector: { url: two.url, token: two.token } }),
    { code: 'FST_BOT_STORE_NAME_TAKEN', message: /'same'.*a name of its own/ })
  await sql("UPDATE bot_webhook.bot SET seen_at = now() - interval '2 minutes' WHERE name = 'same'")
  t.equal(await refused({ name: 'same', connector: { url: two.url, token: two.token } }), undefined,
    'the other has ended, and nothing waits')
  t.equal(await refused({}), undefined)
  t.match(await refused({}), { code: 'FST_BOT_OPTION_INVALID', message: /option name is required/ })
})

t.test('a clock that is wrong makes nothing late, early or twice', { skip }, async t => {
  const connector = await startConnector(t)
  const { now } = Date
  t.teardown(() => { Date.now = now })
  for (const minutes of [-20, 20, 2, -2]) {
    const id = `clock ${minutes}`
    const { app } = await buildDurable(t, store, connector, ({ bot }) => {
      bot.job('moody', { retry: { limit: 1, delay: 50 } }, (_input, { attempt }) => {
        if (attempt === 1) throw new Error('no')
        return 'said'
      })
      bot.fallback(({ defer }) => { defer('moody') })
    }, { options: { name: `clock${minutes}` } })
    Date.now = () => now() + minutes * 60_000
    t.equal((await post(app, call('any', { id }))).statusCode, 200)
    await until(() => connector.read(id).length === 1)
    t.strictSame(await app.bot.deadLetters.list(), [])
    Date.now = now
    await app.close()
    t.strictSame(connector.read(id), ['said'])
  }
})

t.test('a bot needs no right to make tables when they are there', { skip }, async t => {
  const connector = await startConnector(t)
  await sql('CREATE DATABASE owned')
  const owned = store.replace(/postgres$/, 'owned')
  await sql('REVOKE CREATE ON DATABASE owned FROM PUBLIC; CREATE ROLE limited LOGIN', owned)
  const limited = owned.replace('bot@', 'limited@')
  const refused = await openStore(limited, { log })
  await t.rejects(migrate(refused, ...migrations), { code: '42501' })
  const script = await migrationScript(refused, migrations)
  await refused.close()
  await sql(script, owned)
  await sql('GRANT USAGE ON SCHEMA bot_webhook TO limited; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN ' +
    'SCHEMA bot_webhook TO limited', owned)
  const { app } = await buildDurable(t, limited, connector)
  await app.bot.push('c1', 'one')
  await until(() => connector.read('c1').length === 1)
  const opened = await openStore(limited, { log })
  t.match(await migrationScript(opened, migrations), /nothing to do/)
  await opened.close()
  t.match(await migrationScript(undefined, migrations), /^BEGIN;\n(.*\n)*COMMIT;\n$/)
  await t.rejects(migrationScript({ query: async () => [{ there: true, name: 'queue', steps: 99 }] as never },
    migrations), { code: 'FST_BOT_STORE_NEWER' })
})

t.test('the folder of PGlite is its owner\'s alone, and what is in it can be moved to PostgreSQL', {
  skip
}, async t => {
  const path = join(await folder(t), 'data')
  mkdirSync(path, { mode: 0o755 })
  const source = await openStore(`pglite:${path}`, { log })
  t.equal(statSync(path).mode & 0o777, 0o700)
  await migrate(source, ...migrations)
  const jobQueue = openJobQueue(source, 'moved', () => {})
  await jobQueue.enqueue({
    pushes: ['one \u0000 \ud800', 'two'].map(content => ({ conversation: 'c1', message: { type: 'text', content } }))
  })
  const [taken] = await jobQueue.take('pushes', { fast: 1, slow: 0 })
  await jobQueue.enqueue({ jobs: [{ conversation: 'c2' }] })
  const [dead] = await jobQueue.take('jobs', { fast: 1, slow: 0 })
  await jobQueue.end(dead as NonNullable<typeof dead>,
    { dead: { code: 'FST_BOT_JOB_FAILED', message: 'no', attempts: 1 } })
  t.ok(taken)
  await source.query("INSERT INTO bot_webhook.inbox (bot, entries) VALUES ('moved', 1)")
  await source.query('INSERT INTO bot_webhook.inbox_group (bot, fingerprint, kind, title, count, first_seen, ' +
    "last_seen) VALUES ('moved', 'f', 'report', 't', 1, now(), now())")
  await source.query('INSERT INTO bot_webhook.inbox_entry (id, bot, group_id, at, raw, detail, size) VALUES ' +
    "(gen_random_uuid(), 'moved', 1, now(), '\\xff00', '{}', 2)")

  await sql('CREATE DATABASE target')
  const url = store.replace(/postgres$/, 'target')
  const target = await openStore(url, { log })
  t.teardown(() => target.close())
  await migrate(target, ...migrations)
  t.match(await moveStore(source, target), [
    { table: 'bot', rows: 0 }, { table: 'conversation_queue', rows: 1 }, { table: 'queue_item', rows: 2 },
    { table: 'dead_letter', rows: 1 },
    { table: 'throughput' }, { table: 'inbox', rows: 1 }, { table: 'inbox_group', rows: 1 },
    { table: 'inbox_entry', rows: 1 }, { table: 'inbox_erased' }
  ])
  t.strictSame(await source.query('SELECT FROM bot_webhook.queue_item'), [])
  await source.query("INSERT INTO bot_webhook.bot (name) VALUES ('another')")
  await t.rejects(moveStore(source, target), { code: 'FST_BOT_STORE_NOT_EMPTY' })
  await source.close()

  const connector = await startConnector(t)
  const { app } = await buildDurable(t, url, connector, () => {}, { options: { name: 'moved' } })
  await app.bot.push('c1', 'three')
  await until(() => connector.read('c1').length === 3)
  t.strictSame(connector.read('c1'), ['one \u0000 \ud800', 'two', 'three'])
  t.match(await app.bot.deadLetters.list(), [{ kind: 'job', conversation: 'c2' }])
  t.match(await app.bot.inbox.list(), [{ raw: Buffer.from([0xff, 0]) }])
})

t.test('a store that opens slowly does not stop the app from starting', { skip }, async t => {
  const connector = await startConnector(t)
  const proxy = await startTcpProxy(t, store)
  proxy.delayMs = 600
  const { app, lines } = await buildDurable(t, store.replace(/:\d+\//, `:${proxy.port}/`), connector, ({ bot }) => {
    bot.job('say', () => 'said')
    bot.fallback(({ defer }) => { defer('say') })
  }, { server: { pluginTimeout: 5000 }, options: { inbox: false } })
  t.ok(lines.some(({ msg }) => String(msg).startsWith('bot store: still opening')))
  proxy.delayMs = 0
  await until(() => app.bot.store.ready().then(() => true, () => false), 60_000)
  await until(async () => (await post(app, call('any'))).statusCode === 200, 60_000)
  await until(() => connector.read('c1').length > 0)
})

t.test('a store that cannot be opened after all is told in the log, and work for later is refused', {
  skip
}, async t => {
  const connector = await startConnector(t)
  const proxy = await startTcpProxy(t, store)
  proxy.delayMs = 600
  const { app, lines } = await buildDurable(t, store.replace(/:\d+\//, `:${proxy.port}/`), connector, () => {}, {
    server: { pluginTimeout: 3000 }, options: { inbox: false, name: 'gone' }
  })
  proxy.silence()
  await until(() => lines.some(({ msg }) => String(msg).startsWith('bot store: cannot be opened')), 60_000)
  await t.rejects(app.bot.push('c1', 'one'), { code: 'FST_BOT_STORE_UNAVAILABLE' })
})
