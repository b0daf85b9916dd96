import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { playground } from '../../lib/playground/index.ts'
import { brokenBots, SENTENCE } from '../fixtures/broken-bots.ts'
import { startBroken } from '../support/broken-bot.ts'
import { openTab, shareBrowser, type Tab } from '../support/browser.ts'
import { PAGE_TOKEN } from '../support/playground.ts'

const { browser, skip } = await shareBrowser(t)

t.test('the page names the cause of each mistake', { skip }, async t => {
  for (const broken of brokenBots) {
    await t.test(broken.mistake, async t => {
      const { url, path, spoil } = await startBroken(t, broken)
      const app: FastifyInstance = Fastify({ pluginTimeout: 120_000 })
      t.teardown(() => app.close())
      await app.register(playground, { bot: path, url, token: PAGE_TOKEN })
      const tab = await openTab(t, browser, app)
      spoil()
      const shown = await readAnswer(tab)
      for (const words of broken.shown) t.match(shown, words)
      if (broken.why !== undefined) {
        const why = await readWhy(tab)
        for (const words of broken.why) t.match(why, words)
      }
      t.strictSame(tab.wrong, [])
    })
  }
})

/**
 * Has the bot file read again and says the sentence, unless the file cannot be read. @returns what can be read in the
 * chat and above it
 */
async function readAnswer ({ page, say }: Tab): Promise<string> {
  const restarted = page.waitForResponse(response => response.url().includes('/restart'))
  await page.getByRole('button', { name: 'Restart' }).click()
  if ((await restarted).ok()) await say(SENTENCE)
  else await page.locator('.error').waitFor()
  return (await page.locator('.error, .status, .turn').allInnerTexts()).join('\n')
}

async function readWhy ({ page }: Tab): Promise<string> {
  await page.getByRole('button', { name: 'Look at turn 1' }).click()
  await page.getByRole('tab', { name: 'Why' }).click()
  return page.locator('.panel').innerText()
}
