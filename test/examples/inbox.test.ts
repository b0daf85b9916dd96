import t from 'tap'
import { build, review } from '../../examples/inbox.ts'
import { call, post } from '../support/app.ts'
import { until } from '../support/inbox.ts'

t.test('a bot that forgets no error', async t => {
  const app = await build('pglite:', 'a-long-password-of-hers', { pluginTimeout: 120_000 })
  t.teardown(() => app.close())
  await app.ready()
  t.equal((await post(app, call('price'))).statusCode, 500)
  t.equal((await post(app, { error: 'the webhook answered 500' }, '/errors')).statusCode, 200)
  await until(async () => (await app.bot.inbox.groups()).length === 2)
  t.match((await review(app)).sort(),
    [/^1 times JSON, an object with 1 key: a report$/, /^1 times TypeError \(.*inbox\.\w+\): 500$/])
  await app.bot.inbox.erase('c1')
  t.match(await review(app), [/: a report$/], 'what was erased is not had again')
  t.equal((await app.inject('/inbox/')).statusCode, 401)
})
