import t from 'tap'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { basic } from '../../../lib/index.ts'
import { findAxeFaultsInAllLooks } from '../../support/axe.ts'
import { shareBrowser } from '../../support/browser.ts'
import { call, listen, post } from '../../support/app.ts'
import { folder, openTestStore, until, withInbox } from '../../support/inbox.ts'

const { browser, skip } = await shareBrowser(t)
const store = await openTestStore(t)
let bots = 0
const httpCredentials = { username: 'ada', password: 'a-long-password-of-hers' }

/** An app with an inbox and a page, and the page in a browser that notes whatever it should not have done. */
async function openPage (t: Test, configure: (app: FastifyInstance) => unknown = () => {}, {
  width = 1280, height = 860
} = {}) {
  const app = await withInbox(t, store, {
    bot: `page-${bots++}`,
    // on a busy machine entries take the way through it
    inbox: { spool: await folder(t), redact: ['password'], path: '/inbox', auth: basic(httpCredentials) }
  }, configure)
  const url = `http://127.0.0.1:${await listen(app)}`
  const context = await browser.newContext({ viewport: { width, height }, httpCredentials, acceptDownloads: true })
  t.teardown(() => context.close())
  const wrong: string[] = []
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation',
      ({ violatedDirective, blockedURI }) => { console.error(`violation of ${violatedDirective}: ${blockedURI}`) })
  })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  page.on('pageerror', error => wrong.push(`threw ${error.message}`))
  page.on('dialog', dialog => { wrong.push(`dialog ${dialog.message()}`); dialog.dismiss().catch(() => {}) })
  page.on('console', message => {
    if (message.type() === 'error' &&
    !/Failed to load resource/.test(message.text())) wrong.push(message.text())
  })
  page.on('request', request => { if (!request.url().startsWith(`${url}/`)) wrong.push(`asked ${request.url()}`) })
  return {
    app, page, wrong, url, open: async () => { await page.goto(`${url}/inbox`); await page.waitForSelector('main') }
  }
}

