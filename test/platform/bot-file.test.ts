import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { checkBotFile, loadBotFile, type BotFile, type BotFileIssue } from '../../lib/platform/index.ts'

/** A bot file without mistakes; line numbers stand at its right. */
const right = `
name: a bot                                              # 2
languages: [en, fr]
webhook:
  url: https://bot.example.com                           # 5
  headers: { x-tenant: acme }
  auth: { basic: { username: ada, password: '\${PASSWORD}' } }
  timeout: 5000
  protocolVersion: '2018'
intents:                                                 # 10
  greet: { expressions: { en: [hello], fr: [bonjour] } }
  order: { description: Orders, expressions: { en: [I order] } }
entities:
  size: { values: [small, { value: large, synonyms: [big], enrichment: { cm: 40 } }] }
  code: { regex: '[A-Z]{2}' }                            # 15
gold: [datetime]
skills:
  hello:
    triggers: '@greet'
    actions:                                             # 20
      - message: { en: 'Hello {{participant_data.userName}}', fr: Bonjour }
      - { if: { memory: size }, goto: shop }
      - language: fr
  shop:
    triggers: [{ intent: order }, { and: [{ entity: size }, { not: { expression: '_memory.x lower-than 5' } }] }]
    requirements:                                        # 26
      - { entity: size, as: wanted, question: Which size? }
      - entity: email
        question: [{ message: { type: quickReplies, content: { title: Mail?, buttons: [] } } }]
        validation: { condition: { expression: '#email.domain matches ^ex' }, otherwise: Not that. }
    actions:                                             # 31
      - webhook: /shop
      - webhook: { url: 'https://x.example.com/{{memory.wanted.raw}}', method: PUT, body: '{"a": {{memory}}}' }
      - memory: { reset: true, set: { a: '{{#size}}' }, unset: [b] }
      - goto: { skill: hello, wait: true }               # 35
  lost:
    actions: [{ message: Pardon? }]
fallback: lost
`

t.test('a file without mistakes has none, as YAML, as JSON and as an object', async t => {
  t.strictSame(await checkBotFile(right, 'bot.yml'), [])
  const file = join(t.testdir(), 'bot.yml')
  await writeFile(file, right)
  const { bot } = await loadBotFile(file)
  t.equal(bot.name, 'a bot')
  t.equal(bot.webhook?.auth?.basic?.password, '${PASSWORD}')
  t.strictSame((await loadBotFile(pathToFileURL(file))).bot, bot)
  t.strictSame((await loadBotFile(bot)).bot, bot)
  t.strictSame(await checkBotFile(JSON.stringify(bot), 'bot.json'), [])
})

