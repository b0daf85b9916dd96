import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { build } from '../../examples/replicas/bot.ts'
import { makeTables, openDatabase } from '../../examples/replicas/database.ts'
import { readEnvironment } from '../../examples/replicas/environment.ts'
import { rateLimitStore } from '../../examples/replicas/rate-limit-store.ts'
import { until } from '../support/durable.ts'
import { call, post } from '../support/app.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/required-programs.ts'

const password = 'a-password-of-a-bot'
const known = { authorization: `Basic ${btoa(`platform:${password}`)}` }

t.test('the replicas of the example', { timeout: 600_000, skip: skipWithout('postgresql') }, async t => {
  const postgres: TestPostgres = await startPostgres(t)
  const environment = readEnvironment({
    DATABASE_URL: postgres.url,
    BOT_PASSWORD: password,
    CONNECTOR_URL: 'http://127.0.0.1:1',
    CONNECTOR_TOKEN: 'token',
    RATE_LIMIT: '5'
  })
  const replicas: FastifyInstance[] = await Promise.all([1, 2, 3].map(async () => build(environment)))
  t.teardown(() => Promise.all(replicas.map(replica => replica.close())))
  const statusOf = async (number: number, headers: Record<string, string>) =>
    (await post(replicas[number % 3] as FastifyInstance, call('order'), '/', headers)).statusCode

  for (const replica of replicas) await until(() => isCounting(replica, '10.0.0.1'))

  await t.test('have one limit for an address, and guesses count, too', async t => {
    t.strictSame([await statusOf(0, known), await statusOf(1, {}), await statusOf(2, known)], [200, 401, 200])
    t.strictSame([await statusOf(3, {}), await statusOf(4, known), await statusOf(5, known), await statusOf(6, {})],
      [401, 200, 429, 429])
    const refused = await post(replicas[0] as FastifyInstance, call('order'), '/', known)
    t.match(refused.json(), { statusCode: 429, error: 'Too Many Requests' })
    t.match(refused.headers, { 'retry-after': /^\d+$/ })
    t.equal((await (replicas[0] as FastifyInstance).inject('/health')).statusCode, 200,
      'whether it lives may be asked at any time')
  })

  await t.test('count anew when the time is over, each address for itself, and forget', async t => {
    const database = openDatabase(postgres.url, 5000)
    t.teardown(() => database.end())
    await makeTables(database)
    const store = new (rateLimitStore(database))({})
    const count = (key: string, milliseconds: number) => new Promise<{
      current: number, ttl: number
    }>((resolve, reject) => {
      store.incr(key, (error, counted) => {
        error === null
          ? resolve(counted as { current: number, ttl: number })
          : reject(error)
      }, milliseconds, 5)
    })
    t.equal(store.child({} as never), store, 'routes have one limit together')
    t.equal((await count('a', 60_000)).current, 1)
    const { current, ttl } = await count('a', 60_000)
    t.equal(current, 2)
    t.ok(ttl > 30_000 && ttl <= 60_000, `${ttl} ms are left`)
    t.equal((await count('b', 100)).current, 1)
    await sleep(200)
    t.equal((await count('b', 100)).current, 1)
  })

  await t.test('turn nobody away while the database is away, and count again when it is back', async t => {
    await postgres.stop()
    t.strictSame([await statusOf(0, {}), await statusOf(0, {}), await statusOf(1, {})], [401, 401, 401])
    t.equal((await post(replicas[0] as FastifyInstance, call('order', { id: 'c2' }), '/', known)).statusCode, 200,
      'which product is asked without it')
    await postgres.start()
    await until(() => isCounting(replicas[0] as FastifyInstance, '127.0.0.1'))
    for (let number = 0; number < 5; number++) await statusOf(0, {})
    t.equal(await statusOf(0, {}), 429)
  })
})

t.test('what is missing in the environment is said', t => {
  t.throws(() => readEnvironment({}), {
    message: 'set DATABASE_URL: the database that the replicas share, such as postgres://user:password@host:5432/name'
  })
  const given = {
    DATABASE_URL: 'postgres://host/name', BOT_PASSWORD: 'x', CONNECTOR_URL: 'http://host', CONNECTOR_TOKEN: 'x'
  }
  t.throws(() => readEnvironment({ ...given, PORT: 'five' }), { message: 'set PORT: a number from 0 to 65535' })
  t.match(readEnvironment({ ...given, PORT: '80', PATH: '/bin' }), { PORT: 80, HOST: '127.0.0.1', RATE_LIMIT: 600 })
  t.end()
})

/** Whether a call makes a difference. */
async function isCounting (replica: FastifyInstance, remoteAddress: string): Promise<boolean> {
  const { headers } = await replica.inject({ url: '/', remoteAddress })
  return headers['x-ratelimit-remaining'] !== headers['x-ratelimit-limit']
}
