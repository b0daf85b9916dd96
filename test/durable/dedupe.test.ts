import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { getBotInternals } from '../../lib/bot/scoped-bots.ts'
import type { DedupeCall } from '../../lib/dedupe/dedupe-store.ts'
import { createPostgresDedupeStore } from '../../lib/durable/dedupe/postgres-dedupe-store.ts'
import { createTurnsFirst } from '../../lib/durable/queue/turns-first.ts'
import { eraseAnswers, migration, openDedupeTable } from '../../lib/durable/dedupe/dedupe-table.ts'
import { durable } from '../../lib/durable/index.ts'
import { migrate } from '../../lib/store/migrate.ts'
import { openStore } from '../../lib/store/open.ts'
import type { Store } from '../../lib/store/store.ts'
import { until } from '../support/durable.ts'
import { buildWithLogs, call, post, refused, type LogLine } from '../support/app.ts'
import { startPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/required-programs.ts'
import { repository } from '../support/repository.ts'

type Run = (skill: string | undefined) => unknown

/** One of the processes of a bot, as far as the store can tell. */
async function replica (t: Pick<Test, 'teardown'>, store: string, run: Run, name = 'shared'): Promise<{
  app: FastifyInstance, lines: LogLine[]
}> {
  return buildWithLogs(t, { handlerTimeout: 20_000 }, async app => {
    await app.register(durable, { store, name })
    app.bot.fallback(async ({ skill }) => String(await run(skill)))
  }, { pluginTimeout: 120_000 })
}

const outcomes = (lines: LogLine[]): unknown[] =>
  lines.filter(({ outcome }) => outcome !== undefined).map(({ outcome }) => outcome)
const named = (uuid: string): DedupeCall => ({
  caller: '', host: 'bot', method: 'POST', url: '/', uuid, body: Buffer.from('{}'), conversation: undefined
})
const log = { warn () {}, error () {} }

t.test('of two processes on one database', { skip: skipWithout('postgresql') }, async t => {
  const { url, stop, start } = await startPostgres(t)
  const runs: string[] = []
  let work = async (): Promise<unknown> => 'done'
  const run = (who: string): Run => async skill => {
    runs.push(`${skill}`)
    const done = await work()
    return `${done} by ${who}`
  }
  const one = await replica(t, url, run('one'))
  const two = await replica(t, url, run('two'))
  const other = await replica(t, url, run('other'), 'other')
  t.beforeEach(() => {
    runs.length = 0
    work = async () => 'done'
  })

  await t.test('one runs each call, and both give its answer', async t => {
    work = () => sleep(30)
    const calls = Array.from({ length: 30 }, (_, index) => call(`both-${index}`))
    await Promise.all(calls.map(async body => {
      const [first, second] = await Promise.all([post(one.app, body), post(two.app, body)])
      t.equal(first.statusCode, 200)
      t.equal(second.body, first.body)
    }))
    t.equal(runs.length, 30)
    t.equal(new Set(runs).size, 30)
  })

  await t.test('the other gives the answer later, too, and then knows it itself', async t => {
    const body = call('later')
    const first = await post(one.app, body)
    const before = two.lines.length
    for (let time = 0; time < 2; time++) t.equal((await post(two.app, body)).body, first.body)
    t.strictSame(runs, ['later'])
    t.strictSame(outcomes(two.lines.slice(before)), ['repeated', 'repeated'])
  })

  await t.test('another bot on the same database runs it itself', async t => {
    const body = call('mine')
    await post(one.app, body)
    t.match((await post(other.app, body)).json(), { replies: [{ content: 'done by other' }] })
  })

  await t.test('a failure is told to those who wait in the other, and then it is run again', async t => {
    work = async () => {
      await sleep(200)
      throw new Error('no')
    }
    const body = call('fails')
    for (const response of await Promise.all([
      post(one.app, body), post(two.app, body), post(one.app, body), post(two.app, body)
    ])) refused(t, response, 500, 'FST_BOT_HANDLER_FAILED')
    t.equal(runs.length, 1)
    work = async () => 'done'
    t.equal((await post(two.app, body)).statusCode, 200)
    t.equal(runs.length, 2)
  })

  await t.test('a handler that takes longer than a claim holds keeps its claim', async t => {
    work = () => sleep(7000)
    const body = call('long')
    const [first, second] = await Promise.all([post(one.app, body), post(two.app, body)])
    t.equal(first.statusCode, 200)
    t.equal(second.body, first.body)
    t.equal(runs.length, 1)
  })

  await t.test('when one is killed the other takes its call over', async t => {
    const child = fork(new URL('dist/test/support/dedupe-child.js', repository), [url])
    t.teardown(() => { child.kill('SIGKILL') })
    const [port] = await once(child, 'message')
    const host = `127.0.0.1:${port}` // as behind a proxy: all get the calls of the same host
    const body = call('killed')
    const called = once(child, 'message')
    const lost = fetch(`http://127.0.0.1:${port}/`,
      { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    await called
    const answer = post(two.app, body, '/', { host })
    await sleep(500)
    t.strictSame(runs, [], 'it waits')
    child.kill('SIGKILL')
    await t.rejects(lost)
    t.match((await answer).json(), { replies: [{ content: 'done by two' }] })
    t.equal((await post(one.app, body, '/', { host })).body, (await answer).body)
    t.strictSame(runs, ['killed'])
  })

  await t.test('what is kept of a conversation can be erased', async t => {
    const store = await openStore(url, { log })
    t.teardown(() => store.close())
    const conversation = { id: 'to-forget-\u0000\ud800' }
    const body = call('erased', conversation)
    await post(one.app, body)
    t.equal(await eraseAnswers(store, 'other', conversation.id), 0)
    await one.app.bot.inbox.erase(conversation.id)
    t.equal(await eraseAnswers(store, 'shared', conversation.id), 0)
    await post(two.app, body)
    t.equal(runs.length, 2)
    t.notMatch(JSON.stringify(await store.query('SELECT encode(call, \'escape\') AS call, encode(conversation, ' +
      '\'escape\') AS conversation FROM bot_webhook.answer')), /to-forget/)
  })

  await t.test('old answers are swept away', async t => {
    const store = await openStore(url, { log })
    t.teardown(() => store.close())
    await store.query('UPDATE bot_webhook.answer SET until = now() - interval \'1 second\'')
    const table = openDedupeTable(store, 'shared', 'me')
    const body = call('fresh')
    await post(one.app, body)
    await until(async () => (await store.query(
      'SELECT FROM bot_webhook.answer WHERE until > now() AND body IS NOT NULL'
    )).length === 1)
    await table.deleteExpired()
    t.strictSame(await table.find(table.idOf(named('unknown'))), { isOurs: false, response: undefined, isFree: true })
    t.strictSame(await store.query('SELECT count(*)::int AS left FROM bot_webhook.answer'), [{ left: 1 }])
  })

  await t.test('a bot that is not to remember does not', async t => {
    const { app } = await buildWithLogs(t, { deduplicate: false }, async app => {
      await app.register(durable, { store: url })
      app.bot.fallback(async () => String(await run('it')('again')))
    }, { pluginTimeout: 120_000 })
    const body = call()
    for (let time = 0; time < 2; time++) await post(app, body)
    t.strictSame(runs, ['again', 'again'])
  })

  await t.test('while the database is away each runs its calls, once in each, and the log says so', async t => {
    let end = (): void => {}
    work = () => new Promise(resolve => { end = () => { resolve('done') } })
    const begun = post(one.app, call('begun'))
    await until(() => runs.length === 1)
    work = async () => 'done'
    const before = one.lines.length
    await stop()
    const body = call('away')
    for (const { app } of [one, two, one, two]) t.equal((await post(app, body)).statusCode, 200)
    t.strictSame(runs, ['begun', 'away', 'away'])
    end()
    t.equal((await begun).statusCode, 200, 'what was begun before is answered')
    t.equal(one.lines.slice(before).filter(({ msg }) => msg.startsWith('bot store: away')).length, 1)
    await start()
    await until(async () => {
      const [again, before] = [call('back'), runs.length]
      for (const { app } of [one, two]) await post(app, again)
      return runs.length === before + 1
    })
  })
})

t.test('on PGlite, which one process has for itself, it remembers by itself', async t => {
  let runs = 0
  const { app } = await replica(t, 'pglite:', () => ++runs)
  const body = call()
  for (let time = 0; time < 2; time++) t.match((await post(app, body)).json(), { replies: [{ content: '1' }] })
  const store = getBotInternals(app.bot).dedupeStore
  t.ok(store !== undefined && !('close' in store))
})

t.test('a database that does not answer is waited for a second, and then left alone', async t => {
  const warnings: string[] = []
  let questions = 0
  const store = {
    lastAnswerAt: () => 0,
    dedupe: {
      query: async () => {
        questions++
        return new Promise<never>(() => {})
      }
    }
  } as unknown as Store
  const log = { warn: (_details: unknown, message: string) => { warnings.push(message) } } as never
  const answers = createPostgresDedupeStore(store, 'bot', log, createTurnsFirst())
  const claims = await Promise.all(['a', 'b', 'c'].map(async uuid => answers.acquire(named(uuid))))
  t.strictSame(claims, [undefined, undefined, undefined], 'each is the caller\'s to run')
  t.equal(await answers.acquire(named('d')), undefined)
  t.equal(questions, 1, 'calls of the same moment are one question')
  t.equal(warnings.length, 1)
  await answers.complete(named('a'), 'body')
  t.strictSame(await answers.acquire(named('a')), { body: 'body' })
  t.equal(questions, 1)
  await answers.close()
})

t.test('to wait in line behind others is no outage', async t => {
  const warnings: string[] = []
  const store = {
    lastAnswerAt: () => performance.now(),
    dedupe: {
      query: async () => {
        await sleep(2500)
        return [{
          call: createHash('sha256').update('["bot","","bot","POST","/","a"]{}').digest(),
          is_ours: true,
          body: null,
          failure: null,
          is_over: null
        }]
      }
    }
  } as unknown as Store
  const answers = createPostgresDedupeStore(store, 'bot',
    { warn: (_details: unknown, message: string) => { warnings.push(message) } } as never, createTurnsFirst())
  t.equal(await answers.acquire(named('a')), undefined)
  t.strictSame(warnings, [])
  await answers.close()
})

t.test('calls that share a question get each its own answer', { skip: skipWithout('postgresql') }, async t => {
  const store = await openMigratedStore(t)
  const table = openDedupeTable(store, 'bot', 'me')
  const other = openDedupeTable(store, 'bot', 'other')
  const calls = Array.from({ length: 60 }, (_, index) =>
    ({ id: table.idOf(named(String(index))), conversation: index % 2 === 0 ? `conversation ${index}` : undefined }))
  const answered = calls.filter((_, index) => index % 3 === 0)
  await table.acquire(answered)
  await table.complete(answered.map(({ id }) => ({ id, response: { body: `answer to ${id}` } })))
  await other.acquire(calls.filter((_, index) => index % 3 === 1))
  t.strictSame(await table.acquire(calls), calls.map(({ id }, index) => ({
    isOurs: index % 3 === 2,
    response: index % 3 === 0 ? { body: `answer to ${id}` } : undefined,
    isFree: false
  })))
  t.equal(await eraseAnswers(store, 'bot', 'conversation 2'), 1)
  t.equal(await eraseAnswers(store, 'bot', ''), 0, 'those of no conversation have none')
})

t.test('what is kept of answers is bounded', { skip: skipWithout('postgresql') }, async t => {
  const store = await openMigratedStore(t)
  const table = openDedupeTable(store, 'bot', 'me')
  const ids = Array.from({ length: 1100 }, (_, index) => table.idOf(named(String(index))))
  const [large = '', ...rest] = ids
  t.ok((await table.acquire(ids.map(id => ({ id, conversation: undefined })))).every(({ isOurs }) => isOurs))
  await table.complete([{ id: large, response: { body: 'x'.repeat(100_000) } }])
  t.match(await table.find(large), { response: undefined, isFree: true }, 'a large one is not kept')
  for (let from = 0; from < rest.length; from += 50) {
    await table.complete(rest.slice(from, from + 50).map(id => ({ id, response: { body: 'x'.repeat(65_000) } })))
  }
  await table.deleteExpired()
  const [kept] = await store.query<{ bytes: number }>('SELECT sum(size)::float8 AS bytes FROM bot_webhook.answer')
  t.ok(kept !== undefined && kept.bytes > 60_000_000 && kept.bytes <= 64 * 1024 * 1024, `${kept?.bytes} bytes`)
})

t.test('a table that has grown is not read from end to end', { skip: skipWithout('postgresql') }, async t => {
  const store = await openMigratedStore(t)
  const table = openDedupeTable(store, 'bot', 'me')
  let calls = 0
  const ask = async (times: number) => {
    for (let time = 0; time < times; time++) {
      const id = table.idOf(named(`new ${calls++}`))
      await table.acquire([{ id, conversation: undefined }])
      await table.complete([{ id, response: { body: '' } }])
    }
  }
  const readRows = async () => {
    await sleep(1100) // the server counts once a second
    await store.query('SELECT 1')
    const [row] = await store.query<{ rows: number }>(
      "SELECT sum(idx_tup_read)::float8 AS rows FROM pg_stat_all_indexes WHERE relname = 'answer'")
    return row?.rows ?? NaN
  }
  await store.query('ANALYZE') // it is empty
  await ask(1)
  await store.query(`INSERT INTO bot_webhook.answer (call, bot, owner, until)
    SELECT sha256(number::text::bytea), 'bot', 'other', now() + interval '1 hour'
    FROM generate_series(1, 20000) AS number`)
  await ask(100)
  const before = await readRows()
  await ask(10)
  const rows = await readRows() - before
  t.ok(rows < 1000, `${rows} rows for ten calls`)
})

async function openMigratedStore (t: Test): Promise<Store> {
  const { url } = await startPostgres(t)
  const store = await openStore(url, { log })
  t.teardown(() => store.close())
  await migrate(store, migration)
  return store
}
