import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { call, post } from '../../support/app.ts'
import { openTestStore, until, withInbox } from '../../support/inbox.ts'

const store = await openTestStore(t)
let bots = 0

/** Each test has a bot of its own in the one store. */
const fresh = () => `bot-${bots++}`

t.test('what is posted to /errors is there when it was answered, byte for byte where nothing is masked', async t => {
  const app = await withInbox(t, store, { inbox: { spool: false, redact: { only: [] } }, bot: fresh() })
  const bodies = [
    Buffer.from('{"error":"x"}'), Buffer.from('{ "a" : "\\u0000\\ud800" ,"b":\n1e400}'), Buffer.from('{"nul":"\0"}'),
    Buffer.from([0xff, 0xfe, 0, 0x22]),
    Buffer.from('"\ufeff\u2028'), Buffer.from('plain text'), Buffer.alloc(0), Buffer.from('[1,2'),
    Buffer.from('{"participant_data":{}}'), Buffer.from('['.repeat(5000))
  ]
  for (const [index, body] of bodies.entries()) {
    const response = await app.inject({
      method: 'POST',
      url: '/errors',
      payload: body,
      headers: { 'content-type': 'application/json', authorization: 'Bearer hunter2-hunter2' }
    })
    t.equal(response.statusCode, 200)
    t.equal(response.body, '')
    const [newest] = await app.bot.inbox.list({ limit: 1 })
    t.ok(newest?.raw.equals(body), `body ${index}`)
    t.match(newest, { kind: 'report', route: { method: 'POST', url: '/errors', type: 'application/json' } })
  }
  const all = await app.bot.inbox.list()
  t.equal(all.length, bodies.length)
  t.notMatch(JSON.stringify(all), 'hunter2', 'headers are not kept')
})

t.test('a turn that failed is there with its call, what was thrown, and the answer', async t => {
  const app = await withInbox(t, store, { inbox: { spool: false }, bot: fresh() }, ({ bot }) => {
    bot.skill('breaks', function breaks () { throw new RangeError('no city in the memory of user 4711') })
    bot.skill('sorry', { summary: 'x' }, () => { throw new Error('boom') })
    bot.skill('lost', () => ({ type: 'rubbish' }) as never)
    bot.skill('fine', () => 'Yes')
  })
  const body = JSON.stringify(call('breaks'), null, 3)
  for (const id of ['c1', 'c2']) t.equal((await post(app, body.replace('c1', id), '/?x=1')).statusCode, 500)
  await post(app, call('fine'))
  await post(app, call('lost'))
  await until(async () => (await app.bot.inbox.list()).length === 3)

  const [lost, second, first] = await app.bot.inbox.list()
  t.equal(first?.raw.toString(), body)
  t.match(first, {
    kind: 'failure',
    conversation: 'c1',
    skill: 'breaks',
    route: { method: 'POST', url: '/?x=1', type: 'application/json' },
    error: {
      code: 'FST_BOT_HANDLER_FAILED',
      name: 'RangeError',
      message: 'no city in the memory of user 4711',
      stack: /inbox\.test/
    },
    answer: { status: 500, body: /FST_BOT_HANDLER_FAILED/ },
    group: { title: /^RangeError breaks \([\w/]*inbox\.test\.\w+\)$/, count: 2 }
  })
  t.equal(second?.group.id, first?.group.id)
  t.match(lost, { error: { code: 'FST_BOT_REPLY_INVALID' }, group: { title: 'FST_BOT_REPLY_INVALID', count: 1 } })
  t.notMatch(JSON.stringify((await app.bot.inbox.groups()).map(({ title }) => title)), '4711')
  t.strictSame((await app.bot.inbox.groups()).map(({ count, latest }) => ({ count, latest })),
    [{ count: 1, latest: lost?.id }, { count: 2, latest: second?.id }])
  t.ok(first && second && first.id < second.id)
  await sleep(5)
})
