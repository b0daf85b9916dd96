import { join } from 'node:path'
import { Readable } from 'node:stream'
import pg from 'pg'
import t from 'tap'
import { run } from '../../lib/cli/run.ts'
import { migrations } from '../../lib/durable/migrations.ts'
import { openJobQueue } from '../../lib/durable/queue/job-queue.ts'
import { migrate } from '../../lib/store/migrate.ts'
import { openStore } from '../../lib/store/open.ts'
import { bot, collecting } from '../support/cli.ts'
import { until } from '../support/inbox.ts'
import { sharePostgres } from '../support/postgres.ts'

t.setTimeout(300_000)
const { url, skip } = await sharePostgres(t)
const env = { DATABASE_URL: url }

t.test('how it is called', async t => {
  t.match(await bot(['store'], [], env),
    { code: 2, errors: /say what to do: status, pause, resume, retry, purge, migrate, move/ })
  t.match(await bot(['store', 'constructor'], [], env), { code: 2, errors: /say what to do/ })
  t.match(await bot(['store', 'status', 'more'], [], env), { code: 2, errors: /`more` is one argument too many/ })
  t.match(await bot(['store', 'status']), { code: 2, errors: /give --store/ })
  t.match(await bot(['store', 'retry', '--store', 'pglite:']), { code: 2, errors: /say which: store retry --all/ })
  t.match(await bot(['store', 'move', 'pglite:x']), { code: 2, errors: /give where from and where to/ })
  t.match(await bot(['store', 'status', '--store', 'x']), { code: 2, errors: /option store must be/ })
})

t.test('what waits, a pause, and dead letters in bulk', { skip }, async t => {
  t.match(await bot(['store', 'migrate', '--print'], [], env),
    { code: 0, output: /^BEGIN;\n(.*\n)*.*CREATE TABLE bot_webhook\.queue_item/ })
  t.match(await bot(['store', 'migrate'], [], env), { code: 0, output: 'the tables are up to date\n' })
  t.match(await bot(['store', 'migrate', '--print'], [], env), { code: 0, output: /nothing to do/ })
  t.match(await bot(['store', 'status'], [], env),
    { code: 0, output: /no dead letters\n\nthe bot was last seen never/ })
  const store = await openStore(url, { log: { warn () {}, error () {} } })
  t.teardown(() => store.close())
  const jobQueue = openJobQueue(store, 'bot', () => {})
  await jobQueue.enqueue({ pushes: ['c1', 'c2', 'c3'].map(conversation => ({ conversation })) })
  for (const item of await jobQueue.take('pushes', { fast: 2, slow: 0 })) {
    await jobQueue.end(item, { dead: { code: 'FST_BOT_PUSH_REJECTED', message: 'no', attempts: 1 } })
  }
  t.match(await bot(['store', 'pause', '--queue', 'pushes'], [], env), { output: 'paused: pushes\n' })
  t.match((await bot(['store', 'status'], [], env)).output,
    /pushes \(paused\) +1 +1 +0 +0 +\d+ s .*\ndead letters\n {2}2 of pushes: FST_BOT_PUSH_REJECTED, the oldest of 2.*\n\nthe bot was last seen 2/s)
  t.match(JSON.parse((await bot(['store', 'status', '--json'], [], env)).output),
    { bot: 'bot', queues: { pushes: { depth: 1, isPaused: true } } })
  t.match(await bot(['store', 'pause'], [], env), { output: 'paused: jobs, pushes, turns\n' })
  t.match(await bot(['store', 'resume'], [], env), { output: 'resumed: jobs, pushes, turns\n' })
  t.match(await bot(['store', 'retry', '--code', 'FST_BOT_JOB_DIED'], [], env),
    { output: '0 dead letters are tried again\n' })
  t.match(await bot(['store', 'retry', '--all'], [], env), { output: '2 dead letters are tried again\n' })
  t.match(await bot(['store', 'retry', '--all'], [], env), { output: '0 dead letters are tried again\n' })
  t.match(await bot(['store', 'purge', '--all'], [], env), { output: '0 dead letters deleted\n' })
  t.match(await bot(['store', 'status', '--name', 'another'], [], env), { output: /pushes +0/ })
})

t.test('a folder of PGlite is moved to PostgreSQL', { skip }, async t => {
  const folder = join(t.testdir(), 'data')
  const source = await openStore(`pglite:${folder}`, { log: { warn () {}, error () {} } })
  await migrate(source, ...migrations)
  await openJobQueue(source, 'mover', () => {}).enqueue({ jobs: [{ conversation: 'c1' }] })
  await source.close()
  const store = await openStore(url, { log: { warn () {}, error () {} } })
  await store.query('CREATE DATABASE moved')
  await store.close()
  const to = url.replace(/postgres$/, 'moved')
  t.match(await bot(['store', 'move', `pglite:${folder}`, to]),
    { code: 0, output: /^bot: 0\nconversation_queue: 1\nqueue_item: 1\n/ })
  t.match((await bot(['store', 'status', '--store', to, '--name', 'mover'])).output, /jobs +1/)
  t.match(await bot(['store', 'move', `pglite:${folder}`, to]),
    { code: 2, errors: /holds something already \(conversation_queue\)/ })
})

t.test('a connection that is lost meanwhile is told, and another one is opened', { skip }, async t => {
  const client = new pg.Client(url)
  await client.connect()
  for (const name of ['leaving', 'arriving']) await client.query(`CREATE DATABASE ${name}`)
  const [from, to] = ['leaving', 'arriving'].map(name => url.replace(/postgres$/, name)) as [string, string]
  const store = await openStore(from, { log: { warn () {}, error () {} } })
  await migrate(store, ...migrations)
  await openJobQueue(store, 'mover', () => {}).enqueue({ jobs: [{ conversation: 'c1' }] })
  await store.close()
  const other = new pg.Client(to)
  await other.connect()
  await other.query(`BEGIN; SELECT pg_advisory_xact_lock(${0x626f75})`) // who migrates waits for it

  const [output, errors] = [collecting(), collecting()]
  const moved = run(['store', 'move', from, to],
    { input: Readable.from([]), output: output.stream, errors: errors.stream, env: {} })
  const isWaiting = async () => (await client.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount === 1
  await until(isWaiting)
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'leaving'")
  await until(() => errors.text() !== '')
  await other.query('COMMIT')
  await Promise.all([other.end(), client.end()])
  t.equal(await moved, 0)
  t.equal(errors.text(), 'bot store: an idle connection was lost\n')
  t.match(output.text(), /queue_item: 1\n/)
})
