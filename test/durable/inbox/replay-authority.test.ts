import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { getBotInternals } from '../../../lib/bot/scoped-bots.ts'
import { addInbox, prepareInbox } from '../../../lib/durable/inbox/inbox.ts'
import botWebhook, { basic } from '../../../lib/index.ts'
import type { Deferral } from '../../../lib/turn/deferral.ts'
import { call, post } from '../../support/app.ts'
import { openTestStore, readInboxOptions, until } from '../../support/inbox.ts'

const store = await openTestStore(t)
const authorization = `Basic ${Buffer.from('platform:a-long-password-of-it').toString('base64')}`
const auth = () => basic({ username: 'platform', password: 'a-long-password-of-it' })
let bots = 0

/**
 * Callbacks in a queue that one worker calls, as clients of databases do: each runs in the context of who woke the
 * worker.
 */
class CallbackQueue {
  readonly #waiting: Array<() => void> = []
  #working = false

  push (callback: () => void): void {
    this.#waiting.push(callback)
    if (this.#working) return
    this.#working = true
    setTimeout(() => { this.#work() }, 5)
  }

  #work (): void {
    for (let callback = this.#waiting.shift(); callback !== undefined; callback = this.#waiting.shift()) callback()
    setTimeout(() => { this.#waiting.length > 0 ? this.#work() : (this.#working = false) }, 5)
  }
}

interface Guarded { app: FastifyInstance, committed: Deferral[], state: { isBroken: boolean, inner: number[] } }

/** A bot behind auth and another beside it; every request waits in the queue before it is authenticated. */
async function guarded (t: Pick<Test, 'teardown'>): Promise<Guarded> {
  const app = Fastify()
  t.teardown(() => app.close())
  const queue = new CallbackQueue()
  const committed: Deferral[] = []
  const state = { isBroken: true, inner: [] as number[] }
  app.addHook('onRequest', (_request, _reply, done) => { queue.push(done) })
  await app.register(botWebhook, { auth: auth(), deduplicate: false })
  getBotInternals(app.bot).deferrals =
    { check () {}, commit: async (_turn, deferrals) => { committed.push(...deferrals) } }
  const bot = `authority-${bots++}`
  await prepareInbox(store, bot)
  const { close } = await addInbox(app, { store, bot, settings: readInboxOptions({ spool: false }) })
  app.addHook('onClose', close)
  await app.register(async scope => {
    await scope.register(botWebhook, { prefix: '/other', auth: auth() })
    scope.bot.fallback(() => 'other')
  })
  app.bot.skill('order', async ({ defer }) => {
    queue.push(() => {})
    for (const url of ['/', '/other', '/errors']) state.inner.push((await post(app, call('order'), url)).statusCode)
    defer('report', { replayed: !state.isBroken })
    await sleep(30)
    if (state.isBroken) throw new Error('no')
    return 'Ordered'
  })
  app.bot.fallback(({ defer }) => {
    defer('honest')
    return 'fine'
  })
  await app.ready()
  return { app, committed, state }
}

t.test('during a replay and after it nobody else gets past the auth, and what honest callers ' +
  'defer is done', async t => {
  const { app, committed, state } = await guarded(t)
  t.equal((await post(app, call('order'), '/', { authorization })).statusCode, 500)
  await until(async () => (await app.bot.inbox.list()).length === 1)
  const [entry] = await app.bot.inbox.list()
  state.isBroken = false
  state.inner.length = 0

  const replaying = app.bot.inbox.replay(entry?.id ?? '')
  const statuses: number[] = []
  let honest = 0
  const calls = (async () => {
    for (let time = 0; time < 20; time++) {
      const [intruder, other, owner] = await Promise.all([
        post(app, call('order')), post(app, call(), '/other'), post(app, call('x'), '/', { authorization })
      ])
      statuses.push(intruder.statusCode, other.statusCode)
      t.equal(owner.statusCode, 200)
      honest++
      await sleep(10)
    }
  })()
  const replayed = await replaying
  t.match(replayed, { now: { status: 200, body: /Ordered/ }, deferred: [{ job: 'report', input: { replayed: true } }] })
  t.equal(replayed.deferred.length, 1)
  await calls
  t.strictSame([...new Set(statuses)], [401])
  t.strictSame(state.inner, [401, 401, 401], "the handler's own calls to this bot, to another, and to the errors route")
  t.equal(committed.length, honest)
  t.ok(committed.every(({ job }) => job === 'honest'))
})
