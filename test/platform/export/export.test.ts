import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import {
  exportBot, EXPORT_FORMATS, importBot, openSession, type BotFile, type ExportFormat
} from '../../../lib/platform/index.ts'
import { collected } from '../../support/collection.ts'

const { folder: exports, skip } = collected('exports')

const bot: BotFile = {
  name: 'travel',
  languages: ['en', 'pt-BR'],
  strictness: 40,
  intents: {
    book: {
      description: 'Books a trip',
      strictness: 60,
      expressions: {
        en: ['I want to travel to NYC.', 'book "a trip"; now', 'fly from Paris'], 'pt-BR': ['quero viajar para Paris']
      }
    },
    'small-talk': { expressions: { en: ['hello [you]'] } },
    empty: { expressions: {} }
  },
  entities: {
    city: {
      values: [
        { value: 'New York', synonyms: ['NYC', 'big apple'], enrichment: { iso: 'US', size: 8, tags: ['big'] } },
        'Paris'
      ],
      enrichment: { iso: null },
      description: 'Where to'
    },
    size: { strictness: 75, values: { en: ['small', 'large'], 'pt-BR': ['pequeno'] } },
    code: { regex: '[A-Z]{2}\\d', flags: 'i' },
    title: { free: true, values: ['urgent'], after: ['called'], before: ['please'] },
    origin: { of: 'city', after: ['from'] },
    arrival: { of: 'datetime', after: ['until'] },
    nothing: { values: [] }
  },
  skills: { lost: { actions: [{ message: 'Pardon?' }] } },
  fallback: 'lost'
}

