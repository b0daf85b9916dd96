import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { FastifyInstance } from 'fastify'
import { findAxeFaultsInAllLooks } from '../../support/axe.ts'
import { shareBrowser } from '../../support/browser.ts'
import { listen } from '../../support/app.ts'
import { exampleFile, memoryBot, programOf, serve, WEBCHAT_TOKEN } from '../../support/platform.ts'
import { build as exampleBot } from '../../../examples/example-bot.ts'
import { converse, type ScriptStep } from '../../../lib/testing/index.ts'
import { repository } from '../../support/repository.ts'

const { browser, skip } = await shareBrowser(t)
const script: Array<{ line: ScriptStep, text: string }> =
  JSON.parse(await readFile(new URL('test/fixtures/conversations/example-bot.json', repository), 'utf8'))

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
    addEventListener('securitypolicyviolation',
      ({ violatedDirective, blockedURI }) => { console.error(`violation of ${violatedDirective}: ${blockedURI}`) })
  })
  context.on('page', page => {
    page.on('pageerror', error => wrong.push(`threw ${error.message}`))
    page.on('console', message => {
      if (message.type() === 'error' &&
      !/Failed to load resource/.test(message.text())) wrong.push(message.text())
    })
  })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
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
      const all = [...document.querySelector('bot-webclient')?.shadowRoot?.querySelectorAll<HTMLElement>('.message') ??
        []]
      const last = all.findLastIndex(message => message.classList.contains('user'))
      return all.slice(last + 1).flatMap(message => message.innerText.split('\n')).map(line => line.trim())
        .filter(line => line !== '')
    }),
    id: () => page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([key]) =>
      key.startsWith('bot-webclient'))?.[1] ?? '{}').id)
  }
}

async function start (t: Test, options: Parameters<typeof serve>[1] = {}): Promise<{
  app: FastifyInstance, url: string, call: ReturnType<typeof programOf>
}> {
  const app = await serve(t, { demo: true, ...options })
  return { app, url: `http://127.0.0.1:${await listen(app)}/`, call: programOf(app) }
}

/** Each line of the script as the sentence that a user types, or the title of a button. */
const lines = script.map(({ line, text }) => ({
  text,
  ...(typeof line === 'string'
    ? { say: line }
    : 'click' in line
      ? { click: line.click }
      : { say: `weather in ${String(line.entities?.location)}` })
}))

t.test('a long conversation gives the same replies and the same memory as in a test', { skip }, async t => {
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
      const all = [...document.querySelector('bot-webclient')?.shadowRoot?.querySelectorAll<HTMLElement>('.message') ??
        []]
      const last = all.findLastIndex(message => message.classList.contains('user'))
      return all.slice(last + 1).flatMap(message => message.innerText.split('\n')).filter(line =>
        line.trim() !== '').length >= count
    }, wanted.length))
    t.strictSame(await chat.replies(), wanted, JSON.stringify(line))
    const { body } = await call('GET',
      `/build/v1/users/u/bots/b/versions/v/builder/conversation_states/${await chat.id()}`)
    t.strictSame(body.results.memory, memory, JSON.stringify(line))
  }
  t.ok(lines.length > 24)
  t.strictSame(chat.wrong, [])
})

/** One of each type, as a bot may push it. */
const everyType = [
  {
    type: 'text',
    content: 'A text with **bold**, a [link](https://example.com/a) and\n\n- a list\n- of two',
    markdown: true
  },
  {
    type: 'picture',
    content: 'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 40 20%22%3E%3Crect ' +
      'width=%2240%22 height=%2220%22 fill=%22%2316a34a%22/%3E%3C/svg%3E'
  },
  {
    type: 'buttons',
    content: {
      title: 'Buttons',
      buttons: [{ type: 'postback', title: 'Weather', value: 'weather in Paris' }, {
        type: 'web_url', title: 'Site', value: 'https://example.com/'
      }, { type: 'phonenumber', title: 'Call', value: '+33 1 23 45' }]
    }
  },
  {
    type: 'card',
    content: {
      title: 'Card',
      subtitle: 'With a subtitle',
      imageUrl: '',
      buttons: [{ type: 'trigger_skill', title: 'Forget', value: 'forget-all' }]
    }
  },
  {
    type: 'carousel',
    content: ['One', 'Two', 'Three'].map(title => ({
      title, subtitle: 'In a carousel', buttons: [{ type: 'postback', title: `Take ${title}`, value: 'hello' }]
    }))
  },
  {
    type: 'list',
    content: {
      elements: [
        { title: 'Row', subtitle: 'Of a list', buttons: [{ type: 'postback', title: 'Open', value: 'hello' }] },
        { title: 'Row 2', buttons: [] }
      ],
      buttons: [{ type: 'postback', title: 'More', value: 'hello' }]
    }
  },
  { type: 'video', content: 'https://example.com/film.mp4' },
  { type: 'audio', content: 'https://example.com/sound.mp3' },
  {
    type: 'quickReplies',
    content: {
      title: 'Which one?',
      buttons: [{ title: 'Paris', value: 'weather in Paris' }, { title: 'Lyon', value: 'weather in Lyon' }]
    }
  }
]

