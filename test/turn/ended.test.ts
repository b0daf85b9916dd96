import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { getBotInternals } from '../../lib/bot/scoped-bots.ts'
import { createBot } from '../../lib/index.ts'
import { build, buildWithLogs, call, listen, post, refused } from '../support/app.ts'
import { until } from '../support/durable.ts'

t.test('a turn that is used after its answer says so', async t => {
  const thrown: unknown[] = []
  const committed: unknown[] = []
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    getBotInternals(bot).deferrals = { check () {}, commit: async (_turn, list) => { committed.push(...list) } }
    bot.fallback(turn => {
      const { defer } = turn
      const forgotten = async (): Promise<void> => {
        await sleep(20)
        const late = [
          () => { defer('report') },
          () => { turn.memory.city = 'Paris' },
          () => { turn.memory = {} },
          () => { turn.language = 'fr' }
        ]
        for (const use of late) {
          try {
            use()
          } catch (error) {
            thrown.push(error)
          }
        }
      }
      forgotten()
      return 'done'
    })
  })
  t.equal((await post(app, call())).statusCode, 200)
  await sleep(50)
  t.match(thrown, [{ code: 'FST_BOT_TURN_ENDED', message: /^turn\.defer was used after the turn was answered/ }])
  t.strictSame(lines.filter(({ code }) => code === 'FST_BOT_TURN_ENDED').map(({ msg, level }) =>
    [/turn\.\w+/.exec(msg)?.[0], level]), [
    ['turn.defer', 50], ['turn.memory', 50], ['turn.memory', 50], ['turn.language', 50]
  ])
  t.strictSame(committed, [])
})

t.test('a destructured memory that is written to after the answer says so, once', async t => {
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    bot.skill('late', ({ memory }) => {
      setTimeout(() => { memory.city = 'Paris' }, 20)
      return 'done'
    })
    bot.skill('deep', ({ memory }) => {
      memory.list = [1]
      setTimeout(() => { (memory.list as unknown[]).push(1n) }, 20) // which JSON cannot hold
      return 'done'
    })
    bot.skill('told', turn => {
      const { memory } = turn
      setTimeout(() => {
        turn.memory.a = 1
        memory.b = 2
      }, 20)
      return 'done'
    })
    bot.skill('sound', ({ memory }) => {
      memory.city = 'Paris'
      return 'done'
    })
    bot.skill('in-french', turn => {
      turn.memory.city = 'Paris'
      turn.language = 'fr'
      return { type: 'custom', content: { a: [], conversation: { memory: { city: 'Lyon' } } } }
    })
    bot.skill('reads', ({ memory }) => `${String(memory.city)}`)
    bot.skill('failed', ({ memory }) => {
      memory.city = 'Paris'
      throw new Error('no')
    })
  })
  const late = (): unknown[] => lines.filter(({ code }) => code === 'FST_BOT_TURN_ENDED').map(({ skill }) => skill)
  for (const skill of ['late', 'deep', 'told', 'sound', 'in-french', 'reads', 'failed']) {
    const { conversation, ...body } = call()
    await post(app, { ...body, conversation: { id: skill, skill } })
    await post(app, { ...body, conversation: { ...conversation, id: `${skill}-2`, skill, memory: { a: { b: [] } } } })
  }
  await until(() => late().length >= 6)
  await sleep(600) // checked twice more
  t.strictSame(late().sort(), ['deep', 'deep', 'late', 'late', 'told', 'told'])
})

t.test('an object that the handler put in place of the memory stays its own', async t => {
  const state: Record<string, unknown> = { count: 0 }
  const app = await build(t, {}, ({ bot }) => {
    bot.fallback(turn => {
      turn.memory = state
      state.count = Number(state.count) + 1
    })
  })
  for (const count of [1, 2]) t.match((await post(app, call())).json(), { conversation: { memory: { count } } })
})

