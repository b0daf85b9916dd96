import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { startConnector } from '../support/connector.ts'
import { buildDurable, until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'
import { sharePostgres } from '../support/postgres.ts'
import { statementText } from '../support/statement-text.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

const { url: store, skip } = await sharePostgres(t)

/** A bot whose database is behind a proxy, and whose handler leaves a job. */
async function buildBehindProxy (t: Test, { name, ...bot }: { name: string, deduplicate?: false }) {
  const connector = await startConnector(t)
  const proxy = await startTcpProxy(t, store)
  const { app } = await buildDurable(t, store.replace(/:\d+\//, `:${proxy.port}/`), connector, ({ bot }) => {
    bot.job('say', () => 'said')
    bot.fallback(({ defer }) => { defer('say') })
  }, { bot, options: { name } })
  return { app, connector, proxy }
}

t.test('a connection to the database that dies without a word is replaced', { skip }, async t => {
  const { app, connector, proxy } = await buildBehindProxy(t, { name: 'dead-connection' })
  await post(app, call('any', { id: 'before' }))
  await until(() => connector.read('before').length === 1)
  proxy.silence()
  await until(async () => (await post(app, call('any', { id: 'after' }))).statusCode === 200, 60_000)
  await until(() => connector.read('after').length > 0, 60_000)
  await app.bot.store.ready()
})

t.test('what comes to the database too late is not done, though it was delayed on its way only', { skip }, async t => {
  const { app, connector, proxy } = await buildBehindProxy(t, { name: 'delayed', deduplicate: false })
  await post(app, call('any', { id: 'warm' }))
  await until(() => connector.read('warm').length === 1)
  proxy.delayMs = 4500
  t.match(await post(app, call('any', { id: 'late' })), { statusCode: 503, body: /FST_BOT_STORE_UNAVAILABLE/ })
  await t.rejects(app.bot.store.ready(), { code: 'FST_BOT_STORE_UNAVAILABLE' })
  await sleep(5000)
  proxy.delayMs = 0
  await until(async () => (await post(app, call('any', { id: 'warm' }))).statusCode === 200)
  await until(() => connector.read('warm').length >= 2)
  t.strictSame(connector.read('late'), [])
})

t.test('a job whose end is noted, and told on a connection that dies, is done once and says once what it says', {
  skip
}, async t => {
  const { query } = pg.Client.prototype
  t.teardown(() => { pg.Client.prototype.query = query })
  const connector = await startConnector(t)
  let runs = 0
  let losses = 0
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('say', () => {
      runs++
      return ['one', 'two']
    })
    bot.job('fail', { retry: { limit: 0 }, errorReply: 'sorry' }, () => {
      runs++
      throw new Error('x')
    })
    bot.fallback(({ defer, skill }) => { defer(skill as string) })
  }, { options: { name: 'lost-answers' } })

  for (const [job, messages] of [['say', ['one', 'two']], ['fail', ['sorry']]] as const) {
    let isLost = false
    pg.Client.prototype.query = function (this: pg.Client, ...asked: Parameters<typeof query>) {
      const [statement, values, done] = asked as unknown as [
        string | { text: string }, unknown[][] | undefined, (error: Error) => void
      ]
      if (!isLost && statementText(statement).includes('WITH ended AS') && values?.[1]?.includes('jobs') === true) {
        isLost = true
        losses++
        asked[2] = (() => { done(new Error('Connection terminated unexpectedly')) }) as never
      }
      return query.apply(this, asked)
    } as typeof query
    await post(app, call(job, { id: job }))
    await until(() => connector.read(job).length >= messages.length)
    await until(() => lines.some(({ msg, job: name }) => name === job && /done|dead letters/.test(String(msg))))
    t.strictSame(connector.read(job), messages)
  }
  t.equal(losses, 2)
  t.equal(runs, 2)
  t.strictSame(lines.filter(({ msg }) => /another process/.test(String(msg))), [])
  t.equal((await app.bot.deadLetters.list()).length, 1)
})