async function push (call: ReturnType<typeof programOf>, chat: Chat, messages: unknown[]): Promise<void> {
  const { status } = await call('POST', `/connect/v1/conversations/${await chat.id()}/messages`, { messages })
  if (status !== 201) throw new Error(`a push was answered ${status}`)
}

/** A page without a policy of its own, so that a test can put its tools into it. */
async function pageWith (t: Test, tag: string, policy?: string): Promise<string> {
  const { default: Fastify } = await import('fastify')
  const site: FastifyInstance = Fastify({ forceCloseConnections: true })
  t.teardown(() => site.close())
  site.get('/', async (_request, reply) => reply.type('text/html').headers(policy === undefined
    ? {}
    : { 'content-security-policy': policy })
    .send('<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A ' +
      `site</title><main><h1>A site</h1><p>Words of it.</p></main>${tag}</html>`))
  return `http://127.0.0.1:${await listen(site)}/`
}

const looks: Array<[name: string, attributes: string, options: BrowserContextOptions]> = [
  ['light', '', { colorScheme: 'light' }],
  ['dark', '', { colorScheme: 'dark' }],
  ['phone', '', { colorScheme: 'light', viewport: { width: 375, height: 700 }, isMobile: true, hasTouch: true }],
  ['arabic', 'data-language="ar"', { colorScheme: 'light' }]
]

for (const [name, attributes, options] of looks) {
  t.test(`all types of replies are drawn, and nothing is in the way of a screen reader: ${name}`, { skip }, async t => {
    const { url, call } = await start(t, { origins: ['*'] })
    const site = await pageWith(t,
      `<script src="${url}webclient.js" channelId="bot" token="${WEBCHAT_TOKEN}" ${attributes}></script>`)
    const chat = await openChat(t, browser, site, options)
    t.strictSame(await findAxeFaultsInAllLooks(chat.page), [])
    await chat.open()
    await chat.page.waitForFunction(() => Object.keys(localStorage).length > 0)
    await push(call, chat,
      name === 'arabic' ? [{ type: 'text', content: 'مرحبا، كيف يمكنني مساعدتك؟' }, ...everyType] : everyType)
    await chat.page.locator('.quick .button').first().waitFor()
    const { page } = chat
    t.equal(await page.locator('.words strong').innerText(), 'bold')
    t.equal(await page.locator('.words ul li').count(), 2)
    t.equal(await page.locator('.bubble.media img').count(), 1)
    t.equal(await page.locator('a[href="tel:+33112345"], a[href^="tel:"]').count(), 1)
    t.equal(await page.locator('.carousel .card').count(), 3)
    t.equal(await page.locator('.list li').count(), 2)
    t.equal(await page.locator('a[href="https://example.com/film.mp4"]').count(), 1)
    t.equal(await page.locator('a[href="https://example.com/sound.mp3"]').count(), 1)
    t.strictSame(await page.locator('.quick .button').allInnerTexts(), ['Paris', 'Lyon'])
    t.equal(await page.locator('.client').getAttribute('dir'), name === 'arabic' ? 'rtl' : 'ltr')
    if (name === 'arabic') t.equal(await page.getByPlaceholder('اكتب رسالة').count(), 1)
    if (process.env.SCREENSHOTS) {
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-end.png` })
      await page.evaluate(() => {
        document.querySelector('bot-webclient')?.shadowRoot?.querySelector('.messages')
          ?.scrollTo(0, 0)
      })
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` })
    }
    t.strictSame(await findAxeFaultsInAllLooks(page), [])
    t.notOk(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
      'nothing is wider than the screen')
    t.strictSame(chat.wrong, [])
  })
}

