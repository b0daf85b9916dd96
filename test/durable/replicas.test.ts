import pg from 'pg'
import t from 'tap'
import { startConnector } from '../support/connector.ts'
import { until } from '../support/durable.ts'
import { startPostgres } from '../support/postgres.ts'
import { skipWithout } from '../support/required-programs.ts'
import { startReplicas } from '../support/replicas/start.ts'
import { talk } from '../support/replicas/talk.ts'

const TURNS = Number(process.env.TURNS ?? 600) // `npm run test:replicas` does more

t.test('three replicas, one of which is killed: each call runs once, and what was left for later arrives in order', {
  timeout: 3_600_000, skip: skipWithout('postgresql')
}, async t => {
  const connector = await startConnector(t)
  const { url } = await startPostgres(t)
  const replicas = await startReplicas(t, {
    DATABASE_URL: url,
    BOT_PASSWORD: 'a-password-of-a-bot',
    CONNECTOR_URL: connector.url,
    CONNECTOR_TOKEN: connector.token,
    RATE_LIMIT: '1000000'
  })

  const began = performance.now()
  const { ordered, duplicates, broken, answeredLast, failed } = await talk(replicas.port, TURNS,
    'platform:a-password-of-a-bot')
  const seconds = Math.round((performance.now() - began) / 1000)
  const read = (conversation: string) => connector.read(conversation).map(message =>
    String(message).split(': ')[1]?.slice(0, -1) as string)
  await until(() => [...ordered].every(([conversation, products]) =>
    new Set(read(conversation)).size === products.length), 120_000).catch(() => {})

  const database = new pg.Client(url)
  await database.connect()
  t.teardown(() => database.end())
  const { rows } = await database.query('SELECT product, count(*)::integer AS runs FROM orders GROUP BY product')
  const runs = new Map<string, number>(rows.map(({ product, runs }) => [product, runs]))

  const products = [...ordered.values()].flat()
  const elsewhere = duplicates.filter(({ servedBy: [first, second] }) => first !== second)
  const twice = products.filter(product => runs.get(product) !== 1)
  t.comment(`${products.length} turns in ${seconds} s, ${duplicates.length} calls made twice (${elsewhere.length} to ` +
    `two replicas), ${broken.size} broken off by the kill, ${twice.length} run again`)

  for (const message of new Set(replicas.trouble)) {
    t.comment(`${replicas.trouble.filter(other => other === message).length} x ${message}`)
  }

  t.strictSame(failed, [], 'every call is answered 200')
  t.ok(products.length >= TURNS)
  t.ok(duplicates.length >= TURNS / 100)
  t.ok(elsewhere.length > 0, 'duplicates came to two replicas')
  await until(() => replicas.started > 3) // another comes in the place of the one that was killed
  t.strictSame(twice.filter(product => !broken.has(product) && !answeredLast.has(product)), [], 'each call ran once')
  t.ok(twice.every(product => runs.get(product) === 2),
    'but those that were made again after they broke off, or were answered just before: at most once more')
  t.strictSame(duplicates.filter(({ product, answers: [first, second] }) =>
    first !== second && !answeredLast.has(product)), [],
  'a call that came twice was answered the same')

  for (const [conversation, products] of ordered) {
    const told = read(conversation)
    t.strictSame(products.filter(product => !told.includes(product)), [], `${conversation}: every reply arrived`)
    const places = told.map(product => products.indexOf(product))
    t.strictSame(places.filter((place, index) => index > 0 && place < (places[index - 1] as number)), [],
      `${conversation}: in order`)
  }
  const again = [...ordered].map(([conversation]) => read(conversation))
    .reduce((sum, told) => sum + told.length - new Set(told).size, 0)
  t.ok(again <= ordered.size + twice.length, `${again} replies arrived twice: in each conversation the one that ` +
    'was on its way, and those of calls that were run again')
  t.equal(await replicas.stop(), 0, 'they stop in an orderly way')
})
