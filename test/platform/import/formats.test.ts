import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import type { BotFile } from '../../../lib/platform/bot-file/schema.ts'
import { importBot } from '../../../lib/platform/index.ts'
import { importFiles, type Files } from './import-files.ts'

type T = Pick<Test, 'testdir' | 'strictSame'>

/** The bot that files become, of which nothing is lost. */
async function botOf (t: T, files: Files): Promise<BotFile> {
  const { bot, items } = await importFiles(t, files)
  t.strictSame(items.filter(({ kind }) => kind !== 'note'), [], JSON.stringify(files))
  return bot
}

const dataset = (more: Record<string, unknown>): Files => ({
  'a.json': {
    datasets: [{ language: 'en' }],
    intents: [{ slug: 'greet' }],
    entities: [{ slug: 'size', type: 2 }],
    expressions: [{ intent_id: 0, source: 'hello' }],
    ...more
  }
})
const token = (word: string, entity?: number) =>
  ({ word, space: true, ...(entity !== undefined && { entity_id: entity }) })

t.test('an expression that is given in tokens alone is put together', async t => {
  const { intents } = await botOf(t, dataset({
    expressions: [{ intent_id: 0, tokens: [token('good'), { word: 'morning' }, { word: '!' }] }]
  }))
  t.strictSame(intents, { greet: { expressions: { en: ['good morning!'] } } })
})

t.test('a tag teaches the words that stand before and behind it, however its place is written', async t => {
  for (const tags of [
    { tagged_tokens: [{ expression_id: 0, entity_id: 1, token_indices: [3] }] },
    { tagged_tokens: [{ expression_id: 0, entity_id: 1, token_indices: '{3}' }] }
  ]) {
    const words = ['a', 'note', 'called', 'urgent', 'please']
    const { entities } = await botOf(t, dataset({
      entities: [{ slug: 'size', type: 2 }, { slug: 'title', type: 1, description: 'What it is about' }],
      expressions: [{ intent_id: 0, source: words.join(' '), tokens: words.map(word => token(word)) }],
      ...tags
    }))
    t.strictSame(entities?.title, {
      description: 'What it is about', free: true, values: ['urgent'], after: ['note called'], before: ['please']
    })
  }
})

t.test('an entity may be a role of a gold one, by its name or its index', async t => {
  for (const gold of ['DATETIME', 0]) {
    const { entities } = await botOf(t, dataset({
      entities: [{ slug: 'datetime', type: 0 }, { slug: 'arrival', type: 2, gold_enrichment_from: gold }]
    }))
    t.strictSame(entities, { arrival: { of: 'datetime' } })
  }
})

t.test('an entity of an unknown type is open or not, as it says', async t => {
  const { bot, items } = await importFiles(t, dataset({
    entities: [{ slug: 'size', type: 9, is_open: false }, { slug: 'title', type: 'new' }]
  }))
  t.strictSame(bot.entities, { size: { values: [] }, title: { free: true, values: [] } })
  t.match(items.map(({ message }) => message), [/size is .* taken as restricted$/, /title is .* taken as free$/])
})

t.test('a gold entity that skills use and nothing here recognises has the words that were tagged', async t => {
  const skills = [{
    id: 'a',
    slug: 'a',
    requirement: { type: 'data', data: { name: 'location', type: 'entity' } },
    in_condition: { type: 'data', operator: 'is-present', left: [{ value: '#job' }] }
  }]
  const { bot, items } = await importFiles(t, {
    ...dataset({
      entities: [{ slug: 'location', type: 0 }, { slug: 'job', type: 0 }],
      expressions: [
        { intent_id: 0, source: 'go New York', tokens: [token('go'), token('New', 0), token('York', 0)] },
        { intent_id: 0, source: 'go to Paris', tokens: [token('go'), token('to'), token('Paris', 0)] }
      ]
    }),
    'b.json': { bot_versions: [{ skills }] }
  })
  t.strictSame(bot.entities, { job: { values: [] }, location: { values: ['New York', 'Paris'] } })
  t.match(items.map(({ source, target, message }) => `${source} ${target}: ${message}`), [
    /^#job \/entities\/job: .*does not recognise: give it values$/,
    /^#location \/entities\/location: .*with the 2 words that expressions are tagged with$/
  ])
})