t.test('the signal is aborted when the caller goes away, and the same call is run again', async t => {
  let runs = 0
  const reasons: unknown[] = []
  const failures: unknown[] = []
  const { app, lines } = await buildWithLogs(t, {}, ({ bot }) => {
    getBotInternals(bot).onFailure = failure => { failures.push(failure) }
    bot.setErrorReply(() => 'Sorry')
    bot.fallback(async ({ signal }) => {
      if (++runs > 1) return 'at last'
      await sleep(5000, undefined, { signal }).catch(error => {
        reasons.push(signal.reason)
        throw error
      })
    })
  })
  const port = await listen(app)
  const body = JSON.stringify(call())
  const begin = (signal?: AbortSignal) => fetch(`http://127.0.0.1:${port}/`,
    { method: 'POST', body, headers: { 'content-type': 'application/json' }, ...(signal && { signal }) })
  const first = new AbortController()
  const gone = begin(first.signal).catch(() => 'gone')
  await until(() => runs === 1)
  const waiting = begin()
  await sleep(50)
  first.abort()
  t.equal(await gone, 'gone')
  t.match(await (await waiting).json(), { replies: [{ content: 'at last' }] }, 'one that waits runs it')
  t.match(await (await begin()).json(), { replies: [{ content: 'at last' }] })
  t.equal(runs, 2)
  t.match(reasons, [{ code: 'FST_BOT_CALLER_GONE' }])
  t.strictSame(lines.filter(({ outcome }) => outcome !== undefined).map(({ outcome }) => outcome).sort(),
    ['FST_BOT_CALLER_GONE', 'repeated', 'replied'])
  t.strictSame(failures, [], 'that is no failure of the bot')
})

t.test('the signal of a turn that was answered is not aborted', async t => {
  let signal: AbortSignal | undefined
  const app = await build(t, {}, ({ bot }) => { bot.fallback(turn => { signal = turn.signal }) })
  const outgoing = request({ port: await listen(app), method: 'POST', headers: { 'content-type': 'application/json' } })
  outgoing.end(JSON.stringify(call()))
  const [incoming] = await once(outgoing, 'response')
  incoming.resume()
  await once(incoming, 'close')
  await sleep(20)
  t.equal(signal?.aborted, false)
})

t.test('a bot without an app has a signal, too', async t => {
  const bot = createBot()
  bot.fallback(({ signal }) => `${signal.aborted}`)
  t.match(await bot.answer(call() as never), { replies: [{ content: 'false' }] })
})

t.test("the bot's own timeout counts on its routes, whatever the app has for all", async t => {
  for (const handlerTimeout of [50, 60_000]) {
    const { app, lines } = await buildWithLogs(t, { handlerTimeout: 300 }, ({ bot }) => {
      bot.skill('slow', async () => {
        await sleep(150)
        return 'done'
      })
      bot.fallback(() => new Promise(() => {}))
    }, { handlerTimeout })
    t.equal((await post(app, call('slow'))).statusCode, 200)
    refused(t, await post(app, call()), 503, 'FST_BOT_HANDLER_TIMEOUT')
    t.strictSame(lines.filter(({ outcome }) => outcome !== undefined).map(({ outcome }) => outcome),
      ['replied', 'FST_BOT_HANDLER_TIMEOUT'])
  }
})

t.test('a logger whose methods share one function gets the line of a good turn', async t => {
  const lines: unknown[] = []
  const write = (...parts: unknown[]): void => { lines.push(parts) }
  const logger = {
    fatal: write,
    error: write,
    warn: write,
    info: write,
    debug: write,
    trace: write,
    silent: write,
    level: 'info',
    child: (): unknown => logger
  }
  const app = await build(t, {}, ({ bot }) => { bot.fallback(() => 'done') }, { loggerInstance: logger } as never)
  await post(app, call())
  t.match(lines.filter(parts => (parts as unknown[])[1] === 'bot turn'), [[{ outcome: 'replied' }, 'bot turn']])
})
