import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startConnector } from '../support/connector.ts'
import { buildDurable, until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'
import { sharePostgres } from '../support/postgres.ts'
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
