import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { importBot } from '../../../lib/platform/index.ts'
import { collected } from '../../support/collection.ts'
import { importFiles, type Files } from './import-files.ts'

const { folder, skip } = collected('exports')
const pathOf = (file: string) => fileURLToPath(new URL(file, folder))

/** Keys of the collected export that nothing depends on, by its parts: none says what the bot does. */
const meaningless: ReadonlyArray<readonly [why: string, keys: readonly string[]]> = [
  ['how it is stored', [
    'blc: id', 'blc: parent_bot_id', 'blc: version', 'bc: bot_id', 'bc: version_id', 'csr: bot_id', 'csr: version_id',
    'dm: bot_id', 'dm: version_id', 'csr: slug', 'csr: id', 'dm: id', 'train: dataset_id',
    'train: created_at', 'train: updated_at', 'train: is_forking', 'train: version', 'qna: version', 'train: bot_id',
    'train: version_id', 'train: slug', 'train: type', 'train: last_data_update_at'
  ]],
  ['what the zip holds', ['alias', 'checksum', 'version', 'services', 'bots'].map(key => `transportagent: ${key}`)],
  ['how the editor shows it', [
    'csr: builder', 'csr: ui', 'train: color', 'train: position', 'csr: position', 'dm: position'
  ]],
  ['who sees the bot on the platform', [
    'blc: public', 'blc: rating', 'blc: children_count', 'blc: categories_count', 'blc: is_privatisable',
    'blc: is_versioning_enabled', 'train: rating'
  ]],
  ['what was trained', [
    'train: ml_model_version', 'train: dataset_trainings', 'train: en', 'train: enrichment_type', 'train: locked',
    'train: big_bot', 'train: classifier', 'train: recognizer', 'train: ner_algorithm', 'train: sharenet',
    'train: manual_training', 'train: is_generating'
  ]],
  ['what another key says as well', [
    'bc: collection', 'bc: reference_type', 'bc: request_type', 'bc: mode', 'bc: template_name',
    'bc: system_alias_used', 'bc: enable_system_aliases', 'bc: include_headers', 'csr: condition', 'csr: is_left',
    'bc: id', 'csr: type', 'dm: type',
    'dm: language', 'dm: left', 'dm: isLeft', 'train: is_open', 'train: is_custom'
  ]],
  ['empty in this export: one that is no list', [
    'dm: directSkillTriggers', 'csr: skill_groups', 'qna: topics', 'qna: knowledge_sources', 'qna: doclets',
    'qna: relationships', 'train: validation_files'
  ]]
]

type Change = (value: unknown) => unknown

/** What may stand in place of a value. */
const changes: readonly Change[] = [
  () => 'something else', value => typeof value === 'number' ? value + 1 : value !== true, () => undefined
]

async function partsOf (input: string): Promise<Record<string, unknown>> {
  const names = (await readdir(pathOf(input), { recursive: true })).filter(name => name.endsWith('.json'))
  return Object.fromEntries(await Promise.all(names.map(async name =>
    [name, JSON.parse(await readFile(pathOf(`${input}/${name}`), 'utf8'))])))
}

/** Places of all keys, with a star for each position in a list. */
function keysOf (value: unknown, place = ''): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set()
  return new Set(Object.entries(value).flatMap(([key, inner]) => {
    const at = `${place}/${Array.isArray(value) ? '*' : key}`
    return [...Array.isArray(value) ? [] : [at], ...keysOf(inner, at)]
  }))
}

function changed (value: unknown, place: readonly string[], change: Change): unknown {
  const [step, ...rest] = place
  if (step === undefined) return change(value)
  if (Array.isArray(value)) return value.map(item => changed(item, rest, change))
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value
  return { ...value, [step]: changed((value as Record<string, unknown>)[step], rest, change) }
}