t.test('enrichments are read by each of their names; text that only looks like JSON stays text', async t => {
  const { entities } = await botOf(t, dataset({
    synonyms: [{ entity_id: 0, value: 'big' }, { entity_id: 0, value: 'small' }],
    enrichment_pair_keys: [{ entity_id: 0, name: 'cm' }, { entity_id: 0, slug: 'note' }],
    default_enrichment_values: [{ key_id: 0, value: 5 }, { enrichment_pair_key_id: 1, value: '[5' }],
    enrichment_groups: [{ entity_id: 0, name: 'all' }, { entity_id: 0, slug: 'none' }],
    entity_group_values: [{ group_id: 0, synonym_id: 0 }, { enrichment_group_id: 0, name: 'huge' }],
    enrichment_pair_values: [
      { key_id: 0, group_id: 0, value: '{"from":9}' }, { enrichment_pair_key_id: 1, enrichment_group_id: 0 }
    ]
  }))
  t.strictSame(entities?.size, {
    values: [
      { value: 'big', enrichment: { cm: { from: 9 }, note: null } }, 'small',
      { value: 'huge', enrichment: { cm: { from: 9 }, note: null } }
    ],
    enrichment: { cm: 5, note: '[5' }
  })
  const inner = await botOf(t, {
    'a.json': {
      gazettes: [{
        slug: 'size',
        is_open: false,
        synonyms: ['small'],
        enrichments: {
          enrichment_pair_keys: { cm: 5, none: null, is: { default: false }, of: { default_value: '[1]' } },
          enrichment_groups: [
            { name: 'big', entity_group_values: [{ value: 'big' }, { name: 'large' }, {}], enrichments: { cm: 9 } }
          ]
        }
      }]
    }
  })
  t.strictSame(inner.entities?.size, {
    values: ['small', { value: 'big', synonyms: ['large'], enrichment: { cm: 9 } }],
    enrichment: { cm: 5, is: false, of: [1] }
  })
})

t.test('a dataset with gazettes: an entity by its slug, numbers as values, a token without a word', async t => {
  const { intents, entities } = await botOf(t, {
    'a.json': {
      gazettes: [{ slug: 'size', type: 'free', synonyms: [5, { synonym: 7 }] }],
      intents: [{
        slug: 'buy',
        expressions: ['buy it', {
          source: 'buy size 9',
          tokens: [{ word: 'buy', space: true }, { space: true }, { word: 9, entity: { name: 'size' } }]
        }]
      }]
    }
  })
  t.strictSame(intents, { buy: { expressions: { en: ['buy it', 'buy size 9'] } } })
  t.strictSame(entities, { size: { free: true, values: ['5', '7', '9'], after: ['buy'] } })
})

t.test('JSON of 2018: an expression as text, parts without words and tags without a name', async t => {
  const { intents, entities } = await botOf(t, {
    'a.json': {
      intents: [{
        name: 'eat',
        expressions: [
          { source: 'eat now' }, { source: ['eat', { raw: 'some rice', entity: {} }, {}, { raw: 'today' }] }
        ]
      }]
    }
  })
  t.strictSame(intents, { eat: { expressions: { en: ['eat now', 'eat some rice today'] } } })
  t.equal(entities, undefined)
})

t.test('questions and answers: a question in several wordings, answers that follow each other', async t => {
  const { intents, skills } = await botOf(t, {
    'a.json': {
      faq_items: [
        { question: 'Why?', questions: ['How come?', { value: 'What for?' }, {}], answer: { content: 'So' } },
        { questions_attributes: [{ question: 'Where?' }], response: 'Here' }
      ]
    }
  })
  t.strictSame(intents, {
    why: { expressions: { en: ['Why?', 'How come?', 'What for?'] } }, where: { expressions: { en: ['Where?'] } }
  })
  t.strictSame(skills.why, { triggers: { intent: 'why' }, actions: [{ message: 'So' }] })
  const { bot } = await importFiles(t, {
    'a.csv': 'Question,Answer\nWhy?,One\nWhy?,Two\nWhy?,Three\n???,Four\n' +
      'What do I pay for one day,Five\nWhat do I pay for one week,Six\n'
  })
  t.strictSame(bot.skills.why?.actions, [{ message: ['One', 'Two', 'Three'] }])
  t.strictSame(Object.keys(bot.intents ?? {}), ['why', 'question', 'what-do-i-pay-for-one', 'what-do-i-pay-for-one-2'])
})

