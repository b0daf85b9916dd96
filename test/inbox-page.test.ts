import t from 'tap'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { basic } from '../lib/index.ts'
import { openBrowser } from './browser.ts'
import { call, listen, post } from './helper.ts'
import { openTestStore, until, withInbox } from './inbox-helper.ts'

const browser = await openBrowser(t)
const store = await openTestStore(t)
let bots = 0
const httpCredentials = { username: 'ada', password: 'a-long-password-of-hers' }

/** An app with an inbox and a page, and the page in a browser that notes whatever it should not have done. */
async function openPage (t: Test, configure: (app: FastifyInstance) => unknown = () => {}, { width = 1280, height = 860 } = {}) {
  const app = await withInbox(t, store, { bot: `page-${bots++}`, inbox: { spool: false, redact: ['password'], path: '/inbox', auth: basic(httpCredentials) } }, configure)
  const url = `http://127.0.0.1:${await listen(app)}`
  const context = await browser.newContext({ viewport: { width, height }, httpCredentials, acceptDownloads: true })
  t.teardown(() => context.close())
  const wrong: string[] = []
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => { console.error(`violation of ${violatedDirective}: ${blockedURI}`) })
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', error => wrong.push(`threw ${error.message}`))
  page.on('dialog', dialog => { wrong.push(`dialog ${dialog.message()}`); dialog.dismiss().catch(() => {}) })
  page.on('console', message => { if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) wrong.push(message.text()) })
  page.on('request', request => { if (!request.url().startsWith(`${url}/`)) wrong.push(`asked ${request.url()}`) })
  return { app, page, wrong, url, open: async () => { await page.goto(`${url}/inbox`); await page.waitForSelector('main') } }
}

t.test('what happened, what came, and the same turn again', async t => {
  let broken = true
  const { app, page, wrong, open } = await openPage(t, ({ bot }) => {
    bot.skill('order', ({ memory }) => {
      if (broken) throw new TypeError('cannot read the price of undefined')
      memory.ordered = true
      return 'Ordered'
    })
  })
  for (const id of ['c1', 'c2', 'c2']) await post(app, { ...call('order', { id }), password: 'hunter2' })
  await post(app, { conversation_id: 'c2', error: 'the webhook answered 500' }, '/errors')
  await post(app, 'gateway timeout', '/errors')
  await until(async () => (await app.bot.inbox.list()).length === 5)
  await open()
  t.equal(await page.locator('.group').count(), 3)
  await page.locator('.group', { hasText: 'TypeError' }).click()
  await page.waitForSelector('article')
  t.equal(await page.locator('.row').count(), 3)
  t.match(await page.locator('article').innerText(), /cannot read the price of undefined.*status 500/s)
  broken = false
  await page.getByRole('button', { name: 'Replay' }).click()
  await page.waitForSelector('h3:has-text("Replayed")')
  t.match(await page.locator('article').innerText(), /parts of the call were masked.*Then\s+status 500.*Now\s+status 200.*Ordered/is)
  t.equal((await app.bot.inbox.list()).length, 5, 'a replay is not kept')
  if (process.env.SHOT !== undefined) await page.screenshot({ path: `${process.env.SHOT}/inbox.png` })

  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Test file' }).click()])
  t.equal(file.suggestedFilename(), 'inbox.test.js')
  const [body] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Body' }).click()])
  t.equal(body.suggestedFilename(), 'body.bin')

  await page.locator('.group', { hasText: 'JSON, an object' }).click()
  await page.getByRole('button', { name: 'a turn that failed before' }).click()
  await page.waitForSelector('h3:has-text("Thrown")')
  await page.getByRole('button', { name: 'c2', exact: true }).click()
  await page.waitForFunction(() => document.querySelectorAll('.row').length === 3)
  await page.getByRole('button', { name: 'Erase', exact: true }).click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: 'Erase', exact: true }).click()
  await page.getByRole('button', { name: 'Erase it' }).click()
  await page.waitForSelector('text=3 entries of the conversation erased')
  t.equal((await app.bot.inbox.list()).length, 2)
  await page.getByRole('textbox').fill('c2')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=Nothing is kept of this conversation')
  t.strictSame(wrong, [])
})
