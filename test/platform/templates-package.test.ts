import { register } from 'node:module'
import t from 'tap'
import { checkBotFile, openSession, type BotFile } from '../../lib/platform/index.ts'

const withoutHandlebars = `export function resolve (specifier, context, next) {
  const missing = new Error("Cannot find package 'handlebars'")
  if (specifier === 'handlebars') throw Object.assign(missing, { code: 'ERR_MODULE_NOT_FOUND' })
  return next(specifier, context)
}`

t.test('without the package for blocks all else of a bot file is checked; opening it says what to install', async t => {
  register(`data:text/javascript,${encodeURIComponent(withoutHandlebars)}`)
  const bot: BotFile = {
    name: 'a', languages: ['en'], skills: { a: { actions: [{ message: '{{#if memory.x}}Yes{{/if}}' }] } }
  }
  t.strictSame(await checkBotFile(JSON.stringify(bot), 'bot.json'), [])
  t.match(await checkBotFile(JSON.stringify({ ...bot, fallback: 'b' }), 'bot.json'), [{ path: '/fallback' }])
  await t.rejects(openSession({ bot }), { code: 'FST_BOT_PACKAGE_MISSING', message: /^handlebars is not installed/ })
})
