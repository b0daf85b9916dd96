import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { PgBoss } from 'pg-boss'
import { header } from '../../lib/index.ts'
import { startConnector } from '../support/connector.ts'
import { buildDurable, until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'
import { sharePostgres } from '../support/postgres.ts'

const SECRET = 'a secret of sixteen characters and more'
const { url: store, skip } = await sharePostgres(t)
const boss = new PgBoss({ connectionString: store, schema: 'bot_jobs', supervise: false, schedule: false })
boss.on('error', () => {}) // the server may stop first
if (skip === false) {
  t.before(() => boss.start())
  t.teardown(() => boss.stop({ graceful: false }))
}

/** Waits for a turn that is held, and makes its time come, as if the process that holds it had died. */
async function takeOverAt (queue: string): Promise<void> {
  await until(async () => {
    const [job] = await boss.findJobs(queue)
    if (job === undefined) return false
    await boss.update(queue, undefined, { id: job.id, startAfter: new Date(0) })
    return true
  })
}

t.test('what a slow handler comes to is pushed, with what it leaves for later', { skip }, async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('more', () => 'more')
    bot.skill('slow', { interimReply: 'One moment' }, async turn => {
      await sleep(400)
      turn.defer('more')
      return ['one', 'two']
    })
    bot.skill('fails', { interimReply: 'One moment' }, async () => {
      await sleep(400)
      throw new Error('no')
    })
  }, { bot: { handlerTimeout: 300 }, options: { name: 'slow' } })
  t.match((await post(app, call('slow'))).json(), { replies: [{ content: 'One moment' }] })
  await until(() => connector.read('c1').length === 3)
  t.strictSame(connector.read('c1'), ['one', 'two', 'more'])

  t.match((await post(app, call('fails'))).json(), { replies: [{ content: 'One moment' }] })
  await until(async () => (await app.bot.deadLetters.list()).length === 1)
  t.match(await app.bot.deadLetters.list(), [{ kind: 'turn', conversation: 'c1', code: 'FST_BOT_HANDLER_FAILED' }])
  t.strictSame(await boss.findJobs('slow/held'), [], 'nothing is left to take over')
})

t.test('a turn whose process died runs again from the bytes of its call, past the door', { skip }, async t => {
  const connector = await startConnector(t)
  let runs = 0
  let comeBack: () => void = () => {}
  const comesBack = new Promise<void>(resolve => { comeBack = resolve })
  const { app, lines } = await buildDurable(t, store, connector, ({ bot }) => {
    bot.job('more', () => 'more')
    bot.skill('slow', { interimReply: 'One moment' }, async turn => {
      runs++
      if (runs === 1) await comesBack // too late
      turn.defer('more')
      return [`${turn.nlp.source}`, `${turn.request.query.tenant}`]
    })
    bot.skill('fails', { interimReply: 'One moment' }, async () => {
      runs++
      if (runs === 3) await comesBack
      throw new Error('no')
    })
  }, { bot: { handlerTimeout: 300, auth: header('x-secret', SECRET) }, options: { name: 'died' } })
  const body = call('slow')
  body.nlp.source = 'h\u00e9 \u0000'
  t.match((await post(app, body, '/?tenant=t1', { 'x-secret': SECRET })).json(), { replies: [{ content: 'One moment' }] })
  await takeOverAt('died/held')
  await until(() => connector.read('c1').length === 3)
  t.strictSame(connector.read('c1'), ['h\u00e9 \u0000', 't1', 'more'])
  t.ok(lines.some(({ msg }) => msg === 'bot turn: taken over from a process that died'))

  await post(app, call('fails'), '/', { 'x-secret': SECRET })
  await takeOverAt('died/held')
  await until(async () => (await app.bot.deadLetters.list()).length === 1)
  t.match(await app.bot.deadLetters.list(), [{ kind: 'turn', code: 'FST_BOT_HANDLER_FAILED', why: 'the handler threw; the cause is in error.cause' }])

  comeBack()
  await sleep(500)
  t.equal(connector.received.length, 3, 'what the first came to after all is not told again')
  t.equal((await app.bot.deadLetters.list()).length, 1)
})
