import { Registry } from 'prom-client'
import t from 'tap'
import { build } from '../../examples/deferred.ts'
import { countQueues } from '../../examples/telemetry.ts'
import { startConnector } from '../support/connector.ts'
import { until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'

t.test('a bot that answers at once, and says the rest when it knows it', async t => {
  const { url, token, read } = await startConnector(t)
  const app = await build('pglite:', { url, token }, { pluginTimeout: 120_000 })
  t.teardown(() => app.close())
  await app.ready()
  t.same((await post(app, call('statement'))).json().replies,
    [{ type: 'text', content: 'I am writing your statement, that takes a minute.' }])
  await until(() => read('c1').length === 2)
  t.match(read('c1'), ['Here it is.', { title: '2019: 14133' }])

  t.same((await post(app, call('balance', { id: 'c2' }))).json(),
    { replies: [{ type: 'text', content: 'One moment...' }] })
  await until(() => read('c2').length === 1)
  t.same(read('c2'), ['You have 14140.'])

  const payment = await app.inject({ method: 'POST', url: '/payments', payload: { conversation: 'c3' } })
  t.same(payment.json(), { kept: true })
  await until(() => read('c3').length === 1)
  t.same(read('c3'), ['Your payment has arrived.'])

  const registry = new Registry()
  countQueues(app, registry)
  await app.bot.push('c4', 'One more.')
  await until(async () => /bot_queue_items_total{queue="pushes",event="\w+"} [1-9]/.test(await registry.metrics()))
  t.match(await registry.metrics(), /bot_queue_depth{queue="jobs"} 0/)
})
