import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openJobQueue } from '../../lib/durable/queue/job-queue.ts'
import { queueTables } from '../../lib/durable/queue/tables.ts'
import { deferStore } from '../../lib/store/deferred-store.ts'
import { migrate } from '../../lib/store/migrate.ts'
import { openStore } from '../../lib/store/open.ts'
import { isAlive, thisProcess } from '../../lib/store/process-identity.ts'
import { lockFolder } from '../../lib/store/folder-lock.ts'
import type { Queryable, Store } from '../../lib/store/store.ts'
import { startPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/required-programs.ts'
import { repository } from '../support/repository.ts'

t.setTimeout(600_000)
const log = { warn () {}, error () {} }
function newFolder (t: Pick<Test, 'teardown'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bot-store-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

async function same (t: Test, store: Store): Promise<void> {
  t.strictSame(await store.query('SELECT 1 AS a; SELECT 2 AS b'), [{ b: 2 }], 'the rows of the last statement')
  const bytes = Buffer.from([0, 0xd8, 0xff])
  const [row] = await store.query('SELECT $1::bytea AS bytes, 5::bigint AS number, $2::jsonb AS json, now() AS at',
    [bytes, '{"a":[1]}'])
  t.strictSame({ ...row as object, at: undefined }, { bytes, number: 5, json: { a: [1] }, at: undefined })
  t.ok((row as { at: unknown }).at instanceof Date)

  await migrate(store, { module: 'hall', steps: ['CREATE TABLE bot_webhook.hall (n integer)'] })
  await migrate(store, {
    module: 'hall',
    steps: [
      'CREATE TABLE bot_webhook.hall (n integer)',
      'INSERT INTO bot_webhook.hall VALUES (1); INSERT INTO bot_webhook.hall VALUES (2)'
    ]
  })
  t.strictSame(await store.query('SELECT n FROM bot_webhook.hall ORDER BY n'), [{ n: 1 }, { n: 2 }],
    'each step is done once')
  await t.rejects(migrate(store, { module: 'hall', steps: [] }),
    { code: 'FST_BOT_STORE_NEWER', message: /hall: 2 steps, and this version knows 0/ })
  await t.rejects(migrate(store,
    { module: 'cellar', steps: ['CREATE TABLE bot_webhook.cellar (n integer)', 'nonsense'] }), { code: '42601' })
  t.strictSame(await store.query('SELECT to_regclass(\'bot_webhook.cellar\') AS cellar'), [{ cellar: null }],
    'all of it or nothing')

  await t.rejects(store.transaction(async tx => {
    await tx.query('INSERT INTO bot_webhook.hall VALUES (3)')
    throw new Error('changed its mind')
  }), { message: 'changed its mind' })
  t.equal(await store.transaction(async tx => (await tx.query('SELECT n FROM bot_webhook.hall')).length), 2,
    'rolled back')
  await store.query('CREATE TABLE bot_webhook.door (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)')
  await t.rejects(store.transaction(async tx => { await tx.query('INSERT INTO bot_webhook.door VALUES (1), (1)') }),
    { code: '23505' }, 'what the end of a transaction refuses')
  t.strictSame(await store.query('SELECT n FROM bot_webhook.door'), [])
}

t.test('a store in memory', async t => {
  const store = await openStore('pglite:', { log })
  t.equal(store.kind, 'pglite')
  t.equal(store.folder, undefined)
  await same(t, store)
  await migrate(store, queueTables)
  const jobQueue = openJobQueue(store, 'stalled', () => {})
  await jobQueue.enqueue({ jobs: [{ conversation: 'c1' }] })
  const slots = { fast: 10, slow: 10 }
  t.match(await jobQueue.take('jobs', slots), [{ deaths: 0 }])
  t.strictSame(await jobQueue.take('jobs', slots), [])
  await jobQueue.requeueStalled()
  t.match(await jobQueue.take('jobs', slots), [{ deaths: 1 }], 'what a process left when it died')
  let ended = store as Queryable
  await store.transaction(async tx => { ended = tx })
  await t.rejects(ended.query('SELECT 1'), { message: /there is no transaction \d+/ })
  await store.close()
  await t.rejects(store.query('SELECT 1'), { code: 'FST_BOT_STORE_UNAVAILABLE' })
})

t.test('space that cannot be given back is told, and the store goes on', async t => {
  const warnings: unknown[][] = []
  const warn = (...line: unknown[]): void => { warnings.push(line) }
  const store = await openStore('pglite:', { log: { warn, error () {} } })
  t.teardown(() => store.close())
  await store.query(`
    CREATE TABLE large (words text, number integer);
    CREATE FUNCTION checked(integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS $$
      BEGIN
        IF to_regclass('public.trouble') IS NOT NULL THEN RAISE EXCEPTION 'trouble'; END IF;
        RETURN $1;
      END $$;
    CREATE INDEX ON large (checked(number))`)
  await store.query("INSERT INTO large SELECT repeat('x', 1000), number FROM generate_series(1, 20000) AS number")
  await store.query('CREATE TABLE trouble ()')
  while (warnings.length === 0) await sleep(100)
  t.match(warnings, [[{ failure: 'P0001' }, /cannot give back the space of deleted rows/]])
  t.strictSame(await store.query('SELECT count(*) FROM large'), [{ count: 20_000 }])
})

t.test('a store that is still opening says where it will be, and its calls wait', async t => {
  let open = (_store: Store): void => {}
  const store = deferStore('pglite:', new Promise<Store>(resolve => { open = resolve }))
  t.match(store, { kind: 'pglite', folder: undefined })
  t.equal(deferStore('pglite:here', new Promise<Store>(() => {})).folder, join(process.cwd(), 'here'))
  t.equal(store.lastAnswerAt(), 0)
  const asked = store.query('SELECT 1 AS a')
  open(await openStore('pglite:', { log }))
  t.strictSame(await asked, [{ a: 1 }])
  t.ok(store.lastAnswerAt() > 0)
  await store.close()
})

t.test('a store in a folder is there again when it is opened again', async t => {
  const folder = join(newFolder(t), 'new')
  const store = await openStore(`pglite:${folder}`, { log })
  t.equal(store.folder, folder)
  await migrate(store,
    { module: 'hall', steps: ['CREATE TABLE bot_webhook.hall (n integer)', 'INSERT INTO bot_webhook.hall VALUES (7)'] })
  await t.rejects(openStore(`pglite:${folder}`, { log }),
    { code: 'FST_BOT_STORE_LOCKED', message: new RegExp(`in use by process ${process.pid}`) })
  await store.close()
  const again = await openStore(`pglite:${folder}`, { log })
  t.strictSame(await again.query('SELECT n FROM bot_webhook.hall'), [{ n: 7 }])
  await again.close()
})

t.test('a folder that cannot be made or read as a database', async t => {
  const file = join(newFolder(t), 'file')
  writeFileSync(file, '')
  await t.rejects(openStore(`pglite:${file}`, { log }),
    { code: 'FST_BOT_STORE_UNAVAILABLE', message: /EEXIST/, cause: { code: 'EEXIST' } })
})

t.test('of processes that lock a folder whose holder has died, one gets it', async t => {
  const folder = newFolder(t)
  for (let round = 0; round < 2; round++) {
    const children = await Promise.all(Array.from({ length: 4 }, () => inChild('lock', folder)))
    t.strictSame(children.map(({ said }) => said).sort(), ['locked', ...Array(3).fill('refused')], 'one of four')
    const holder = children.find(({ said }) => said === 'locked')
    t.match(await lockFolder(folder).catch(error => error),
      { code: 'FST_BOT_STORE_LOCKED', message: new RegExp(`process ${holder?.child.pid}:`) })
    await Promise.all(children.map(({ child }) => kill(child)))
  }
  const lock = await lockFolder(folder)
  t.equal(readdirSync(folder).length, 1, 'old lock files are gone')
  lock.release()
  await lockFolder(folder)
})

t.test('a lock that was made and never written to is taken over after a moment', async t => {
  const folder = newFolder(t)
  writeFileSync(join(folder, 'lock.4'), '')
  await lockFolder(folder)
  t.strictSame(readdirSync(folder), ['lock.5'])
})

t.test('who stood still while others took the lock does not have it', async t => {
  const folder = newFolder(t)
  writeFileSync(join(folder, 'lock.4'), '')
  const late = lockFolder(folder)
  const inTime = lockFolder(folder)
  t.match(await Promise.allSettled([late, inTime]),
    [{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'FST_BOT_STORE_LOCKED' } }])

  const other = newFolder(t)
  writeFileSync(join(other, 'lock.4'), '')
  const later = lockFolder(other)
  writeFileSync(join(other, 'lock.6'), JSON.stringify(thisProcess()))
  rmSync(join(other, 'lock.4'))
  await t.rejects(later, { code: 'FST_BOT_STORE_LOCKED' })
  t.strictSame(readdirSync(other), ['lock.6'])
})

t.test('a folder in which no lock can be made, or that holds something else', async t => {
  await t.rejects(lockFolder('/proc/self'), { code: /ENOENT|EACCES/ })
  const folder = newFolder(t)
  mkdirSync(join(folder, 'database'))
  writeFileSync(join(folder, 'database', 'PG_VERSION'), '3')
  await t.rejects(openStore(`pglite:${folder}`, { log }), { code: 'FST_BOT_STORE_UNAVAILABLE' })
  await t.rejects(openStore(`pglite:${folder}`, { log }), { code: 'FST_BOT_STORE_UNAVAILABLE' },
    'and the lock was given back')
})

t.test('a process is told from another of the same number', t => {
  t.ok(isAlive(thisProcess()))
  t.notOk(isAlive({ ...thisProcess(), started: '1' }))
  t.ok(isAlive({ ...thisProcess(), started: undefined }))
  t.notOk(isAlive({ pid: 2 ** 22 + 1, started: undefined }))
  t.end()
})

t.test('what is no store', async t => {
  for (const url of ['', 'sqlite:x', 'postgres:', 'postgres://[', './bot-data', undefined, {}]) {
    await t.rejects(openStore(url as string, { log }),
      { code: 'FST_BOT_OPTION_INVALID', message: /^option store must be pglite/ })
  }
})

t.test('a database that is not there, or does not answer', async t => {
  await t.rejects(openStore('postgres://bot:secret-word@127.0.0.1:1/bot', { log }),
    { code: 'FST_BOT_STORE_UNAVAILABLE', statusCode: 503, message: /ECONNREFUSED/ })
  const silent = createServer(socket => { socket.resume() }).listen(0, '127.0.0.1')
  t.teardown(() => { silent.close() })
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const error = await openStore(`postgres://bot:secret-word@127.0.0.1:${port}/bot`, { log, connectTimeoutMs: 200 })
    .catch(error => error)
  t.match(error, { code: 'FST_BOT_STORE_UNAVAILABLE' })
  t.notMatch(error.message, 'secret-word')
})

t.test('PostgreSQL', { skip: skipWithout('postgresql') }, async t => {
  const { url } = await startPostgres(t)
  const opened = await Promise.all(Array.from({ length: 5 }, () => inChild('open', url)))
  t.strictSame(opened.map(({ said }) => said), Array(5).fill('open'), 'five processes open an empty database at once')
  await Promise.all(opened.map(({ child }) => kill(child)))

  const store = await openStore(url, { log })
  t.equal(store.kind, 'postgres')
  t.equal(store.folder, undefined)
  await same(t, store)
  await t.rejects(store.transaction(tx => tx.query('SELECT pg_terminate_backend(pg_backend_pid())')), { code: '57P01' },
    'a connection that is lost in a transaction')
  t.strictSame(await store.query('SELECT 1 AS a'), [{ a: 1 }], 'is replaced')
  await store.close()
})

async function inChild (what: 'lock' | 'open', where: string): Promise<{
  child: ReturnType<typeof fork>, said: unknown
}> {
  const child = fork(new URL('test/support/durable-child.js', repository), [what, where], { execArgv: [] })
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => ['it ended'])])
  return { child, said }
}

async function kill (child: ReturnType<typeof fork>): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}
