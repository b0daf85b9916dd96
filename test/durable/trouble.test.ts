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

/** As if the process had died that has taken what it is working on. */
async function endLeases (bot: string): Promise<void> {
  await sql(`UPDATE bot_webhook.conversation_queue SET due_at = now() WHERE bot = '${bot}' AND is_taken`)
}

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
  for (const queue of ['jobs', 'pushes', 'turns']) {
    await sql(`
      CREATE FUNCTION ${queue} () RETURNS trigger AS $$ BEGIN
        IF NEW.bot = 'deadly' AND NEW.queue = '${queue}' THEN NEW.deaths := 99; END IF; RETURN NEW;
      END $$ LANGUAGE plpgsql;
      CREATE TRIGGER many BEFORE INSERT ON bot_webhook.queue_item FOR EACH ROW EXECUTE FUNCTION ${queue}()`)
    const before = (await app.bot.deadLetters.list()).length
    await post(app, call(queue === 'turns' ? 'slow' : 'any'))
    if (queue === 'turns') await endLeases('deadly')
    await until(async () => (await app.bot.deadLetters.list()).length > before)
    await sql('DROP TRIGGER many ON bot_webhook.queue_item')
  }
  t.strictSame((await app.bot.deadLetters.list()).map(({ kind, code, attempts }) => [kind, code, attempts]), [
    ['job', 'FST_BOT_JOB_DIED', 100], ['push', 'FST_BOT_JOB_DIED', 100], ['turn', 'FST_BOT_JOB_DIED', 101]
  ])
  t.strictSame(connector.received, [])
})

t.test('a job that was given to another, because its process was silent, is not ended by the first', {
  skip
}, async t => {
  const connector = await startConnector(t)
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    const begun = new Set<string>()
    const overtaken = async (conversation: string): Promise<void> => {
      await endLeases('silent-one')
      await until(() => begun.has(conversation))
    }
    bot.job('stalls', async (_input, { attempt, conversation }) => {
      if (attempt > 1) begun.add(conversation)
      else await overtaken(conversation)
      return `at attempt ${attempt}`
    })
    bot.job('stalls and throws', async (_input, { attempt, conversation }) => {
      if (attempt === 1) {
        await overtaken(conversation)
        throw new Error('no')
      }
      begun.add(conversation)
      await sleep(500)
      return `at attempt ${attempt}`
    })
    bot.fallback(({ defer, skill }) => { defer(skill as string) })
  }, { options: { name: 'silent-one' } })
  for (const [skill, id] of [['stalls', 'c1'], ['stalls and throws', 'c2']] as const) {
    await post(app, call(skill, { id }))
    await until(() => connector.read(id).length === 1, 60_000)
    t.strictSame(connector.read(id), ['at attempt 2'])
  }
  await until(() => lines.some(({ msg }) => msg === 'bot job: done too late, another process has it'))
  await sleep(500)
  t.equal(connector.received.length, 2, 'what the first comes to is told to nobody')
})

t.test('a job that computes, and lets nothing else run, keeps what it has taken', { skip }, async t => {
  const connector = await startConnector(t)
  let isHeld: unknown
  const { app } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('compute', async (_input, { attempt }) => {
      await sleep(1500) // as long as it takes the other thread to know of it
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20_000) // longer than a lease
      const client = new pg.Client(store)
      await client.connect()
      isHeld = (await client.query(
        "SELECT due_at > now() AS held FROM bot_webhook.conversation_queue WHERE bot = 'computing'"
      )).rows
      await client.end()
      return `at attempt ${attempt}`
    })
    bot.fallback(({ defer }) => { defer('compute') })
  }, { options: { name: 'computing' } })
  await post(app, call())
  await until(() => connector.read('c1').length === 1, 60_000)
  t.strictSame(isHeld, [{ held: true }])
  t.strictSame(connector.read('c1'), ['at attempt 1'])
})

t.test('a job that this process does not know waits for one that does', { skip }, async t => {
  const connector = await startConnector(t)
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('old', () => 'old')
    bot.fallback(({ defer }) => { defer('old') })
  }, { options: { name: 'mixed' } })
  await sql("CREATE FUNCTION renamed () RETURNS trigger AS $$ BEGIN NEW.payload := replace(NEW.payload, 'old', " +
    "'new'); RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER renamed BEFORE INSERT ON bot_webhook.queue_item FOR " +
    'EACH ROW EXECUTE FUNCTION renamed()')
  await post(app, call())
  await until(() => lines.some(({ msg, code }) =>
    msg === 'bot job: failed, trying again' && code === 'FST_BOT_JOB_UNKNOWN'))
  await sql('DROP TRIGGER renamed ON bot_webhook.queue_item')
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
  await until(() => lines.some(({ msg }) => msg === 'bot store: deferred work is delayed, the store does not answer'))
  await server.start()
  await until(() => connector.read('c1').length === 1)
  await sleep(1000)
  t.strictSame(connector.received.map(({ body }) => body.messages[0]?.content), ['one', 'two'], 'none is sent twice')
})

t.test('what is refused because the database does not answer is not done when it does', { skip }, async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('say', () => 'said')
    bot.skill('slow', { interimReply: 'One moment' }, async () => {
      await sleep(600)
      return 'done'
    })
    bot.fallback(({ defer }) => { defer('say') })
  }, { bot: { handlerTimeout: 300 }, options: { name: 'silent' } })
  const client = new pg.Client(store)
  await client.connect()
  await client.query('BEGIN; LOCK TABLE bot_webhook.queue_item IN EXCLUSIVE MODE')
  const answers = await Promise.all([
    post(app, call()), post(app, call('slow', { id: 'c2' })), app.bot.push('c3', 'pushed').catch(error => error)
  ])
  await client.query('COMMIT')
  await client.end()
  t.match(answers, [{ statusCode: 503 }, { statusCode: 503 }, { code: 'FST_BOT_STORE_UNAVAILABLE' }])
  await post(app, call('again'))
  await until(() => connector.read('c1').length === 1)
  await sleep(1000)
  t.equal(connector.received.length, 1)
  t.strictSame(await app.bot.deadLetters.list(), [])
})

t.test('an app that closes waits for its jobs, tells them, and leaves the rest to the next', { skip }, async t => {
  const connector = await startConnector(t)
  let end = (): void => {}
  const ended = new Promise<void>(resolve => { end = resolve })
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('endless', async (_input, { signal }) => {
      await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => { reject(signal.reason) }) })
    })
    bot.skill('endless', ({ defer }) => { defer('endless') })
    bot.skill('slow', { interimReply: 'One moment' }, async () => {
      await ended
      return 'too late'
    })
  }, { bot: { handlerTimeout: 300 }, options: { name: 'closing' } })
  await post(app, call('endless'))
  await post(app, call('slow', { id: 'c2' }))
  await sleep(500)
  const began = Date.now()
  await app.close()
  t.ok(Date.now() - began >= 10_000, 'it waits, and not for ever')
  end()
  await until(() => lines.some(({ msg }) => String(msg).startsWith('bot turn: held, and its result cannot be stored')))

  const next = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('endless', () => 'it ended')
    bot.skill('slow', () => 'taken over')
  }, { options: { name: 'closing' } })
  await until(() => connector.read('c1').length === 1 && connector.read('c2').length === 1)
  t.strictSame(connector.read('c2'), ['taken over'])
  t.strictSame(await next.app.bot.deadLetters.list(), [])
})