/** Places whose value may be anything: neither the bot file nor the report changes with it. */
async function unreadIn (t: Pick<Test, 'testdir'>, input: string): Promise<string[]> {
  const parts = await partsOf(input)
  const copy = t.testdir(Object.fromEntries(Object.keys(parts).map(name => [name.split('/')[0], {}])))
  const write = async (name: string, value: unknown) => { await writeFile(join(copy, name), JSON.stringify(value)) }
  const imported = async () => {
    const { bot, items } = await importBot(copy)
    return JSON.stringify([bot, items])
  }
  for (const [name, value] of Object.entries(parts)) await write(name, value)
  const plain = await imported()
  const unread: string[] = []
  for (const [name, value] of Object.entries(parts)) {
    for (const key of keysOf(value)) {
      if (unread.some(place => `${name}#${key}`.startsWith(`${place}/`))) continue
      let isRead = false
      for (const change of changes) {
        await write(name, changed(value, key.split('/').slice(1), change))
        isRead = await imported() !== plain
        if (isRead) break
      }
      if (!isRead) unread.push(`${name}#${key}`)
    }
    await write(name, value)
  }
  return unread
}

t.test('each key of an export is read or reported, or says nothing of what the bot does', { skip }, async t => {
  t.setTimeout(120_000) // an import for each key
  const unread = (await unreadIn(t, 'getflightname')).map(place => place.replace(/^(\w+)\/.*\/([^/]+)$/, '$1: $2'))
  t.strictSame([...new Set(unread)].sort(), meaningless.flatMap(([, keys]) => keys).sort())
})

const condition = {
  type: 'data', operator: { name: 'is-present' }, operands: [{ type: 'interpreted', value: '@greet', isLeft: true }]
}
/** Objects of all kinds in which a key may stand that no release of this importer has seen. */
const whole: Files = {
  'blc/a.json': [{ slug: 'shop', name: 'Shop', bot_type: 'single', data_policy: { data_type: 'non_personal' } }],
  'train/a.json': {
    datasets: [{ language: 'en' }],
    intents: [{ slug: 'greet' }],
    entities: [{ slug: 'size', type: 2 }],
    expressions: [{ intent_id: 0, source: 'big', tokens: [{ word: 'big', entity_id: 0 }] }],
    tagged_tokens: [{ expression_id: 0, entity_id: 0, token_indices: '{0}' }],
    synonyms: [{ entity_id: 0, value: 'big' }],
    enrichment_pair_keys: [{ entity_id: 0, key: 'cm' }],
    default_enrichment_values: [{ enrichment_pair_key_id: 0, value: '5' }]
  },
  'csr/a.json': {
    bot_versions: [{
      skills: [{
        ...{ id: 'a', slug: 'a', type: 'business' },
        in_condition: { type: 'and', children: [condition] },
        skill_titles: [{ language: 'en', title: 'A' }]
      }]
    }]
  },
  'dm/a.json': {
    bot_versions: [{
      skills: [{
        id: 'a',
        requirement: { type: 'and', children: [{ type: 'data', data: { name: 'size', type: 'entity' } }] },
        out_condition: {
          type: 'all',
          children: [{
            type: 'and',
            actions: [
              { id: 'call', type: 'http' },
              { id: 'say', type: 'message', message: [{ language: 'en', value: '{"type":"text","content":"Hi"}' }] }
            ],
            children: [condition]
          }]
        }
      }]
    }]
  },
  'bc/a.json': {
    bot_versions: [{
      web_requests: [{
        ...{ request_type: 'service-api', http_type: 'POST', url: '/a', system_alias_id: 's' },
        reference: { reference_id: 'call' },
        header: { mode: 'template', id: 'h' },
        body: { mode: 'custom', parameters: '{"a":1}' }
      }],
      templates: { header: [{ id: 'h', parameters: '{"x-shop":"1"}' }] },
      system_aliases: [{ id: 's', url: 'https://shop.example' }]
    }]
  },
  'qna/a.json': { qnas: [{ question: 'Where?', answer: 'Here' }] },
  'cai.json': {
    language: 'en',
    intents: [{ name: 'bye', expressions: [{ source: 'bye', tokens: [{ word: 'bye', entity: { name: 'colour' } }] }] }],
    gazettes: [{ name: 'colour', type: 'free', synonyms: [{ value: 'red' }] }]
  },
  'other.json': {
    intents: [{
      name: 'eat',
      expressions: [{ source: ['eat', { raw: 'cheese', entity: { name: 'food' } }], language: { isocode: 'en' } }]
    }],
    entities: [{ name: 'food', open: true, synonyms: [{ synonym: 'bread', language: { isocode: 'en' } }] }]
  }
}