/** One slip each: what is replaced by what, the line it must be told for, its path, and what must be said. */
const mistakes: Array<[was: string, is: string, line: number, path: string, message: RegExp]> = [
  ['name: a bot', 'nmae: a bot', 2, '/nmae', /unknown key `nmae`: did you mean `name`\?/],
  ['name: a bot', '{', 4, '', /flow map/i],
  ['name: a bot', 'name: 5', 2, '/name', /expected text, not a number: put it in quotes/],
  ['name: a bot', 'name: true', 2, '/name', /not true or false: put it in quotes/],
  ['name: a bot', "name: ''", 2, '/name', /expected some text/],
  ['languages: [en, fr]', 'languages: en', 3, '/languages', /expected a list, not text: write it as \[it\]/],
  ['languages: [en, fr]', 'languages: []', 3, '/languages', /at least one/],
  ['languages: [en, fr]', 'languages: [en, fr, english]', 3, '/languages/2', /`english` does not fit/],
  ['url: https://bot', 'url: bot', 5, '/webhook/url', /starts with http/],
  ['url: https://bot', 'ulr: https://bot', 5, '/webhook/ulr', /did you mean `url`/],
  ['x-tenant:', "'x tenant':", 6, '/webhook/headers/x tenant', /cannot be the name of a header/],
  ['x-tenant: acme', 'x-tenant: "a\\nb"', 6, '/webhook/headers/x-tenant', /one line/],
  ['auth: { basic', 'auth: { bearer: t, basic', 7, '/webhook/auth', /only one of `basic`, `bearer`, `header`/],
  ['auth: { basic', 'auth: { bsaic', 7, '/webhook/auth/bsaic', /did you mean `basic`/],
  ['username: ada, ', '', 7, '/webhook/auth/basic', /`username` is missing/],
  ['timeout: 5000', 'timeout: 0', 8, '/webhook/timeout', /whole number from 1/],
  ['timeout: 5000', 'timeout: soon', 8, '/webhook/timeout', /expected a number, not text/],
  [
    "protocolVersion: '2018'", "protocolVersion: '2016'", 9, '/webhook/protocolVersion',
    /`2016` is not known here: did you mean `2017` or `2018` or `2019`/
  ],
  [
    'fr: [bonjour]', 'de: [guten Tag]', 11, '/intents/greet/expressions/de',
    /`de` is no language of this bot: there are `en`, `fr`/
  ],
  ['expressions: { en: [I order] }', 'expressions: {en: []}', 12, '/intents/order/expressions/en', /at least one/],
  [', expressions: { en: [I order] }', '', 12, '/intents/order', /`expressions` is missing/],
  ['value: large,', '', 14, '/entities/size/values/1', /`value` is missing/],
  ['synonyms: [big]', 'synonims: [big]', 14, '/entities/size/values/1/synonims', /did you mean `synonyms`/],
  ['regex: \'[A-Z]{2}\'', 'regex: \'[A-Z\'', 15, '/entities/code/regex', /no regular expression/],
  ['{ regex: \'[A-Z]{2}\' }', '{}', 15, '/entities/code', /expected one of `values`, `regex`/],
  ["{ regex: '[A-Z]{2}' }", 'five', 15, '/entities/code', /expected a map, not text/],
  ['gold: [datetime]', 'gold: [datetmie]', 16, '/gold/0', /did you mean `datetime`/],
  ['gold: [datetime]', 'gold: [location]', 16, '/gold/0', /nothing that the NLU library recognises/],
  [
    "triggers: '@greet'", "trigers: '@greet'", 19, '/skills/hello/trigers',
    /unknown key `trigers`: did you mean `triggers`\?/
  ],
  ["'@greet'", "'@gret'", 19, '/skills/hello/triggers', /there is no intent `gret`: did you mean `greet`/],
  ["'@greet'", "'_memory.x iss 5'", 19, '/skills/hello/triggers', /unknown operator `iss`: did you mean `is`/],
  ["'@greet'", "'_memory.x is'", 19, '/skills/hello/triggers', /`is` needs a value/],
  ["'@greet'", "'_memory.x is-absent 5'", 19, '/skills/hello/triggers', /`is-absent` takes no value/],
  ["'@greet'", "' '", 19, '/skills/hello/triggers', /expected an operand/],
  [
    "'@greet'", "'_memroy.x is 5'", 19, '/skills/hello/triggers', /unknown variable `_memroy\.x`: did you mean `memory`/
  ],
  ["'@greet'", "'#sise is big'", 19, '/skills/hello/triggers', /there is no entity `sise`: did you mean `size`/],
  ["'@greet'", '{}', 19, '/skills/hello/triggers', /expected one of `intent`/],
  [
    '- message: { en: \'Hello', '- mesage: { en: \'Hello', 21, '/skills/hello/actions/0/mesage',
    /did you mean `message`/
  ],
  [
    'userName}}\', fr: Bonjour', 'userName}}\', it: Buongiorno', 21, '/skills/hello/actions/0/message/it',
    /no language of this bot/
  ],
  [
    '{{participant_data', '{{participant', 21, '/skills/hello/actions/0/message/en',
    /unknown variable `participant\.userName`/
  ],
  ['fr: Bonjour', "fr: ''", 21, '/skills/hello/actions/0/message/fr/content', /is empty/],
  ['goto: shop', 'goto: shpo', 22, '/skills/hello/actions/1/goto', /there is no skill `shpo`: did you mean `shop`/],
  ['goto: shop', "goto: '{{memroy.next}}'", 22, '/skills/hello/actions/1/goto', /unknown variable/],
  ['goto: shop }', 'goto: shop, language: fr }', 22, '/skills/hello/actions/1', /only one of/],
  ['- language: fr', '- language: de', 23, '/skills/hello/actions/2/language', /there is no language `de`/],
  ['- language: fr', '- {}', 23, '/skills/hello/actions/2', /expected one of `message`, `webhook`/],
  ['- language: fr', '- stop', 23, '/skills/hello/actions/2', /expected a map, not text/],
  [
    '- language: fr', '- message: 5', 23, '/skills/hello/actions/2/message',
    /expected text or a map or a list, not a number/
  ],
  ['lower-than 5', 'lower-than five', 25, '/skills/shop/triggers/1/and/1/not/expression', /needs a number, not `five`/],
  [
    'entity: size }, { not', 'entity: seize }, { not', 25, '/skills/shop/triggers/1/and/0/entity',
    /there is no entity `seize`: did you mean `size`/
  ],
  ['entity: size, as', 'intent: ordre, as', 27, '/skills/shop/requirements/0/intent', /did you mean `order`/],
  ['entity: size, as', 'as', 27, '/skills/shop/requirements/0', /expected one of `entity`, `intent`/],
  [
    '- { entity: size, as: wanted, question: Which size? }', '- size', 27, '/skills/shop/requirements/0',
    /expected a map/
  ],
  [
    'type: quickReplies', 'type: quickreplies', 29, '/skills/shop/requirements/1/question/0/message/type',
    /unknown type `quickreplies`: did you mean `quickReplies`/
  ],
  [
    'buttons: []', 'buttons: none', 29, '/skills/shop/requirements/1/question/0/message/content/buttons',
    /buttons must be a list/
  ],
  [
    'matches ^ex', 'matches (ex', 30, '/skills/shop/requirements/1/validation/condition/expression',
    /no regular expression/
  ],
  ['webhook: /shop', 'webhook: shop', 32, '/skills/shop/actions/0/webhook', /a route that starts with a slash/],
  [
    "url: 'https://x.example.com/{{memory", "url: 'x.example.com/{{memory", 33, '/skills/shop/actions/1/webhook/url',
    /a route that starts with a slash/
  ],
  [
    "/{{memory.wanted.raw}}'", "/{{memry.wanted.raw}}'", 33, '/skills/shop/actions/1/webhook/url',
    /unknown variable `memry\.wanted\.raw`: did you mean `memory`/
  ],
  [
    'method: PUT', 'method: DELETE', 33, '/skills/shop/actions/1/webhook/method',
    /`DELETE` is not known here: there are `GET`/
  ],
  ['method: PUT', 'method: GET', 33, '/skills/shop/actions/1/webhook/body', /a GET has no body/],
  [
    '{{memory}}', '{{memori}}', 33, '/skills/shop/actions/1/webhook/body',
    /unknown variable `memori`: did you mean `memory`/
  ],
  ['{{#size}}', '{{#sizes}}', 34, '/skills/shop/actions/2/memory/set/a', /there is no entity `sizes`/],
  ['reset: true', 'reset: yes', 34, '/skills/shop/actions/2/memory/reset', /expected true or false, not text/],
  ['skill: hello', 'skill: helo', 35, '/skills/shop/actions/3/goto/skill', /did you mean `hello`/],
  [
    '- webhook: /shop', '- api: { url: /a, auth: { oauth2: { tokenUrl: t, clientId: a, clientSecret: b } } }', 32,
    '/skills/shop/actions/0/api/auth/oauth2/tokenUrl', /expected a URL that starts with http/
  ],
  ['- webhook: /shop', '- api: { url: /a, method: GET, body: x }', 32, '/skills/shop/actions/0/api/body', /no body/],
  ['- language: fr', "- message: { script: '[]', delay: 2 }", 23, '/skills/hello/actions/2/message/delay',
    /unknown key `delay` beside `script`, which makes the whole message/],
  ["{ regex: '[A-Z]{2}' }", '{ regex: a, values: [b], of: size }', 15, '/entities/code',
    /only one of `values`, `regex` can be given/],
  ["{ regex: '[A-Z]{2}' }", '{ values: [a], after: [b] }', 15, '/entities/code',
    /`after` and `before` are for a free entity or a role/],
  ["{ regex: '[A-Z]{2}' }", '{ values: { de: [a] } }', 15, '/entities/code/values/de', /`de` is no language of this bot/],
  ['fallback: lost', 'fallback: lots', 38, '/fallback', /there is no skill `lots`: did you mean `lost`/],
  ['fallback: lost', 'fallback: hello', 19, '/skills/hello/triggers', /it can have no triggers/],
  ['fallback: lost', 'name: twice', 38, '', /given twice/]
]

