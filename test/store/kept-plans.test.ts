import type { ClientBase } from 'pg'
import t, { type Test } from 'tap'
import { keepPlans, withName } from '../../lib/store/kept-plans.ts'
import { openStore } from '../../lib/store/open.ts'
import type { Store } from '../../lib/store/store.ts'
import { sharePostgres } from '../support/postgres.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

// Plans that PostgreSQL keeps. A session sees its own alone, so each question here is asked of the same connection.

const KEY_DATA = Buffer.from([0x4b, 0, 0, 0, 12]) // stands before the pid in the message that gives it
const OTHER_PID = 12_345_678

const { url, skip } = await sharePostgres(t)

t.test('a statement with values is planned once on a connection', { skip }, async t => {
  const store = await open(t, url)
  await store.query('SELECT $1::integer AS once', [1])
  t.strictSame(await store.query('SELECT $1::integer AS once', [2]), [{ once: 2 }])
  await store.transaction(async tx => tx.query('SELECT $1::text AS inside', ['x']))
  t.match(await keptPlans(store), [/AS once/, /AS inside/])
})

t.test('plans that are kept are made for tables that grow', { skip }, async t => {
  const store = await open(t, url)
  await store.query('CREATE TABLE growing (id integer PRIMARY KEY)')
  await store.query('VACUUM ANALYZE growing')
  const plan = async () => JSON.stringify(await store.query('EXPLAIN SELECT FROM growing WHERE id = 1'))
  t.match(await plan(), 'Index', 'by index, though it is empty')
})

t.test('behind a pooler no plan is kept, and no setting of the session is changed', { skip }, async t => {
  const { port } = await startTcpProxy(t, url, sayOtherPid)
  const store = await open(t, Object.assign(new URL(url), { port }).href)
  for (let time = 0; time < 3; time++) await store.query('SELECT $1::integer AS pooled', [time])
  t.strictSame(await keptPlans(store), [])
  t.strictSame(await store.query("SELECT current_setting('enable_seqscan') AS scans, current_setting('jit') AS jit"),
    [{ scans: 'on', jit: 'on' }])
})

t.test('a database without these settings keeps no plan', async t => {
  const query = async () => { throw new Error('unrecognized configuration parameter "plan_cache_mode"') }
  const client = { processID: OTHER_PID, query } as unknown as ClientBase
  await keepPlans(client)
  t.equal(withName(client, 'SELECT $1', [1]), 'SELECT $1')
})

// the last one: after it no other text of this process has a plan
t.test('as many texts as there could be are kept, and not more', { skip }, async t => {
  const store = await open(t, url)
  for (let number = 0; number < 300; number++) {
    t.strictSame(await store.query(`SELECT $1::integer + ${number} AS sum`, [1]), [{ sum: number + 1 }])
  }
  const { length } = await keptPlans(store)
  t.ok(length > 100 && length <= 200, `${length} are kept`)
})

async function open (t: Test, url: string): Promise<Store> {
  const store = await openStore(url, { log: { warn () {}, error () {} } })
  t.teardown(() => store.close())
  return store
}

async function keptPlans (store: Store): Promise<string[]> {
  const rows = await store.query<{ statement: string }>(
    "SELECT statement FROM pg_prepared_statements WHERE statement NOT LIKE '%bot_webhook.%' ORDER BY prepare_time")
  return rows.map(({ statement }) => statement)
}

/** Says another pid of the session: PgBouncer tells a client one of its own making. */
function sayOtherPid (answer: Buffer): Buffer {
  const place = answer.indexOf(KEY_DATA)
  if (place >= 0) answer.writeInt32BE(OTHER_PID, place + KEY_DATA.length)
  return answer
}