/** The value with a key of its own in each object, whose value is its place. */
function withNovelties (value: unknown, place: string, places: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.entries(value)
    .map(([key, item]) => [key, withNovelties(item, `${place}/${key}`, places)] as const)
  if (Array.isArray(value)) return inner.map(([, item]) => item)
  if (/\/(?:templates|right)$/.test(place)) return Object.fromEntries(inner) // their keys are names
  places.push(`${place}/novelty`)
  return { ...Object.fromEntries(inner), novelty: `new at ${place}` }
}

t.test('a key that nobody knows is told with its place, in objects of every kind', async t => {
  t.strictSame((await importFiles(t, whole)).items, [], 'without such keys nothing is lost')
  const places: string[] = []
  const { items } = await importFiles(t, Object.fromEntries(Object.entries(whole).map(([name, value]) =>
    [name, withNovelties(value, `${name}#`, places)])))
  t.ok(places.length > 40)
  const told = items.map(({ source, message }) => `${source} ${message} `).join('\n')
  for (const place of places) t.ok(told.includes(`${place.slice(place.indexOf('#') + 1)} `), place)
  t.ok(items.every(({ kind, message }) => kind === 'lost' && message.startsWith('`novelty`')))
  t.match(items.find(({ source }) => source === 'train/a.json#/intents/0/novelty'), {
    kind: 'lost', message: '`novelty` (new at train/a.json#/intents/0) is left out: a bot file has no place for it'
  })
})

t.test('keys of how the platform stored, trained, counted and shared a bot are no loss', async t => {
  const stored = {
    id: 'f3d9a1', uuid: 'b1', slug: 'a', created_at: '2021-02-03T04:05:06Z', updated_at: '2021-02-03', position: 3
  }
  const counted = { ...stored, expressions_count: 3, logs_count: 120, color: '#336699' }
  const dataset = {
    ...{ ...stored, language: 'en', dataset_language: 'en', classifier: 'some_regression', sharenet: 'community' },
    ...{ recognizer: 'some_fields', strictness: 50, exported_at: '2021-02-03T04:05:06Z' },
    intents: [{ ...counted, slug: 'greet', name: 'greet', expressions: [{ ...stored, source: 'hello there' }] }],
    gazettes: [{
      ...{ ...counted, slug: 'size', name: 'SIZE', type: 'restricted', is_custom: true, is_activated: true },
      ...{ is_open: false, locked: true, synonyms_count: 1, enrichment_strictness: 95, regex_pattern: null },
      enrichments: { enrichment_pair_keys: {}, enrichment_groups: [] },
      synonyms: [{ ...stored, value: 'large', gazette_id: 'f3d9a1', language: { ...stored, isocode: 'en' } }]
    }]
  }
  t.strictSame((await importFiles(t, { 'a.json': dataset })).items, [])
  const bot = {
    ...{ ...stored, slug: 'shop', name: 'Shop', data_policy: { ...stored, data_type: 'non_personal' } },
    ...{ visibility: 'public', owner: { nickname: 'ada' }, user_id: 'u', forks_count: 2, children_count: 2 },
    ...{ intents_count: 1, gazettes_count: 1, request_token: '0123', developer_token: '4567', image: 'https://a.example' },
    version: { ...stored, name: 'v1' }
  }
  t.strictSame((await importFiles(t, { 'blc/a.json': [bot], 'train/a.json': dataset })).items, [])
  const guarded = { ...bot, private_data: true, store_conversation_data: true, data_policy: { data_type: 'personal' } }
  t.match((await importFiles(t, { 'blc/a.json': [guarded], 'train/a.json': dataset })).items,
    ['data_type', 'private_data', 'store_conversation_data'].map(key =>
      ({ kind: 'note', message: new RegExp(`^\`${key}\` .* was a setting of the platform: see to it where`) })),
    'how the platform kept data is no part of the bot')
  const old = {
    version: 2,
    intents: [{ ...counted, slug: 'greet', name: 'Greet', expressions: [{ ...stored, source: ['hello'] }] }],
    entities: [{ ...counted, slug: 'size', name: 'SIZE', open: false, synonyms: [{ ...stored, synonym: 'large' }] }]
  }
  t.strictSame((await importFiles(t, { 'a.json': old })).items, [])
  t.match((await importFiles(t, {
    'a.json': { ...old, intents: [{ ...counted, slug: 'greet', name: 'Hello', expressions: ['hello'] }] }
  })).items, [{ kind: 'changed', message: /the name of intent greet, `Hello`/, target: '/intents/greet' }])
  t.match((await importFiles(t, {
    'a.json': { ...dataset, gazettes: [{ name: 'size', is_activated: false }] }
  })).items, [{
    kind: 'lost', source: 'a.json#/gazettes/0/is_activated'
  }])
})