async function write (t: Pick<Test, 'testdir'>, to: ExportFormat, given: BotFile = bot) {
  const folder = join(t.testdir(), 'travel')
  const exported = await exportBot(given, to)
  for (const { path, text } of exported.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return { folder, ...exported }
}

const training = ({ name, languages, strictness, intents, entities }: BotFile) => ({
  name, languages, strictness, intents, entities
})

t.test('what is exported as a dataset and imported again is the same', async t => {
  const { folder, lost } = await write(t, 'dataset')
  t.strictSame(lost, [])
  const { bot: again, items } = await importBot(join(folder, 'dataset.json'))
  t.strictSame(items, [])
  t.strictSame(training(again), training(bot))
})

t.test('what was imported, exported as a dataset and imported again is the same bot file', { skip }, async t => {
  for (const file of [
    'getflightname', 'import-examples/all.json', 'import-examples/2019/synonyms.csv', 'csv/parcel-sizes.csv'
  ]) {
    const first = await importBot(fileURLToPath(new URL(file, exports)))
    const { folder } = await write(t, 'dataset', first.bot)
    const second = await importBot(folder)
    t.strictSame(training(second.bot), training(first.bot), file)
    const { folder: once } = await write(t, 'dataset', second.bot)
    t.equal((await importBot(once)).yaml, second.yaml, `${file}: to the letter`)
  }
})

t.test('flags of a regular expression are those of the form, and come back', async t => {
  const entities = {
    code: { regex: 'a.b', flags: 'is' }, letter: { regex: '\\p{L}', flags: 'u' }, lines: { regex: '^a$', flags: 'm' }
  }
  const { folder, files, lost } = await write(t, 'dataset', { ...bot, description: 'Plans trips', entities })
  t.match(JSON.parse(files[0]?.text ?? ''),
    { description: 'Plans trips', entities: [{ regex_flags: 'im' }, { regex_flags: '' }, { regex_flags: '' }] })
  t.match(lost, [/^\/entities\/lines\/flags: the flags of a dataset are those of Ruby, without m and v/])
  const { bot: again, items } = await importBot(folder)
  t.strictSame(items, [])
  t.strictSame(again.entities, { ...entities, lines: { regex: '^a$' } })
  t.equal(again.description, 'Plans trips')
  t.match((await exportBot({ ...bot, entities }, 'rasa')).lost.join('\n'), /\/entities\/code\/flags: write the flags is/)
})

t.test('slashes of a regular expression are part of it', async t => {
  const entities = { path: { regex: '/home/' }, code: { regex: 'a/b' } }
  const { folder } = await write(t, 'dataset', { ...bot, entities })
  t.strictSame((await importBot(folder)).bot.entities, { path: { regex: '\\/home/' }, code: { regex: 'a/b' } })
})

t.test('braces and dollar signs in what users say are text, there and back', async t => {
  const given: BotFile = {
    name: 'travel',
    languages: ['en'],
    intents: { ask: { expressions: { en: ['what is ${HOME}', 'say {{memory.x}} to {{#each list}}me{{/each}}'] } } },
    entities: { sign: { values: ['${HOME}', '{{memory.x}}', '$5'] } },
    skills: { ask: { triggers: { intent: 'ask' }, actions: [{ message: 'Asked' }] } }
  }
  for (const to of ['dataset', 'csv'] as const) {
    const { folder, lost } = await write(t, to, given)
    t.strictSame(lost, [], to)
    const { bot: again, items } = await importBot(folder)
    t.strictSame(items, [], to)
    t.strictSame(training(again), training(given), to)
  }
  const session = await openSession({ bot: given, env: { HOME: '/root' }, url: 'https://bot.test' })
  const turn = await session.say('what is ${HOME}')
  t.equal(turn.text, 'Asked')
  t.match(turn.nlp, { source: 'what is ${HOME}', entities: { sign: [{ raw: 'HOME' }] } })
})

t.test('what a form cannot hold of the bot, its intents and entities is told', async t => {
  const given: BotFile = {
    name: 'a',
    description: 'Plans trips',
    languages: ['en'],
    strictness: 30,
    gold: ['number'],
    intents: { go: { description: 'Goes', strictness: 20, expressions: { en: ['go'] } } },
    entities: {
      size: { description: 'Width', strictness: 80, values: ['big'] },
      title: { free: true, after: ['called'], before: ['please'] },
      code: { regex: 'a', flags: 'i' }
    },
    skills: { go: {} }
  }
  const paths = async (to: ExportFormat) => (await exportBot(given, to)).lost.map(line => line.split(':')[0])
  t.strictSame(await paths('dataset'), ['/gold'])
  t.strictSame(await paths('csv'),
    ['/description', '/strictness', '/gold', '/intents/go', '/entities/size', '/entities/title', '/entities/code'])
  t.strictSame(await paths('rasa'), [
    '/description', '/strictness', '/gold', '/intents/go/strictness', '/intents/go/description',
    '/entities/size/strictness', '/entities/size/description', '/entities/title/after', '/entities/title/before'
  ])
  t.strictSame((await exportBot(given, 'dialogflow')).lost, [
    '/gold: Dialogflow has system entities of its own',
    '/intents/go/strictness: Dialogflow has one threshold for all intents',
    '/intents/go/description: Dialogflow has no descriptions of intents',
    '/entities/size: Dialogflow has no descriptions of entities, strictness of entities, but fuzzy matching or none',
    '/entities/title: Dialogflow has no words around an entity',
    '/entities/code: Dialogflow has no flags of regular expressions'
  ])
})

t.test('a CSV has a file for each intent and entity, and says what it cannot hold', async t => {
  const { folder, files, lost } = await write(t, 'csv')
  t.equal(files.find(({ path }) => path === 'intents/book.csv')?.text, '"expression";"language"\n"I want to travel ' +
    'to NYC.";"en"\n"book ""a trip""; now";"en"\n"fly from Paris";"en"\n"quero viajar para Paris";"pt-BR"\n')
  t.match(lost, [
    /^\/strictness: a CSV has no threshold/,
    /^\/intents\/book: a CSV has no description/,
    /^\/entities\/city: a CSV has only values, and no enrichment, description, synonyms/,
    /\/entities\/size: .*strictness/, /code: .*regex, flags/, /title/, /origin/, /arrival/
  ])
  const { bot: again } = await importBot(folder)
  t.equal(again.name, 'travel')
  t.strictSame(again.intents?.book?.expressions, bot.intents?.book?.expressions)
  t.strictSame(again.entities?.size?.values, bot.entities?.size?.values)
  t.strictSame(again.entities?.city?.values, ['New York', 'NYC', 'big apple', 'Paris'], 'the same in both languages')
})

t.test('training data for Rasa: a file for each language, with entities marked in the examples', async t => {
  const { files, lost } = await exportBot(bot, 'rasa')
  t.strictSame(files.map(({ path }) => path), ['nlu.en.yml', 'nlu.pt-BR.yml', 'domain.yml'])
  const { version, nlu } = parse(files[0]?.text ?? '')
  t.equal(version, '3.1')
  t.match(nlu, [
    {
      intent: 'book',
      examples: '- I want to travel to [NYC]{"entity":"city","value":"New York"}.\n- book "a trip"; now\n- fly from ' +
        '[Paris](city)\n'
    },
    { intent: 'small-talk', examples: '- hello (you)\n' },
    { synonym: 'New York', examples: '- NYC\n- big apple\n' },
    { lookup: 'city' }, { lookup: 'size', examples: '- small\n- large\n' },
    { regex: 'code', examples: '- (?i)[A-Z]{2}\\d\n' }, { lookup: 'title' }
  ])
  t.strictSame(parse(files[2]?.text ?? '').entities, Object.keys(bot.entities ?? {}))
  t.match(lost.join('\n'), /strictness: Rasa has one threshold[\s\S]*Rasa has no enrichment[\s\S]*a role of city/)
})

t.test('an agent for Dialogflow ES: files for intents, what users say, entities and their entries', async t => {
  const { files, lost } = await exportBot(bot, 'dialogflow')
  const read = (path: string) => JSON.parse(files.find(file => file.path === path)?.text ?? 'null')
  t.match(read('agent.json'), { language: 'en', supportedLanguages: ['pt-BR'], mlMinConfidence: 0.4 })
  t.match(read('intents/book.json'),
    { name: 'book', responses: [{ parameters: [{ name: 'city', dataType: '@city', value: '$city' }] }] })
  t.match(read('intents/book_usersays_en.json')[0].data, [
    { text: 'I want to travel to ', userDefined: false },
    { text: 'NYC', meta: '@city', alias: 'city', userDefined: true }, { text: '.' }
  ])
  t.equal(read('intents/book_usersays_pt-BR.json').length, 1)
  t.match(read('entities/city_entries_en.json'),
    [{ value: 'New York', synonyms: ['New York', 'NYC', 'big apple'] }, { value: 'Paris' }])
  t.match(read('entities/code.json'), { isRegexp: true, allowFuzzyExtraction: false })
  t.strictSame(read('entities/code_entries_en.json'), [{ value: '[A-Z]{2}\\d', synonyms: [] }])
  t.match(lost.join('\n'), /strictness[\s\S]*no enrichment[\s\S]*no words around an entity[\s\S]*no roles/)
})

t.test('a form that there is not is refused; a bot that is wrong is told', async t => {
  await t.rejects(exportBot(bot, 'pdf' as ExportFormat),
    { code: 'FST_BOT_OPTION_INVALID', message: /to must be one of csv, dataset, rasa, dialogflow/ })
  await t.rejects(exportBot({ ...bot, fallback: 'none' }, 'csv'), { code: 'FST_BOT_FILE_INVALID' })
  const plain: BotFile = { name: 'x', languages: ['en'], skills: bot.skills, gold: ['number'] }
  for (const format of EXPORT_FORMATS) t.ok((await exportBot(plain, format)).files.length >= 0, format)
  t.match((await exportBot(plain, 'dataset')).lost, [/\/gold/])
})

t.test('values are tagged in the order of a sentence; of two entities with one value the first has it', async t => {
  const given: BotFile = {
    ...bot,
    languages: ['en'],
    intents: { book: { expressions: { en: ['from Rome to New York'] } } },
    entities: { city: { values: ['New York', 'Rome'] }, football: { values: ['Rome', '...'] } }
  }
  const { files } = await exportBot(given, 'rasa')
  t.match(parse(files[0]?.text ?? '').nlu, [{ examples: '- from [Rome](city) to [New York](city)\n' }])
})

t.test('a name that no file can have is written otherwise, and no two names share a file', async t => {
  const named = (names: string[]): BotFile => ({
    ...bot,
    languages: ['en'],
    intents: Object.fromEntries(names.map(name => [name, { expressions: { en: ['hello'] } }])),
    entities: {}
  })
  const paths = async (names: string[], to: ExportFormat = 'csv') =>
    (await exportBot(named(names), to)).files.map(({ path }) => path)
  t.strictSame(await paths(['a/b', 'C:\\x?', 'v1.2', '.hidden', '..', 'a*b', '\ud800']), [
    'intents/a%2Fb.csv', 'intents/C%3A%5Cx%3F.csv', 'intents/v1.2.csv', 'intents/%2Ehidden.csv', 'intents/%2E..csv',
    'intents/a%2Ab.csv', 'intents/%EF%BF%BD.csv'
  ])
  t.strictSame(await paths(['Greet', 'greet', 'greet-2']),
    ['intents/Greet.csv', 'intents/greet-2.csv', 'intents/greet-2-2.csv'])
  const long = await paths(['語'.repeat(300), `${'語'.repeat(300)}2`], 'dialogflow')
  t.equal(new Set(long).size, long.length)
  t.ok(long.every(path => Buffer.byteLength(path) < 255 + 'intents/'.length && !path.includes('\ufffd')))
})

t.test('a field that looks like JSON and is text comes back as text', async t => {
  const given: BotFile = {
    ...bot, entities: { size: { values: ['big'], enrichment: { note: '[5]', quoted: '"x"', list: [5], open: '[5' } } }
  }
  const { folder } = await write(t, 'dataset', given)
  t.strictSame((await importBot(folder)).bot.entities, given.entities)
})
