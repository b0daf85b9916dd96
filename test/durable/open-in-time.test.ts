import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import t from 'tap'
import { durable } from '../../lib/durable/index.ts'
import { openInTime } from '../../lib/durable/store/open-in-time.ts'
import type { Store } from '../../lib/durable/store/store.ts'
import botWebhook from '../../lib/index.ts'

t.test('a first start that takes longer than Fastify waits is told, with what to set', async t => {
  const app = Fastify({ pluginTimeout: 1000 })
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false })
  await t.rejects(async () => { await app.register(durable, { store: 'pglite:' }) }, {
    code: 'FST_BOT_STORE_UNAVAILABLE', message: /^the store cannot be used: it did not open within 900 ms; .*Fastify\(\{ pluginTimeout: 60_000 \}\)$/
  })
})

t.test('a store that opens too late is closed, and one that fails too late harms nobody', async t => {
  let closed = false
  const store = { close: async () => { closed = true } } as unknown as Store
  await t.rejects(openInTime(sleep(60, store), 20), { code: 'FST_BOT_STORE_UNAVAILABLE' })
  await t.rejects(openInTime(sleep(60).then(() => { throw new Error('late') }), 20), { code: 'FST_BOT_STORE_UNAVAILABLE' })
  await sleep(150)
  t.ok(closed)
})

t.test('a store that opens in time is there, and its own error is told', async t => {
  const store = {} as Store
  t.equal(await openInTime(Promise.resolve(store), 10_000), store)
  t.equal(await openInTime(sleep(20, store), 0), store, 'without a limit')
  t.equal(await openInTime(sleep(20, store)), store, 'without a limit')
  await t.rejects(openInTime(Promise.reject(new Error('broken')), 10_000), { message: 'broken' })
})
