import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { FastifyInstance } from 'fastify'
import { openBrowser } from '../../support/browser.ts'
import { listen } from '../../support/app.ts'
import { exampleFile, programOf, serve } from '../../support/platform.ts'
import { build as exampleBot } from '../../../examples/example-bot.ts'
import { converse, type Line } from '../../../lib/testing/index.ts'

const browser = await openBrowser(t)
const script: Array<{ line: Line, text: string }> = JSON.parse(await readFile(new URL('../../fixtures/conversations/example-bot.json', import.meta.url), 'utf8'))

interface Chat {
  page: Page
  wrong: string[]
  open: () => Promise<void>
  say: (text: string) => Promise<void>
  /** What the bot has said since the user did, as it is read. */
  replies: () => Promise<string[]>
  id: () => Promise<string>
}

/** Opens the demo page, or another one. */
async function openChat (t: Test, browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Chat> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 760 }, ...options })
  t.teardown(() => context.close())
  const wrong: string[] = []
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => { console.error(`violation of ${violatedDirective}: ${blockedURI}`) })
  })
  context.on('page', page => {
    page.on('pageerror', error => wrong.push(`threw ${error.message}`))
    page.on('console', message => { if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) wrong.push(message.text()) })
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(url)
  await page.waitForSelector('bot-webclient')
  const said = page.locator('.message.user')
  return {
    page,
    wrong,
    open: async () => {
      await page.locator('.launcher').click()
      await page.waitForSelector('.composer textarea')
    },
    say: async text => {
      const before = await said.count()
      await page.fill('.composer textarea', text)
      await page.press('.composer textarea', 'Enter')
      await said.nth(before).waitFor()
    },
    replies: () => page.evaluate(() => {
      const all = [...document.querySelector('bot-webclient')?.shadowRoot?.querySelectorAll<HTMLElement>('.message') ?? []]
      const last = all.findLastIndex(message => message.classList.contains('user'))
      return all.slice(last + 1).flatMap(message => message.innerText.split('\n')).map(line => line.trim()).filter(line => line !== '')
    }),
    id: () => page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('bot-webclient'))?.[1] ?? '{}').id)
  }
}

async function start (t: Test, options: Parameters<typeof serve>[1] = {}): Promise<{ app: FastifyInstance, url: string, call: ReturnType<typeof programOf> }> {
  const app = await serve(t, { demo: true, ...options })
  return { app, url: `http://127.0.0.1:${await listen(app)}/`, call: programOf(app) }
}

/** Each line of the script as the sentence that a user types, or the title of a button. */
const lines = script.map(({ line, text }) => ({
  text,
  ...(typeof line === 'string' ? { say: line } : 'click' in line ? { click: line.click } : { say: `weather in ${String(line.entities?.location)}` })
}))

t.test('a long conversation gives the same replies and the same memory as in a test', async t => {
  const { url, call } = await start(t)
  const chat = await openChat(t, browser, url)
  await chat.open()
  const bot = await exampleBot()
  t.teardown(() => bot.close())
  const driver = await converse(bot, { bot: exampleFile })
  for (const line of lines) {
    const wanted = line.text.split('\n').map(word => word.replace(/^\[(.*)\]$/, '$1'))
    if ('say' in line) await chat.say(line.say)
    else await chat.page.getByRole('button', { name: line.click, exact: true }).last().click()
    const { memory } = await ('say' in line ? driver.say(line.say) : driver.click(line.click))
    await t.resolves(chat.page.waitForFunction(count => {
      const all = [...document.querySelector('bot-webclient')?.shadowRoot?.querySelectorAll<HTMLElement>('.message') ?? []]
      const last = all.findLastIndex(message => message.classList.contains('user'))
      return all.slice(last + 1).flatMap(message => message.innerText.split('\n')).filter(line => line.trim() !== '').length >= count
    }, wanted.length))
    t.strictSame(await chat.replies(), wanted, JSON.stringify(line))
    const { body } = await call('GET', `/build/v1/users/u/bots/b/versions/v/builder/conversation_states/${await chat.id()}`)
    t.strictSame(body.results.memory, memory, JSON.stringify(line))
  }
  t.ok(lines.length > 24)
  await chat.page.screenshot({ path: '/tmp/serve-shot-light.png' })
  t.strictSame(chat.wrong, [])
})