t.test('what happened, what came, and the same turn again', { skip }, async t => {
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
  await page.getByRole('link', { name: /failure\s*order.*cannot read the price of undefined/s }).click()
  await page.waitForSelector('article')
  t.equal(await page.locator('.row').count(), 3)
  t.match(await page.locator('article').innerText(), /cannot read the price of undefined.*status 500/s)
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  await page.waitForSelector('h4:has-text("Thrown now")')
  t.match(await page.locator('article').innerText(),
    /Thrown now\s+TypeError: cannot read the price of undefined\s+.*page\.test/s, 'the line of the handler, too')
  broken = false
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  await page.waitForSelector('h4:has-text("Thrown now")', { state: 'detached' })
  t.match(await page.locator('article').innerText(),
    /parts of the call were masked.*Then\s+status 500.*Now\s+status 200.*Ordered/is)
  t.equal((await app.bot.inbox.list()).length, 5, 'a replay is not kept')
  if (process.env.SHOT !== undefined) await page.screenshot({ path: `${process.env.SHOT}/inbox.png` })

  const [file] = await Promise.all([
    page.waitForEvent('download'), page.getByRole('link', { name: 'Test file' }).click()
  ])
  t.equal(file.suggestedFilename(), 'inbox.test.js')
  const [body] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Body' }).click()])
  t.equal(body.suggestedFilename(), 'body.bin')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy transcript' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))
  const [latest] = await app.bot.inbox.list({ conversation: 'c2' }).then(all => all.filter(({ kind }) =>
    kind === 'failure'))
  t.strictSame(copied, JSON.parse(JSON.stringify(await app.bot.inbox.transcript(latest?.id ?? ''))),
    'what the playground opens when it is pasted there')

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

t.test('groups are searched, sorted by count, done until they happen again, linked to, and replayed together', {
  skip
}, async t => {
  let isMended = false
  const { app, page, wrong, open } = await openPage(t, ({ bot }) => {
    bot.skill('order', ({ id }) => {
      if (id === 'two' || !isMended) throw new TypeError('no price')
      return 'Ordered'
    })
    bot.skill('pay', () => { throw new RangeError('the card is void') })
  })
  const kept = async (count: number) => until(async () => (await app.bot.inbox.list()).length === count)
  const titles = () => page.locator('.group .message').allInnerTexts()
  const groups = async (count: number) => page.waitForFunction(count =>
    document.querySelectorAll('.group').length === count, count)
  for (const id of ['one', 'two', 'three']) await post(app, call('order', { id }))
  await kept(3)
  await post(app, call('pay'))
  await kept(4)
  await open()
  t.strictSame(await titles(), ['the card is void', 'no price'])
  await page.selectOption('select[aria-label=Order]', 'count')
  await page.waitForFunction(() => document.querySelector('.group .message')?.textContent === 'no price')
  await page.getByRole('searchbox').fill('PAY void')
  await groups(1)
  t.strictSame(await titles(), ['the card is void'], 'skill and message count, in any case')
  await page.getByRole('searchbox').fill('nowhere')
  await page.getByText('No group has these words.').waitFor()
  await page.getByRole('searchbox').fill('')
  await groups(2)

  await page.locator('.group').first().click()
  await page.waitForSelector('article')
  isMended = true
  await page.getByRole('button', { name: 'Replay all' }).click()
  await page.getByRole('button', { name: 'Leave it' }).click()
  await page.getByRole('button', { name: 'Replay all' }).click()
  await page.getByRole('button', { name: 'Replay 3 turns' }).click()
  await page.getByText('3 of 3 replayed: 2 went well, 1 failed').waitFor()
  t.match(await page.locator('.row').allInnerTexts(), [/went well/, /failed again/, /went well/])

  await page.getByRole('button', { name: 'Mark group as done' }).click()
  await groups(1)
  await page.selectOption('select[aria-label=Which]', 'true')
  await page.locator('.group .done').waitFor()
  t.strictSame(await titles(), ['no price'])
  await page.selectOption('select[aria-label=Which]', '')
  await groups(2)
  t.strictSame(await findAxeFaultsInAllLooks(page), [])
  await page.getByRole('button', { name: 'Queues' }).click()
  t.strictSame(await findAxeFaultsInAllLooks(page), [], 'queues')
  const link = await page.evaluate(() => location.href)
  t.match(link, /#group=\d+$/)
  await page.goto('about:blank')
  await page.goto(link)
  await page.waitForSelector('article')
  t.match(await page.locator('article').innerText(), 'no price', 'a link leads to its group, done or not')
  await page.getByRole('button', { name: 'Open again' }).click()
  await groups(2)
  await page.getByRole('button', { name: 'Mark group as done' }).click()
  await groups(1)
  await post(app, call('order', { id: 'two' }))
  await kept(5)
  await page.getByRole('button', { name: 'Refresh' }).click()
  await groups(2)
  await page.evaluate(() => { location.hash = '#group=x' })
  t.strictSame(wrong.filter(text => !text.includes('about:blank')), [])
})

/** Each would run in a page that takes it for its own. */
const payloads = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>', '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>",
  '</script><script>alert(1)</script>',
  '<iframe src="javascript:alert(1)"></iframe>', '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">x</a>', '<body onload=alert(1)>', '<input autofocus onfocus=alert(1)>',
  '<details open ontoggle=alert(1)>', '<video><source onerror=alert(1)></video>', '<audio src=x onerror=alert(1)>',
  '<object data="javascript:alert(1)">', '<embed src="javascript:alert(1)">',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<math><mtext><script>alert(1)</script></mtext></math>', '<template><script>alert(1)</script></template>',
  '<style>@import "http://evil.test/x.css"</style>', '<link rel=stylesheet href="http://evil.test/x.css">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<base href="http://evil.test/">', '$' + '{alert(1)}', '{{constructor.constructor("alert(1)")()}}',
  '`$' + '{alert(1)}`', '<!--<script>alert(1)//-->', '<![CDATA[<script>alert(1)</script>]]>',
  '\u2028<script>alert(1)</script>', '<scr\0ipt>alert(1)</scr\0ipt>',
  '&lt;script&gt;alert(1)&lt;/script&gt;', '<marquee onstart=alert(1)>', '<select autofocus onfocus=alert(1)>',
  '<textarea autofocus onfocus=alert(1)>', '<x contenteditable onblur=alert(1)>', '<img src="http://evil.test/x.png">',
  'javascript:alert(1)', '?lit$1$<img src=x onerror=alert(1)>', '<?lit$',
  '<div @click=alert(1) .innerHTML="<img src=x onerror=alert(1)>">'
]

t.test('hostile texts are shown as texts, and run nothing', { skip }, async t => {
  t.ok(payloads.length > 37)
  const { app, page, wrong, open } = await openPage(t, ({ bot }) => {
    bot.fallback(({ body }) => {
      throw Object.assign(new Error(String(body.nlp?.source)), { name: String(body.nlp?.source) })
    })
  })
  for (const payload of payloads) {
    await post(app, {
      ...call(payload, { id: payload, memory: { [payload]: payload } }),
      nlp: { source: payload, [payload]: [payload] }
    }, `/?${encodeURIComponent(payload)}=1`)
    await post(app, { [payload]: payload, conversation_id: payload }, '/errors', { 'content-type': 'text/html' })
    await post(app, payload, '/errors', { 'content-type': 'text/html' })
  }
  await until(async () => (await app.bot.inbox.list({ limit: 1000 })).length === payloads.length * 3)
  await open()
  const before = await page.evaluate(() => location.href)
  for (const group of await page.locator('.group').all()) {
    await group.click()
    await page.waitForFunction(group => group?.getAttribute('aria-current') === 'true', await group.elementHandle())
    await page.waitForSelector('article')
    for (const row of await page.locator('.row').all()) await row.click()
  }
  for (const payload of payloads.slice(0, 12)) {
    await page.getByRole('textbox').fill(payload)
    await page.keyboard.press('Enter')
    await page.waitForFunction(payload => document.querySelector('.group[aria-current=true]') === null &&
      document.querySelector('.facts')?.textContent?.includes(payload), payload)
    await page.locator('.row').last().click()
    await page.waitForFunction(() => [...document.querySelectorAll('.row')].at(-1)
      ?.getAttribute('aria-current') === 'true')
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.waitForSelector('h3:has-text("Replayed")')
  }
  t.equal(await page.evaluate(() => location.href.replace(/#group=\d+$/, '')), before)
  t.equal(await page.locator('#page :is(script, img, iframe, svg, object, embed, video, audio, math, template, link, ' +
    'style, meta, base, marquee, textarea), #page select:not(.filters > *)').count(), 0)
  t.strictSame(wrong, [])
})

t.test('on a small screen, in the dark, and when the server is gone', { skip }, async t => {
  const { app, page, open } = await openPage(t,
    ({ bot }) => { bot.fallback(() => { throw new Error('x'.repeat(500)) }) }, { width: 380, height: 700 })
  await post(app, call())
  await until(async () => (await app.bot.inbox.list()).length === 1)
  await open()
  await page.locator('.group').click()
  await page.waitForSelector('article')
  t.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
  const heights = await page.evaluate(() => ['h1', 'article h2'].map(name =>
    (document.querySelector(name) as Element).getBoundingClientRect().height))
  t.ok(heights.every(height => height < 60), `titles are in words, not in letters: ${String(heights)}`)
  t.equal(await page.evaluate(() => {
    const [groups, entries] = ['.groups', '.entries'].map(name => document.querySelector(name)?.getBoundingClientRect())
    return [entries?.top === groups?.bottom, (entries?.bottom ?? 0) >= innerHeight]
  }).then(String), 'true,true', 'no gap between the two, nor below')
  await page.getByRole('button', { name: 'Dark or light' }).click()
  t.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark')
  await app.close()
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.waitForSelector('[role=alert]')
  t.match(await page.locator('[role=alert]').innerText(), 'The inbox does not answer')
  await page.keyboard.press('Escape')
  t.equal(await page.locator('[role=alert]').count(), 0)
})
