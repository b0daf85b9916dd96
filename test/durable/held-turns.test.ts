import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import pg from 'pg'
import { header } from '../../lib/index.ts'
import { startConnector } from '../support/connector.ts'
import { buildDurable, until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'
import { sharePostgres } from '../support/postgres.ts'

const SECRET = 'a secret of sixteen characters and more'
const { url: store, skip } = await sharePostgres(t)
const database = new pg.Pool({ connectionString: store })
database.on('error', () => {}) // the server may stop first
t.teardown(() => database.end())

/**
 * Waits for a turn that is held, and lets its lease end, as if the process that holds it had died. That process renews
 * the lease, so it is done again until the turn is taken.
 */
async function takeOverAt (bot: string): Promise<void> {
  let isHeld = false
  await until(async () => {
    const { rowCount } = await database.query(
      "UPDATE bot_webhook.conversation_queue SET due_at = now() WHERE bot = $1 AND queue = 'turns' AND fence = 1", [bot]
    )
    if (rowCount === 0) return isHeld
    isHeld = true
    await database.query("SELECT pg_notify('bot_webhook', $1 || '/turns/')", [bot])
    return false
  })
}

async function heldTurns (bot: string): Promise<number> {
  const { rows } = await database.query("SELECT FROM bot_webhook.conversation_queue WHERE bot = $1 AND queue = 'turns'",
    [bot])
  return rows.length
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
  t.equal(await heldTurns('slow'), 0, 'nothing is left to take over')
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
  t.match((await post(app, body, '/?tenant=t1', { 'x-secret': SECRET })).json(),
    { replies: [{ content: 'One moment' }] })
  await takeOverAt('died')
  await until(() => connector.read('c1').length === 3)
  t.strictSame(connector.read('c1'), ['h\u00e9 \u0000', 't1', 'more'])
  t.ok(lines.some(({ msg }) => msg === 'bot turn: taken over from a process that died'))

  await post(app, call('fails'), '/', { 'x-secret': SECRET })
  await takeOverAt('died')
  await until(async () => (await app.bot.deadLetters.list()).length === 1)
  t.match(await app.bot.deadLetters.list(),
    [{ kind: 'turn', code: 'FST_BOT_HANDLER_FAILED', reason: 'the handler threw; the cause is in error.cause' }])

  comeBack()
  await sleep(500)
  t.equal(connector.received.length, 3, 'what the first came to after all is not told again')
  t.equal((await app.bot.deadLetters.list()).length, 1)
})