t.test('each slip is told with its line, its path and what was probably meant', async t => {
  t.ok(mistakes.length >= 30)
  for (const [was, is, line, path, message] of mistakes) {
    t.ok(right.includes(was), `${was} is in the file`)
    const mistakes = await checkBotFile(right.replace(was, () => is), 'bot.yml')
    const told = mistakes.find(mistake => mistake.path === path && message.test(mistake.message))
    t.match(told, { file: 'bot.yml', line },
      `${is}: ${mistakes.map(({ line, path, message }) => `${line} ${path} ${message}`).join(' | ')}`)
    t.ok((told?.column ?? 0) > 0)
  }
})

t.test('a slip of the key itself is told at the key', async t => {
  const [mistake] = await checkBotFile(right.replace('triggers:', () => 'trigers:'), 'bot.yml')
  t.match(mistake, { line: 19, column: 5 })
})

t.test('all mistakes are told at once, in the order of the lines, and loading fails with them', async t => {
  const wrong = mistakes.filter(([, is]) =>
    ['nmae: a bot', 'timeout: 0', '- language: de', 'fallback: lots'].includes(is))
  const source = wrong.reduce((text, [was, is]) => text.replace(was, () => is), right)
  const file = join(t.testdir(), 'bot.yml')
  await writeFile(file, source)
  try {
    await loadBotFile(file)
    t.fail('was loaded')
  } catch (error) {
    const { code, mistakes, message } = error as { code: string, mistakes: BotFileIssue[], message: string }
    t.equal(code, 'FST_BOT_FILE_INVALID')
    t.strictSame(mistakes.map(({ line }) => line), [2, 2, 8, 23, 38], 'name is missing, too')
    t.equal(message.split('\n').length, mistakes.length)
    t.match(message, `${file}:8:12 /webhook/timeout: expected a whole number from 1 to 2147483647, not 0`)
  }
})

