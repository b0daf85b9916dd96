import t from 'tap'
import { checkBotFile, openSession, type BotFile } from '../../lib/platform/index.ts'
import { hidePackage } from '../support/hide-package.ts'

t.test('without the package for blocks all else of a bot file is checked; opening it says what to install', async t => {
  hidePackage('handlebars')
  const bot: BotFile = {
    name: 'a', languages: ['en'], skills: { a: { actions: [{ message: '{{#if memory.x}}Yes{{/if}}' }] } }
  }
  t.strictSame(await checkBotFile(JSON.stringify(bot), 'bot.json'), [])
  t.match(await checkBotFile(JSON.stringify({ ...bot, fallback: 'b' }), 'bot.json'), [{ path: '/fallback' }])
  await t.rejects(openSession({ bot }), { code: 'FST_BOT_PACKAGE_MISSING', message: /^handlebars is not installed/ })
})
