import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { startConnector } from '../support/connector.ts'
import { buildDurable, until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'
import { sharePostgres } from '../support/postgres.ts'

t.setTimeout(600_000)
const { skip, ...server } = await sharePostgres(t)
const { url: store } = server

async function sql (text: string): Promise<void> {
  const client = new pg.Client(store)
  await client.connect()
  await client.query(text)
  await client.end()
}

t.test('what takes its process with it again and again is given up', { skip }, async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('say', () => 'said')
    bot.skill('slow', { interimReply: 'One moment' }, () => sleep(2000))
    bot.fallback(({ defer }) => { defer('say') })
  }, { bot: { handlerTimeout: 300 }, options: { name: 'deadly' } })
  for (const queue of ['work', 'push', 'held']) {
    await sql(`CREATE FUNCTION ${queue} () RETURNS trigger AS $$ BEGIN IF NEW.name = 'deadly/${queue}' AND NEW.state = 'created' THEN NEW.retry_count := 99; NEW.start_after := now(); END IF; RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER many BEFORE INSERT ON bot_jobs.job_common FOR EACH ROW EXECUTE FUNCTION ${queue}()`)
    const before = (await app.bot.deadLetters.list()).length
    await post(app, call(queue === 'held' ? 'slow' : 'any'))
    await until(async () => (await app.bot.deadLetters.list()).length > before)
    await sql('DROP TRIGGER many ON bot_jobs.job_common')
  }
  t.strictSame((await app.bot.deadLetters.list()).map(({ kind, code, attempts }) => [kind, code, attempts]), [
    ['job', 'FST_BOT_JOB_DIED', 100], ['push', 'FST_BOT_JOB_DIED', 100], ['turn', 'FST_BOT_JOB_DIED', 100]
  ])
  t.strictSame(connector.received, [])
})

t.test('a job that was given to another, because its process was silent, is not ended by the first', { skip }, async t => {
  const connector = await startConnector(t)
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('stalls', async (_input, { attempt }) => {
      if (attempt === 1) await sql("UPDATE bot_jobs.job SET retry_count = 1 WHERE name = 'silent-one/work'")
      return `at attempt ${attempt}`
    })
    bot.job('stalls and throws', async (_input, { attempt }) => {
      if (attempt > 1) return `at attempt ${attempt}`
      await sql("UPDATE bot_jobs.job SET retry_count = 1 WHERE name = 'silent-one/work'")
      throw new Error('no')
    })
    bot.fallback(({ defer, skill }) => { defer(skill as string) })
  }, { options: { name: 'silent-one' } })
  for (const [skill, id] of [['stalls', 'c1'], ['stalls and throws', 'c2']] as const) {
    await post(app, call(skill, { id }))
    await until(() => connector.read(id).length === 1, 60_000)
    t.strictSame(connector.read(id), ['at attempt 3'])
  }
  t.ok(lines.some(({ msg }) => msg === 'bot job: took too long, and was given to another'))
})

t.test('a job that this process does not know waits for one that does', { skip }, async t => {
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

t.test('the database goes away and comes back', { skip }, async t => {
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

t.test('a database that does not answer', { skip }, async t => {
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
  t.ok(Date.now() - began < 60_000)
  await client.query('COMMIT')
  await client.end()
  await until(() => connector.read('c1').length === 1)
})

t.test('an app that closes waits for its jobs, tells them, and leaves the rest to the next', { skip }, async t => {
  let tooLate = false
  const connector = await startConnector(t)
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('endless', async (_input, { signal }) => {
      await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(signal.reason) }) })
    })
    bot.skill('endless', ({ defer }) => { defer('endless') })
    bot.skill('slow', { interimReply: 'One moment' }, async () => {
      await sleep(20_000)
      tooLate = true
      return 'too late'
    })
  }, { bot: { handlerTimeout: 300 }, options: { name: 'closing' } })
  await post(app, call('endless'))
  await post(app, call('slow', { id: 'c2' }))
  await sleep(500)
  const began = Date.now()
  await app.close()
  t.ok(Date.now() - began >= 10_000, 'it waits')
  t.notOk(tooLate, 'but not for ever')
  await until(() => lines.some(({ msg }) => String(msg).startsWith('bot turn: held, and what it came to could not be kept')))

  const next = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('endless', () => 'it ended')
  }, { options: { name: 'closing' } })
  await until(() => connector.read('c1').length === 1)
  t.ok(next.app)
})
