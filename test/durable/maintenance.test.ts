import type { PGlite } from '@electric-sql/pglite'
import { mock } from 'node:test'
import Fastify from 'fastify'
import t from 'tap'
import { durable } from '../../lib/durable/index.ts'
import { startUpkeep } from '../../lib/durable/queue/maintenance.ts'
import { queueTables } from '../../lib/durable/queue/tables.ts'
import botWebhook from '../../lib/index.ts'
import { migrate } from '../../lib/store/migrate.ts'
import { openStore } from '../../lib/store/open.ts'
import { startVacuum } from '../../lib/store/vacuum.ts'
import { until } from '../support/durable.ts'
import { folder } from '../support/inbox.ts'

const MB = 1024 * 1024

t.setTimeout(600_000) // a busy machine takes its time

t.test('a folder of PGlite does not grow with what is written and deleted', async t => {
  const store = await openStore(`pglite:${await folder(t)}`, { log: { warn () {}, error () {} } })
  t.teardown(() => store.close())
  await store.query('CREATE TABLE noise (text text)')
  for (let time = 0; time < 6; time++) {
    await store.query(
      'INSERT INTO noise SELECT repeat(md5(n::text), 30) FROM generate_series(1, 20000) AS n; DELETE FROM noise'
    )
  }
  const sizes = async (): Promise<{ log: number, noise: number }> => {
    const [row] = await store.query<{ log: number, noise: number }>(
      "SELECT sum(size)::float8 AS log, pg_relation_size('noise')::float8 AS noise FROM pg_ls_waldir()"
    )
    return row as { log: number, noise: number }
  }
  const [
    written
  ] = await store.query<{ bytes: number }>("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS bytes")
  t.ok(Number(written?.bytes) > 100 * MB, `${written?.bytes} bytes were written`)
  await until(async () => {
    const { log, noise } = await sizes()
    return log < 48 * MB && noise < MB
  }, 300_000)
})

t.test('dead letters and counts of work are deleted when they are old', async t => {
  const store = await openStore('pglite:', { log: { warn () {}, error () {} } })
  t.teardown(() => store.close())
  await migrate(store, queueTables)
  const queueOf = async (table: string) => (await store.query<{ queue: string }>(
    `SELECT queue FROM bot_webhook.${table} WHERE bot = 'a'`)).map(({ queue }) => queue)
  for (const [queue, age] of [['old', '15 days'], ['new', '1 hour']]) {
    await store.query(`
      INSERT INTO bot_webhook.dead_letter (bot, queue, conversation, payload, code, reason, attempts, at)
        VALUES ('a', '${queue}', 'c', '{}', 'X', 'x', 1, now() - interval '${age}');
      INSERT INTO bot_webhook.throughput VALUES ('a', '${queue}', now() - interval '${age}', 1, 0)`)
  }
  mock.timers.enable({ apis: ['setInterval'] })
  const stop = startUpkeep(store, 'a', error => { t.fail(error.message) })
  mock.timers.tick(600_000)
  mock.timers.reset()
  await until(async () => (await queueOf('dead_letter')).length === 1 && (await queueOf('throughput')).length === 1)
  t.strictSame([await queueOf('dead_letter'), await queueOf('throughput')], [['new'], ['new']])
  await stop()
})

t.test('where a plugin may take any time to start, the app waits for its store', async t => {
  const app = Fastify({ pluginTimeout: 0 })
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false })
  await app.register(durable, { store: 'pglite:' })
  await app.ready()
  t.match(await app.bot.store.status(), { bot: 'bot', deadLetters: [] })
})

t.test('upkeep waits until enough was written, and is tried again when it fails', async t => {
  const done: string[] = []
  const warnings: unknown[] = []
  let much = false
  const rows = (what: string): object[] => what.includes('much') ? [{ much }] : [{ place: '0/1' }]
  const database = {
    query: async (what: string) => ({ rows: rows(what) }),
    async exec (what: string) {
      done.push(what)
      if (done.length === 1) throw Object.assign(new Error('no room'), { code: '53100' })
      much = what !== 'CHECKPOINT'
    }
  }
  const stop = startVacuum(database as unknown as PGlite, failure => { warnings.push(failure) }, 10)
  t.teardown(stop)
  await new Promise(resolve => setTimeout(resolve, 100))
  t.strictSame(done, [])
  much = true
  await until(() => done.length >= 3)
  await stop()
  t.strictSame(done, ['VACUUM ANALYZE', 'VACUUM ANALYZE', 'CHECKPOINT'])
  t.strictSame(warnings, ['53100'])
})