t.test('one key of many objects is one line with their places; values of calls are not shown', async t => {
  const train = (count: number) => ({
    intents: [{ slug: 'greet' }],
    expressions: Array.from({ length: count }, (_, index) =>
      ({ intent_id: 0, source: `hello ${index}`, language: 'en', mood: 'good' }))
  })
  t.match((await importFiles(t, { 'a.json': train(3) })).items, [{
    source: 'a.json#/expressions/0/mood',
    message: '`mood` (good) is left out: a bot file has no place for it; so it is in 2 more places: ' +
      '/expressions/1/mood, /expressions/2/mood'
  }])
  t.match((await importFiles(t, { 'a.json': train(30) })).items, [{
    message: /in 29 more places: .*\/expressions\/10\/mood, \.\.\.$/
  }])
  const many = await importFiles(t, {
    'a.json': {
      intents: [{ slug: 'greet' }],
      expressions: Array.from({ length: 30 }, (_, index) =>
        ({ intent_id: 0, source: `hello ${index}`, language: 'en', number: index + 1 }))
    }
  })
  t.equal(many.items.length, 11, 'ten values, and one line for the others')
  t.match(many.items[9], { source: 'a.json#/expressions/9/number', message: /^`number` \(10\) is left out/ })
  t.match(many.items[10], {
    source: 'a.json#/expressions/10/number', message: /^`number` is left out: .* in 19 more places: \/expressions\/11/
  })
  const call = { url: 'https://a.example', session_password: 'sesame' }
  const secret = await importFiles(t, {
    'a.json': { bot_versions: [{ web_requests: [call] }] }, 'b.csv': 'expression;language\nhello;en\n'
  })
  t.match(secret.items[0], { message: /^`session_password` is left out/ })
  const { items } = await importFiles(t, {
    'a.json': { bot_versions: [{ system_aliases: [{ id: 's', url: 'https://a.example', passphrase: 'sesame' }] }] },
    'b.csv': 'expression;language\nhello;en\n'
  })
  t.match(items, [
    { message: /^`passphrase` is left out/ },
    { source: 'a.json#/bot_versions/0/system_aliases/0', message: /the saved system s is left out: no call uses it/ }
  ])
  t.notMatch(JSON.stringify(items), 'sesame')
})