t.test('the page goes on after a reload, and after a restart of the server that keeps its conversations', {
  skip
}, async t => {
  const folder = await mkdtemp(join(tmpdir(), 'serve-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const store = `pglite:${folder}`
  const first = await start(t, { store })
  const { port } = new URL(first.url)
  const chat = await openChat(t, browser, first.url)
  await chat.open()
  await chat.say('weather in Paris')
  await chat.page.getByText('Paris: cloudy').waitFor()
  const id = await chat.id()

  await chat.page.reload()
  await chat.page.getByText('Paris: cloudy').waitFor()
  t.equal(await chat.page.locator('.message').count(), 2, 'what was said is there again, once')

  await first.app.close()
  await chat.page.locator('.offline').waitFor()
  await chat.page.fill('.composer textarea', 'what is the weather like')
  await chat.page.press('.composer textarea', 'Enter')
  const second = await serve(t, { demo: true, store })
  await second.listen({ port: Number(port), host: '127.0.0.1' })
  await chat.page.locator('.message.bot').nth(1).waitFor()
  t.equal(await chat.id(), id)
  t.strictSame(await chat.replies(), ['Paris: cloudy, 14 degrees.'], 'the memory is there as well')
  t.equal(await chat.page.locator('.offline').count(), 0)
  t.equal(await chat.page.locator('.message').count(), 4, 'nothing is there twice')
})

t.test('a server that has forgotten the conversation gives the page a new one, and nothing that is said is lost', {
  skip
}, async t => {
  const { app, url } = await start(t)
  const chat = await openChat(t, browser, url)
  await chat.open()
  await chat.say('weather in Lyon')
  await chat.page.getByText('Lyon: sunny').waitFor()
  const id = await chat.id()
  await app.close()
  const second = await serve(t, { demo: true })
  await second.listen({ port: Number(new URL(url).port), host: '127.0.0.1' })
  await chat.page.getByText('A new conversation has begun.').waitFor()
  await chat.say('weather in Brest')
  await chat.page.getByText('Brest: rain').waitFor()
  t.not(await chat.id(), id)
  t.equal(await chat.page.locator('.message.user').count(), 2)

  await programOf(second)('DELETE',
    `/build/v1/users/u/bots/b/versions/v/builder/conversation_states/${await chat.id()}`)
  await chat.say('weather in Atlantis')
  await chat.page.getByText('I know nothing of Atlantis').waitFor()
  t.equal(await chat.page.locator('.failed').count(), 0)
})

t.test('what cannot be sent says so, and is sent again on request, once', { skip }, async t => {
  const { url } = await start(t)
  const chat = await openChat(t, browser, url)
  await chat.open()
  await chat.page.waitForFunction(() => Object.keys(localStorage).length > 0)
  await chat.page.route('**/connect/v1/webhook/bot',
    route => route.fulfill({ status: 400, json: { results: null, message: 'no' } }))
  await chat.say('weather in Lyon')
  await chat.page.getByRole('alert').waitFor()
  await chat.page.unroute('**/connect/v1/webhook/bot')
  await chat.page.getByRole('button', { name: 'Try again' }).click()
  await chat.page.getByText('Lyon: sunny').waitFor()
  t.equal(await chat.page.locator('.message.user').count(), 1)
  t.equal(await chat.page.locator('.failed').count(), 0)
})

t.test('a page gives its memory and gets the messages, by the hooks of the platform, under a strict policy', {
  skip
}, async t => {
  const { url } = await start(t, { bot: memoryBot, origins: ['*'] })
  const { origin } = new URL(url)
  const policy = `default-src 'none'; script-src ${origin} 'nonce-abc'; connect-src ${origin}; img-src https: data:; ` +
    'require-trusted-types-for \'script\'; trusted-types lit-html'
  const site = await pageWith(t, `<script nonce="abc">
    window.told = []
    window.sapcai = {
      webclientBridge: {
        getMemory: async id => ({ memory: { page: 'a page of ' + id.length }, merge: true }),
        onMessage: ({ messages }) => window.told.push(...messages)
      }
    }
  </script><script
    src="${url}webclient.js" data-channel-id="bot" data-token="${WEBCHAT_TOKEN}" data-theme="dark"></script>`, policy)
  const chat = await openChat(t, browser, site)
  await chat.page.evaluate(() => (window as any).sap.cai.webclient.send('hello'))
  await chat.page.getByText('You are on a page of 36').waitFor()
  t.match(await chat.page.evaluate(() => (window as any).told),
    [{ isBot: false, attachment: { content: 'hello' } }, { isBot: true, attachment: { type: 'text' } }])
  await chat.page.evaluate(() => (window as any).sap.cai.webclient.hide())
  await chat.page.locator('.launcher').waitFor()
  await chat.page.evaluate(() => (window as any).sap.cai.webclient.toggle())
  await chat.page.locator('.panel').waitFor()
  await chat.page.keyboard.press('Escape')
  await chat.page.locator('.launcher').waitFor()
  t.strictSame(chat.wrong, [])
})

t.test('messages wait for the delay of the one before, with a sign that more is to come; a closed chat counts them', {
  skip
}, async t => {
  const { url, call } = await start(t)
  const chat = await openChat(t, browser, url)
  await chat.open()
  await chat.page.waitForFunction(() => Object.keys(localStorage).length > 0)
  await push(call, chat, [{ type: 'text', content: 'first', delay: 3 }, { type: 'text', content: 'second' }])
  await chat.page.getByText('first').waitFor()
  await chat.page.locator('.typing').waitFor()
  t.equal(await chat.page.getByText('second').count(), 0)
  await chat.page.getByText('second').waitFor()
  t.equal(await chat.page.locator('.typing').count(), 0)
  await chat.page.locator('.close').click()
  await push(call, chat, [{ type: 'text', content: 'third' }])
  await chat.page.getByRole('button', { name: '1 unread' }).click()
  await chat.page.getByText('third').waitFor()
  t.strictSame(chat.wrong, [])
})

t.test('who says something does not wait for the delays of what the bot has said before', { skip }, async t => {
  const { url, call } = await start(t)
  const chat = await openChat(t, browser, url)
  await chat.open()
  await chat.page.waitForFunction(() => Object.keys(localStorage).length > 0)
  await push(call, chat, ['first', 'second', 'third'].map(content => ({ type: 'text', content, delay: 5 })))
  await chat.page.locator('.typing').waitFor()
  t.equal(await chat.page.getByText('third').count(), 0)
  await chat.say('hello')
  t.match((await chat.page.locator('.message').allInnerTexts()).slice(0, 4).join(' '),
    /first[^]*second[^]*third[^]*hello/)
  t.strictSame(chat.wrong, [])
})

t.test('all of it is 40 KB at most, compressed, and has no word of English in another language', { skip }, async t => {
  const { app, url } = await start(t)
  const loaded = new Map<string, number>()
  const context = await browser.newContext()
  t.teardown(() => context.close())
  const page = await context.newPage()
  const sizes: Array<Promise<unknown>> = []
  page.on('response', response => {
    if (/webclient/.test(response.url()) && /javascript/.test(response.headers()['content-type'] ?? '')) {
      sizes.push(response.request().sizes().then(({ responseBodySize }) =>
        loaded.set(response.url(), responseBodySize)))
    }
  })
  await page.goto(url)
  await page.waitForSelector('bot-webclient')
  await Promise.all(sizes)
  const total = [...loaded.values()].reduce((sum, size) => sum + size, 0)
  t.comment(`${loaded.size} files, ${total} bytes`)
  t.ok(loaded.size > 5 && [...loaded.values()].every(size => size > 0))
  t.ok(total < 40 * 1024, String(total))
  const plain = await app.inject('/webclient.js')
  t.equal(plain.headers['content-encoding'], undefined)
  t.match(plain.body, 'currentScript')

  const { textsIn, isRightToLeft } = await import(new URL('lib/platform/api/webclient/page/texts.js', repository).href)
  const { texts: english } = textsIn('xx')
  for (const code of ['ar', 'de', 'es', 'fr', 'it', 'pt']) {
    const { language, texts } = textsIn(`${code}-XX`)
    t.equal(language, code)
    t.strictSame(Object.keys(texts).sort(), Object.keys(english).sort())
    for (const [name, text] of Object.entries(texts)) {
      if (name !== 'messages') {
        t.not(text, english[name],
      `${code}: ${name}`)
      }
    }
  }
  t.ok(isRightToLeft('he'))
})
