import t from 'tap'
import { basic } from '../../../lib/index.ts'
import { shareBrowser } from '../../support/browser.ts'
import { startConnector } from '../../support/connector.ts'
import { buildDurable, until } from '../../support/durable.ts'
import { listen } from '../../support/app.ts'
import { sharePostgres } from '../../support/postgres.ts'

const { browser, skip: noBrowser } = await shareBrowser(t)
const { url: store, skip } = await sharePostgres(t)
const httpCredentials = { username: 'ada', password: 'a-long-password-of-hers' }
const inbox = { spool: false, path: '/inbox', auth: basic(httpCredentials) } as const

t.test('what the page asks for: queues, and dead letters in bulk', { skip }, async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector, () => {}, { options: { name: 'api', inbox } })
  const headers = {
    authorization: `Basic ${Buffer.from(`${httpCredentials.username}:${httpCredentials.password}`).toString('base64')}`,
    'sec-fetch-site': 'same-origin'
  }
  const get = async (url: string) => app.inject({ url: `/inbox/${url}`, headers })
  const post = async (url: string, payload: object) =>
    app.inject({ method: 'POST', url: `/inbox/${url}`, headers, payload })
  t.equal((await app.inject({ url: '/inbox/queues' })).statusCode, 401)
  t.match((await get('queues')).json(),
    { bot: 'api', pushesStopped: null, queues: { jobs: { depth: 0 } }, deadLetters: [] })
  t.match((await post('queues/pause', { queue: 'pushes' })).json(),
    { queues: { pushes: { isPaused: true }, jobs: { isPaused: false } } })
  t.match((await post('queues/resume', {})).json(), { queues: { pushes: { isPaused: false } } })
  t.equal((await post('queues/pause', { queue: 'letters' })).statusCode, 400)
  connector.next.push(404, 404)
  await app.bot.push('c1', ['one', 'two'])
  await until(async () => (await app.bot.deadLetters.list()).length === 2)
  const { deadLetters } = (await get('dead-letters?code=FST_BOT_PUSH_REJECTED')).json()
  t.match(deadLetters, [{ kind: 'push', conversation: 'c1' }, { kind: 'push' }])
  t.match((await get(`dead-letters?after=${deadLetters[0].id}`)).json().deadLetters, [{ id: deadLetters[1].id }])
  t.equal((await get('dead-letters?after=x')).statusCode, 400)
  t.strictSame((await post('dead-letters/purge', { code: 'FST_BOT_JOB_DIED' })).json(), { count: 0 })
  t.strictSame((await post('dead-letters/retry', {})).json(), { count: 2 })
  await until(() => connector.read('c1').length === 2)
})

t.test('an operator pauses a queue, and settles dead letters, on the page', {
  skip: noBrowser === false ? skip : noBrowser
}, async t => {
  const connector = await startConnector(t)
  const { app } = await buildDurable(t, store, connector, () => {}, { options: { name: 'operator', inbox } })
  connector.next.push(404, 404, 500, 500, 500)
  await app.bot.push('c1', ['one', 'two'])
  await until(async () => (await app.bot.deadLetters.list()).length === 2)
  await app.bot.push('c2', 'three')
  await until(async () => (await app.bot.deadLetters.list()).length === 3)
  const url = `http://127.0.0.1:${await listen(app)}`
  const context = await browser.newContext({ httpCredentials })
  t.teardown(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  const wrong: string[] = []
  page.on('pageerror', error => wrong.push(error.message))
  await page.goto(`${url}/inbox`)
  await page.getByRole('button', { name: 'Queues' }).click()
  await page.getByRole('button', { name: 'Pause pushes' }).click()
  await page.getByRole('button', { name: 'Resume pushes' }).waitFor()
  t.match(await app.bot.store.status(), { queues: { pushes: { isPaused: true } } })
  await page.getByRole('button', { name: 'Resume pushes' }).click()
  await page.getByRole('button', { name: 'FST_BOT_PUSH_FAILED', exact: true }).click()
  await page.getByRole('cell', { name: 'c2' }).waitFor()
  await page.getByRole('button', { name: 'Retry FST_BOT_PUSH_FAILED' }).click()
  await page.getByText('1 dead letter put back.').waitFor()
  await until(() => connector.read('c2').length === 1)
  await page.getByRole('button', { name: 'Delete FST_BOT_PUSH_REJECTED' }).click()
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('button', { name: 'Delete FST_BOT_PUSH_REJECTED' }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText('Nothing was given up.').waitFor()
  t.strictSame(await app.bot.deadLetters.list(), [])
  t.strictSame(wrong, [])
})
