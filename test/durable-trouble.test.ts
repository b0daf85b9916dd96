import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { startConnector } from './connector.ts'
import { buildDurable, until } from './durable-helper.ts'
import { call, post } from './helper.ts'
import { startPostgres } from './postgres.ts'

t.setTimeout(600_000)
const server = await startPostgres(t)
const { url: store } = server

async function sql (text: string): Promise<void> {
  const client = new pg.Client(store)
  await client.connect()
  await client.query(text)
  await client.end()
}

t.test('what takes its process with it again and again is given up', async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('say', () => { t.fail('it was done') })
    bot.fallback(({ defer }) => { defer('say') })
  }, { options: { name: 'deadly' } })
  await sql("CREATE FUNCTION many () RETURNS trigger AS $$ BEGIN IF NEW.name <> 'deadly/dead' AND NEW.state = 'created' THEN NEW.retry_count := 99; END IF; RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER many BEFORE INSERT ON bot_jobs.job_common FOR EACH ROW EXECUTE FUNCTION many()")
  await post(app, call())
  await until(async () => (await app.bot.dead.list()).length === 1)
  t.match(await app.bot.dead.list(), [{ kind: 'job', job: 'say', code: 'FST_BOT_JOB_DIED', attempts: 100 }])
  await sql('DROP TRIGGER many ON bot_jobs.job_common')
})

t.test('a job that this process does not know waits for one that does', async t => {
  const connector = await startConnector(t)
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('old', () => 'old')
    bot.fallback(({ defer }) => { defer('old') })
  }, { options: { name: 'mixed' } })
  await sql("CREATE FUNCTION renamed () RETURNS trigger AS $$ BEGIN NEW.data := replace(NEW.data::text, 'old', 'new')::jsonb; RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER renamed BEFORE INSERT ON bot_jobs.job_common FOR EACH ROW EXECUTE FUNCTION renamed()")
  await post(app, call())
  await until(() => lines.some(({ msg, code }) => msg === 'bot job: failed, it is tried again' && code === 'FST_BOT_JOB_UNKNOWN'))
  await sql('DROP TRIGGER renamed ON bot_jobs.job_common')
  await app.close()
  await buildDurable(t, store, connector, ({ bot }) => { bot.job('new', () => 'new') }, { options: { name: 'mixed' } })
  await until(() => connector.read('c1').length === 1)
})

t.test('the database goes away and comes back', async t => {
  const connector = await startConnector(t)
  let hold: () => void = () => {}
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('say', () => ['one', 'two'])
    bot.fallback(({ defer }) => { defer('say') })
  }, { options: { name: 'away' } })
  connector.next.push(reply => new Promise(resolve => { hold = () => resolve(reply.code(201).send()) }))
  await post(app, call())
  await until(() => connector.received.length === 1)
  await server.stop()
  hold() // the message is sent, and cannot be noted yet
  t.match(await post(app, call()), { statusCode: 503, body: /FST_BOT_STORE_UNAVAILABLE/ })
  await until(() => lines.some(({ msg }) => msg === 'bot store: work for later is in trouble'))
  await server.start()
  await until(() => connector.read('c1').length === 1)
  await sleep(1000)
  t.strictSame(connector.received.map(({ body }) => body.messages[0]?.content), ['one', 'two'], 'none is sent twice')
})

t.test('a database that does not answer', async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('say', () => 'said after all')
    bot.fallback(({ defer }) => { defer('say') })
  }, { options: { name: 'silent' } })
  const client = new pg.Client(store)
  await client.connect()
  await client.query('BEGIN; LOCK TABLE bot_jobs.job_common IN EXCLUSIVE MODE')
  const began = Date.now()
  t.match(await post(app, call()), { statusCode: 503 })
  t.ok(Date.now() - began < 8000)
  await client.query('COMMIT')
  await client.end()
  await until(() => connector.read('c1').length === 1)
})

t.test('an app that closes waits for its jobs, tells them, and leaves the rest to the next', async t => {
  const connector = await startConnector(t)
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('endless', async (_input, { signal }) => {
      await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(signal.reason) }) })
    })
    bot.skill('endless', ({ defer }) => { defer('endless') })
    bot.skill('slow', { holding: 'One moment' }, async () => {
      await sleep(14_000)
      return 'too late'
    })
  }, { bot: { deadline: 300 }, options: { name: 'closing' } })
  await post(app, call('endless'))
  await post(app, call('slow', { id: 'c2' }))
  await sleep(500)
  const began = Date.now()
  await app.close()
  t.ok(Date.now() - began >= 10_000, 'it waits')
  t.ok(Date.now() - began < 14_000, 'but not for ever')
  await until(() => lines.some(({ msg }) => String(msg).startsWith('bot turn: held, and what it came to could not be kept')))

  const next = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('endless', () => 'it ended')
  }, { options: { name: 'closing' } })
  await until(() => connector.read('c1').length === 1)
  t.ok(next.app)
})
