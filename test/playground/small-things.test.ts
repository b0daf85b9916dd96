import t from 'tap'
import { openTab, shareBrowser } from '../support/browser.ts'
import { echo, smallBot, webhook, withPlayground } from '../support/playground.ts'

const { browser, skip } = await shareBrowser(t)

t.test('messages wait for the delay of the one before, until something is said or the page is loaded again', {
  skip
}, async t => {
  const bot = webhook(t, ({ nlp: { source } }) => ({
    replies: source === 'short'
      ? [{ type: 'text', content: 'fourth', delay: 0.01 }, { type: 'text', content: 'fifth' }]
      : [{ type: 'text', content: 'first', delay: 5 }, { type: 'text', content: 'second' }]
  }))
  const { page, say, lastReplies } = await openTab(t, browser, await withPlayground(t, bot))
  const start = async (): Promise<void> => {
    await page.fill('#sentence', 'long')
    await page.press('#sentence', 'Enter')
    await page.waitForFunction(() => {
      const replies = [...document.querySelectorAll('.turn:last-of-type .reply')].map(({ textContent }) => textContent)
      return /first/.test(replies.join()) && !/second/.test(replies.join()) &&
        document.querySelector('.waiting[aria-label*="delay"]') !== null
    })
  }
  await start()
  await say('short')
  t.match(await page.locator('.turn').allInnerTexts(), [/first[^]*second/, /fourth[^]*fifth/])
  await start()
  await page.reload()
  await page.waitForSelector('#sentence')
  t.match(await lastReplies(), /first[^]*second/)
})

t.test('a list whose pictures fail keeps its titles in words', { skip }, async t => {
  const bot = webhook(t, () => ({
    replies: [{
      type: 'list',
      content: {
        elements: [1, 2].map(row => ({
          title: `Title of row ${row}`, subtitle: 'Some words below', imageUrl: `https://127.0.0.1:1/${'x'.repeat(90)}.png`
        })),
        buttons: []
      }
    }]
  }))
  const tab = await openTab(t, browser, await withPlayground(t, bot))
  await tab.say('list')
  await tab.page.locator('.list .picture.broken').last().waitFor()
  const { width = 0, height = 100 } = await tab.page.locator('.list .title').first().boundingBox() ?? {}
  t.ok(width > 120 && height < 30, `the title is ${width} x ${height}`)
})

t.test('quick replies that are not last say that they are gone; text of either direction is set by itself', {
  skip
}, async t => {
  const tab = await openTab(t, browser, await withPlayground(t, webhook(t, () => ({
    replies: [
      { type: 'quickReplies', content: { title: 'متى؟', buttons: [{ title: 'اليوم', value: 'a' }] } },
      { type: 'card', content: { title: 'مرحبا', buttons: [{ title: 'نعم', type: 'postback', value: 'b' }] } },
      { type: 'text', content: 'أهلا وسهلا' }
    ]
  }))))
  await tab.say('مرحبا')
  t.match(await tab.lastReplies(), /quick replies, gone since something was said after them: اليوم/)
  const directions = await tab.page.evaluate(() =>
    ['.bubble.user', '.words', '.card .title', '.card .button', '.quick-gone'].map(name => {
      const found = document.querySelector(name)
      return `${name} ${found === null ? 'missing' : getComputedStyle(found).direction}`
    }))
  t.strictSame(directions, [
    '.bubble.user rtl', '.words rtl', '.card .title rtl', '.card .button rtl', '.quick-gone ltr'
  ])
})

t.test('at a URL a pressed button goes on with its skill', { skip }, async t => {
  const skills: unknown[] = []
  const tab = await openTab(t, browser, await withPlayground(t, webhook(t, ({ conversation }) => {
    skills.push(conversation.skill)
    return { replies: [{ type: 'quickReplies', content: { title: 'q', buttons: [{ title: 'Yes', value: 'y' }] } }] }
  })))
  await tab.page.fill('#skill', 'order')
  await tab.say('hello')
  await tab.page.getByRole('button', { name: 'Yes' }).click()
  await tab.settled()
  t.strictSame(skills, ['order', 'order'])
})

t.test('what a turn did is not marked in a memory that was edited by hand since', { skip }, async t => {
  const tab = await openTab(t, browser, await withPlayground(t, webhook(t, echo)))
  await tab.say('one')
  await tab.page.locator('.tree li.added').waitFor()
  await tab.page.getByRole('button', { name: /^Change count/ }).click()
  await tab.page.keyboard.type('7')
  await tab.page.keyboard.press('Enter')
  await tab.page.getByText('Edited by hand').waitFor()
  t.equal(await tab.page.locator('.tree .added, .tree .changed, .legend').count(), 0)
})

t.test('who is speaking is read out', { skip }, async t => {
  const tab = await openTab(t, browser, await withPlayground(t, webhook(t, echo), { bot: smallBot }))
  await tab.say('hello')
  t.match(await tab.page.locator('.messages').ariaSnapshot(),
    /- article "Turn 1":\s+- group "You": hello\s+- group "Bot": You said hello/)
})

t.test('in forced colours: who speaks, what failed and what is chosen differ by more than a background', {
  skip
}, async t => {
  const bot = webhook(t, told => {
    if (told.nlp.source === 'fail') throw new Error('no')
    return echo(told)
  })
  const tab = await openTab(t, browser, await withPlayground(t, bot), { forcedColors: 'active' })
  await tab.say('one')
  await tab.say('fail')
  const borders = await tab.page.evaluate(() => ['.bubble.user', '.bubble.bot', '.bubble.wrong'].map(name => {
    const { borderTopWidth, borderTopStyle } = getComputedStyle(document.querySelector(name) as Element)
    return `${borderTopWidth} ${borderTopStyle}`
  }))
  t.strictSame(borders, ['2px solid', '1px solid', '2px dashed'])
  const colours = await tab.page.evaluate(() => ['true', 'false'].map(chosen =>
    getComputedStyle(document.querySelector(`[role=option][aria-selected=${chosen}]`) as Element).backgroundColor))
  t.not(colours[0], colours[1])
})

t.test('on a phone the header has two lines at the most', { skip }, async t => {
  const tab = await openTab(t, browser, await withPlayground(t, webhook(t, echo), { bot: smallBot }), {
    viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true
  })
  const { height = 1000 } = await tab.page.locator('header').boundingBox() ?? {}
  t.ok(height <= 90, `it is ${height} pixels high`)
  const tops = await tab.page.evaluate(() =>
    new Set([...document.querySelectorAll('.tools > *')].map(one => {
      const { top, height } = one.getBoundingClientRect()
      return Math.round((top + height / 2) / 8)
    })).size)
  t.equal(tops, 1, 'the tools are in one line')
})
