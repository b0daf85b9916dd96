import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { listen } from './app.ts'
import { PAGE_TOKEN } from './playground.ts'
import { CHROMIUM, skipWithout } from './required-programs.ts'

/**
 * Opens the browser that all tests of a file share. They take `skip` as an option: where Chromium is not installed it
 * is the reason, and nothing else is there.
 */
export async function shareBrowser (t: Pick<Test, 'teardown'>): Promise<{ browser: Browser, skip: string | false }> {
  const skip = skipWithout('chromium')
  if (skip !== false) return { browser: {} as Browser, skip }
  const temp = await mkdtemp(join(tmpdir(), 'bot-browser-')) // it does not always tidy up when it is closed
  const browser = await chromium.launch({
    executablePath: CHROMIUM as string,
    args: ['--no-sandbox', '--disable-gpu'],
    env: { ...process.env, TMPDIR: temp } as Record<string, string>
  })
  t.teardown(async () => {
    await browser.close()
    await rm(temp, { recursive: true, force: true, maxRetries: 5 })
  })
  return { browser, skip }
}

/** A page in a browser of its own. */
export interface Tab {
  /**
   * What it should not have done: errors, violations of its policy, dialogs, requests to other hosts than for pictures.
   */
  readonly wrong: readonly string[]
  readonly page: Page
  readonly url: string
  /** Says a sentence, and waits for the answer. */
  readonly say: (text: string) => Promise<void>
  /** On a phone: shows the chat, or what is beside it elsewhere. */
  readonly turnOver: (side: 'first' | 'other') => Promise<void>
  /** Waits until nothing is on its way. */
  readonly settled: () => Promise<void>
  /** The replies of the last turn as they are read, without what stands below them. */
  readonly lastReplies: () => Promise<string>
  /** Calls the API from within the page. */
  readonly conversation: () => Promise<any>
}

/** Opens the playground of an app, which listens from now on. */
export async function openTab (t: Test, browser: Browser, app: FastifyInstance, {
  path = '/playground/', ...options
}: BrowserContextOptions & { path?: string } = {}): Promise<Tab> {
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : await listen(app)
  const url = `http://127.0.0.1:${port}`
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const wrong: string[] = []
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation',
      ({ violatedDirective, blockedURI }) => { console.error(`violation of ${violatedDirective}: ${blockedURI}`) })
  })
  context.on('page', page => {
    page.on('pageerror', error => wrong.push(`threw ${error.message}`))
    page.on('dialog', dialog => { wrong.push(`dialog ${dialog.message()}`); dialog.dismiss().catch(() => {}) })
    page.on('console', message => {
      if (message.type() === 'error' &&
      !/Failed to load resource/.test(message.text())) wrong.push(message.text())
    })
    page.on('request', request => {
      if (!request.url().startsWith(`${url}/`) &&
      request.resourceType() !== 'image') wrong.push(`asked ${request.url()}`)
    })
  })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(`${url}${path}?token=${PAGE_TOKEN}`)
  await page.waitForSelector('#sentence')
  t.teardown(async () => { await context.close() })
  const settled = async () => { await page.waitForFunction(() => document.querySelector('.waiting') === null) }
  return {
    wrong,
    page,
    url,
    settled,
    turnOver: side => page.getByRole('button', { name: side === 'first' ? 'Chat' : 'Inspect', exact: true }).click(),
    say: async text => {
      const before = await page.locator('.turn').count()
      await page.fill('#sentence', text)
      await page.press('#sentence', 'Enter')
      await page.waitForFunction(before =>
        document.querySelectorAll('.turn').length > before && document.querySelector('.waiting') === null, before)
    },
    lastReplies: async () => (await page.locator('.turn').last().locator('.reply').allInnerTexts()).join('\n'),
    conversation: () => page.evaluate(async () =>
      (await fetch(`conversations/${sessionStorage.getItem('bot-playground-conversation')}`)).json()),
  }
}