t.test('a value that may be a password is not told', async t => {
  const mistakes = await checkBotFile(right.replace("'${PASSWORD}'", () => '82731'),
    'bot.yml')
  t.match(mistakes, [{ path: '/webhook/auth/basic/password' }])
  t.notMatch(JSON.stringify(mistakes), '82731')
})

t.test('files that cannot be read, that are empty, or multiply', async t => {
  await t.rejects(loadBotFile(join(t.testdir(), 'none.yml')),
    { code: 'FST_BOT_FILE_UNREADABLE', message: /none\.yml: there is no such file/ })
  await t.rejects(loadBotFile(t.testdir()), { code: 'FST_BOT_FILE_UNREADABLE', message: /EISDIR/ })
  t.match(await checkBotFile('', 'bot.yml'), [{ line: 1, column: 1, message: /expected a map, not nothing/ }])
  t.match(await checkBotFile('? [a]\n: 1', 'bot.yml'),
    [{ line: 1, message: /is missing/ }, {}, {}, { message: /unknown key/ }])
  t.match(await checkBotFile('skills: { a: }\nname: x\nlanguages: [en]', 'bot.yml'),
    [{ line: 1, path: '/skills/a', message: /expected a map, not nothing/ }])
  const bomb = 'a: &a [1,1,1,1,1,1,1,1,1,1]\n' +
    [...'bcdefg'].map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[i]}`).join(',')}]`).join('\n')
  t.match(await checkBotFile(bomb, 'bot.yml'), [{ message: /multiplies/ }])
  t.match(await checkBotFile('a: &a [*a]', 'bot.yml'), [{ message: /repeats itself/ }])
  const shared = right.replace('languages: [en, fr]', 'languages: &all [en, fr]')
    .replace('gold: [datetime]', 'gold: &g [datetime]')
  t.strictSame(await checkBotFile(shared.replace('synonyms: [big]', 'synonyms: *all'), 'bot.yml'), [],
    'an alias is what it stands for')
  t.match(await checkBotFile(right.replace('synonyms: [big]', 'synonyms: *none'), 'bot.yml'),
    [{ line: 14, message: /no anchor &none/ }, { path: '/entities/size/values/1/synonyms' }])
})

t.test('mistakes of an object are told by their path', async t => {
  const bot = { name: 'x', languages: ['en'], skills: { a: { trigers: '@b' } } } as unknown as BotFile
  await t.rejects(loadBotFile(bot),
    { code: 'FST_BOT_FILE_INVALID', mistakes: [{ file: 'bot', path: '/skills/a/trigers' }] })
  await t.rejects(loadBotFile({ name: 'x', languages: ['en'], skills: {} }),
    { code: 'FST_BOT_FILE_INVALID', mistakes: [{ path: '/skills', message: /at least one/ }] })
})

t.test('of many names that a wrong one may have been, thirty are told', async t => {
  const skills = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`number-${index}`, {}]))
  const bot = { name: 'a', languages: ['en'], skills, fallback: 'xyz' }
  const [mistake] = await checkBotFile(JSON.stringify(bot), 'a.json')
  t.match(mistake?.message, /^there is no skill `xyz`: there are `number-0`, .*, `number-29` and 10 more$/)
})

t.test('a regular expression that is too large to be run is told', async t => {
  const entities = { code: { regex: 'a'.repeat(1_000_000) } }
  const bot = { name: 'a', languages: ['en'], entities, skills: { a: {} } }
  const [mistake] = await checkBotFile(JSON.stringify(bot), 'a.json')
  t.match(mistake, { path: '/entities/code/regex', message: /^no regular expression: .*too large$/ })
})