t.test('rows of a CSV may be shorter than its first row', async t => {
  t.strictSame((await botOf(t, { 'a.csv': 'name;description;activated\ngreet\nbye;Leaves\n' })).intents,
    { greet: { expressions: {} }, bye: { description: 'Leaves', expressions: {} } })
  t.strictSame((await botOf(t, { 'a.csv': 'expression;language;mood\nhello;fr\nbye\n' })).intents,
    { a: { expressions: { fr: ['hello', 'bye'] } } })
  t.match(await botOf(t, { 'a.csv': 'import type\n' }), { name: 'a', languages: ['en'], fallback: 'fallback' })
})

t.test('a CSV with more rows than an import takes is refused', async t => {
  const path = join(t.testdir({ 'a.csv': `expression\n${'a\n'.repeat(500_001)}` }), 'a.csv')
  await t.rejects(importBot(path), { code: 'FST_BOT_IMPORT_UNREADABLE', message: /more than 500000 rows: split it/ })
})

t.test('UTF-16 in either order of its bytes is read', async t => {
  const content = Buffer.from('\uFEFFexpression;language\nçava;fr\n', 'utf16le')
  for (const bytes of [content, Buffer.from(content).swap16()]) {
    t.strictSame((await botOf(t, { 'a.csv': bytes })).intents, { a: { expressions: { fr: ['çava'] } } })
  }
  await t.rejects(importFiles(t, { 'a.csv': Buffer.from([0xfe, 0x00, 0x41]) }), { message: /byte 2 is NUL/ })
})

t.test('a bot is named after its file, which may be given as a URL; one without letters is a bot', async t => {
  const folder = t.testdir({ 'My shop.csv': 'expression\nhello\n', '!.csv': 'expression\nhello\n' })
  t.match((await importBot(pathToFileURL(join(folder, 'My shop.csv')))).bot,
    { name: 'my-shop', intents: { 'my-shop': {} } })
  t.match((await importBot(join(folder, '!.csv'))).bot, { name: 'bot', intents: { import: {} } })
  await t.rejects(importBot(join(folder, '!.csv', 'a.json')),
    { code: 'FST_BOT_IMPORT_UNREADABLE', message: /ENOTDIR: not a directory/ })
})

t.test('files of a folder are taken in the order of their names; a folder with too much is refused', async t => {
  const csv = (language: string) => `expression;language\nhello;${language}\n`
  const folder = t.testdir({ 'b.csv': csv('fr'), 'a.csv': csv('de'), c: { 'd.csv': csv('en') } })
  t.strictSame((await importBot(folder)).bot.languages, ['de', 'fr', 'en'])
  await writeFile(join(folder, 'c.csv'), '')
  await truncate(join(folder, 'c.csv'), 65 * 1024 * 1024)
  await t.rejects(importBot(folder), { message: /c\.csv: the files of the folder have more than 64 MB: import them one/ })
  const many = join(t.testdir(), 'many')
  await mkdir(many)
  for (let index = 0; index < 1001; index++) await writeFile(join(many, `${index}.csv`), '')
  await t.rejects(importBot(many), { message: /the folder has more than 1000 files: give the folder of one bot/ })
})

t.test('a regular expression under the flag x has no spaces and remarks, but for those in brackets', async t => {
  const regexOf = async (pattern: string, flags?: string) => (await botOf(t, dataset({
    entities: [{ slug: 'code', type: 3, regex_pattern: pattern, regex_flags: flags }]
  }))).entities?.code
  t.strictSame(await regexOf('[A-Z]{2} # letters\n [ #] \\ \\d', 'x'), { regex: '[A-Z]{2}[ #]\\ \\d' })
  t.strictSame(await regexOf('(?x)[[:alpha:] _] [\\] ] b'), { regex: '[\\p{L} _][\\] ]b', flags: 'u' })
  t.strictSame(await regexOf('/a b/ix'), { regex: 'ab', flags: 'i' })
})
