import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { checkBotFile, importBot } from '../../../lib/platform/index.ts'
import { zipOf } from './zip.ts'

const dataset = (more: Record<string, unknown> = {}) => ({
  datasets: [{ language: 'en', strictness: 50 }],
  intents: [{ slug: 'greet', name: 'greet', is_activated: true }],
  entities: [{ slug: 'size', type: 2, is_custom: true }],
  expressions: [{ intent_id: 0, source: 'hello', language: 'en', tokens: '[]' }],
  synonyms: [{ entity_id: 0, value: 'big', language: 'en' }],
  ...more
})
const json = (value: unknown) => JSON.stringify(value, null, 2)
const skill = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  slug: id,
  name: id,
  type: 'business',
  in_condition: { type: 'data', operator: { name: 'is-present' }, left: [{ type: 'interpreted', value: '@greet' }] },
  ...more
})
const goto = (id: string, to: string) => ({
  id,
  requirement: null,
  out_condition: {
    type: 'all',
    children: [{ type: 'and', actions: [{ type: 'goto', value: json({ skill: to, execute: true }) }], children: [] }]
  }
})
const train = (expressions: unknown[]) => ({
  datasets: [{ language: 'en' }], intents: [{ slug: 'greet' }], entities: [{ slug: 'size', type: 2 }], expressions
})
const versions = (skills: unknown[]) => json({ bot_versions: [{ skills, web_requests: [] }] })

/** Not readable at all: the file, what it holds, and what must be said, with the place. */
const unreadable: Array<[file: string, content: Buffer | string, message: RegExp]> = [
  ['empty.json', '', /^empty\.json: the file is empty/],
  ['cut.json', '{"intents": [{"name": "gre', /^cut\.json:1:27: the JSON ends too early: the file is cut/],
  ['comma.json', '{\n  "intents": [],,\n}', /^comma\.json:2:17: it is no JSON here: unexpected ","/],
  ['nan.json', '{"intents": NaN}', /^nan\.json:1:13: it is no JSON here: unexpected "N"/],
  ['quotes.json', "{'intents': []}", /^quotes\.json:1:2: it is no JSON/],
  ['other.json', '{"hello": "world"}', /^other\.json: it is JSON, but no dataset/],
  ['number.json', '5', /^number\.json: it is JSON, but no dataset/],
  [
    'deep.json', `{"intents": ${'['.repeat(5000)}${']'.repeat(5000)}}`,
    /^deep\.json: it is nested deeper than 60 levels/
  ],
  ['binary.json', Buffer.from([123, 0, 1, 2]), /^binary\.json: byte 2 is NUL/],
  ['utf16.json', Buffer.from('{"intents": []}', 'utf16le'), /^utf16\.json: byte 2 is NUL: .* save it as UTF-8/],
  ['odd.json', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41]), /^odd\.json: it is marked as UTF-16LE and is not/],
  ['picture.png', 'no picture', /^picture\.png: it is neither zip, JSON nor CSV/],
  ['empty.csv', '', /^empty\.csv:1: the file is empty/],
  [
    'header.csv', 'colour;number\nred;5\n',
    /^header\.csv:1: the first row is `colour;number`: expected expression;language/
  ],
  [
    'quote.csv', '"expression";"language"\n"never closed;en\nmore;en\n',
    /^quote\.csv:\d: a quote is opened and never closed/
  ],
  ['junk.csv', 'expression;language\n"a"b;en\n', /^junk\.csv:2: it is no CSV here/],
  ['cut.zip', zipOf([{ name: 'a.json', data: json(dataset()) }])
    .subarray(0, 60), /^cut\.zip: the zip is damaged or cut/],
  [
    'damaged.zip', damage(zipOf([{ name: 'a.json', data: json(dataset()) }])),
    /^damaged\.zip\/a\.json: the zip is damaged or cut/
  ],
  [
    'header.zip', Buffer.concat([Buffer.from('PKxx'), zipOf([{ name: 'a.json', data: json(dataset()) }]).subarray(4)]),
    /^header\.zip\/a\.json: the zip is damaged or cut/
  ],
  ['outside.zip', zipOf([{ name: '../../etc/a.json', data: '{}' }]), /^outside\.zip: a name in the zip leads outside/],
  ['absolute.zip', zipOf([{ name: '/etc/a.json', data: '{}' }]), /^absolute\.zip: a name in the zip leads outside/],
  ['backslash.zip', zipOf([{ name: '..\\a.json', data: '{}' }]), /^backslash\.zip: a name in the zip leads outside/],
  [
    'bomb.zip', zipOf([{ name: 'a.json', data: Buffer.alloc(70 * 1024 * 1024, 32) }]),
    /^bomb\.zip\/a\.json: unpacked, the files of the zip have more than 64 MB/
  ],
  [
    'lying.zip', zipOf([{ name: 'a.json', data: Buffer.alloc(70 * 1024 * 1024, 32), claimed: 100 }]),
    /^lying\.zip\/a\.json: the zip is damaged or cut/
  ],
  ['many.zip', zipOf(Array.from({ length: 1001 },
    (_, index) => ({ name: `${index}.txt`, data: '' }))), /^many\.zip: it has more than 1000 entries/],
  ['locked.zip', zipOf([{ name: 'a.json', data: '{}', encrypted: true }]), /^locked\.zip\/a\.json: it is encrypted/],
  ['nothing.zip', zipOf([{ name: 'readme.txt', data: 'x' }]), /nothing\.zip: there is no JSON and no CSV in it/],
  ['strange.zip', zipOf([
    { name: 'a.json', data: '{"a": 1}' }, { name: 'b.json', data: '[]' }
  ]), /strange\.zip: none of its files is part of an export/]
]

/** Readable with losses: what must be reported, with the place. */
const lossy: Array<[file: string, content: Buffer | string, kind: string, source: RegExp, message: RegExp]> = [
  [
    'index.json', json(dataset({ expressions: [{ intent_id: 7, source: 'hello', language: 'en' }] })), 'lost',
    /^index\.json#\/expressions\/0$/, /intent_id 7 leads to no intent \(there are 1\)/
  ],
  [
    'negative.json', json(dataset({ expressions: [{ intent_id: -1, source: 'hello', language: 'en' }] })), 'lost',
    /#\/expressions\/0$/, /intent_id -1 leads to no intent/
  ],
  [
    'entity.json', json(dataset({ synonyms: [{ entity_id: 9, value: 'big', language: 'en' }] })), 'lost',
    /#\/synonyms\/0$/, /entity_id 9 leads to no entity/
  ],
  [
    'language.json', json(dataset({ expressions: [{ intent_id: 0, source: 'hello', language: 'english!' }] })),
    'changed', /#\/expressions\/0$/, /`english!` is no language: taken as en/
  ],
  [
    'blank.json', json(dataset({ expressions: [{ intent_id: 0, source: ' ', language: 'en' }] })), 'lost',
    /#\/expressions\/0$/, /an expression of greet is empty/
  ],
  [
    'regex.json', json(dataset({ entities: [{ slug: 'code', type: 3, is_custom: true, regex_pattern: '(?>a)(b' }] })),
    'lost', /#\/entities\/0$/, /the regular expression \(\?>a\)\(b is none in JavaScript/
  ],
  [
    'type.json', json(dataset({ entities: [{ slug: 'size', type: 12, is_custom: true }] })), 'changed',
    /#\/entities\/0$/, /entity size is of an unknown type/
  ],
  [
    'twice.json', json(dataset({ intents: [{ slug: 'greet' }, { slug: 'greet' }] })), 'changed', /#\/intents\/1$/,
    /intent greet is there twice/
  ],
  ['latin.csv', Buffer.from('expression;language\ncaf\xe9;fr\n',
    'latin1'), 'changed', /^latin\.csv$/, /not UTF-8 and was read as Windows-1252/],
  [
    'long.csv', `expression;language\n${'a'.repeat(300_000)};en\nhello;en\n`, 'lost', /^long\.csv:2$/,
    /has 300000 characters: left out/
  ],
  [
    'answer.csv', `Question,Answer\nWhy?,${'a'.repeat(300_000)}\nWhat?,That\n`, 'lost', /^answer\.csv:2$/,
    /the answer has 300000 characters/
  ],
  [
    'row.csv', 'import type\nthing;a;b;c\nintent;greet;;\n', 'lost', /^row\.csv:2$/,
    /`thing` is neither intent, entity, synonym nor expression/
  ],
  [
    'goto.json', versions([{ ...skill('a'), ...goto('a', 'nowhere') }]), 'lost',
    /out_condition\/children\/0\/actions\/0$/, /a redirection to nowhere is left out/
  ],
  ['operator.json', versions([{
    ...skill('a'), in_condition: { type: 'data', operator: { name: 'sounds-like' }, left: [{ value: '#size' }] }
  }]), 'lost', /skills\/0\/in_condition$/, /the operator `sounds-like` of a condition on #size is not known/],
  [
    'action.json',
    versions([{ id: 'a', requirement: null, out_condition: { children: [{ actions: [{ type: 'telepathy' }] }] } }]),
    'lost', /actions\/0$/, /an action of type telepathy is left out/
  ],
  [
    'message.json',
    versions([{
      id: 'a',
      requirement: null,
      out_condition: {
        children: [{ actions: [{ type: 'message', message: [{ language: 'en', value: '{"type":"card"}' }] }] }]
      }
    }]),
    'lost', /actions\/0\/message\/0$/, /a message that has no type or no content is left out/
  ],
  [
    'lint.json',
    versions([{
      id: 'a',
      requirement: null,
      out_condition: {
        children: [{
          actions: [{ type: 'message', message: [{ language: 'en', value: '{"type":"card","content":"text"}' }] }]
        }]
      }
    }]),
    'lost', /^lint\.json#\/bot_versions\/0\/skills\/0$/, /actions\/0 is left out/
  ]
]

t.test('input that cannot be read is refused with the file, the place and what to do', async t => {
  const folder = t.testdir()
  t.ok(unreadable.length + lossy.length >= 40)
  for (const [file, content, message] of unreadable) {
    const path = join(folder, file)
    await writeFile(path, content)
    await t.rejects(importBot(path),
      { code: 'FST_BOT_IMPORT_UNREADABLE', message: new RegExp(message.source.replace(/^\^/, '')) }, file)
  }
  await writeFile(join(folder, 'large.json'), '')
  await truncate(join(folder, 'large.json'), 100 * 1024 * 1024)
  await t.rejects(importBot(join(folder, 'large.json')),
    { code: 'FST_BOT_IMPORT_UNREADABLE', message: /it has 100 MB, and at most 64 are read/ })
  const short = await mkdtemp(join(tmpdir(), 'socket-')) // the name of a socket has at most 107 characters
  t.teardown(async () => { await rm(short, { recursive: true }) })
  const socket = createServer()
  await new Promise<void>(resolve => { socket.listen(join(short, 'a.json'), resolve) })
  await t.rejects(importBot(join(short, 'a.json')), { code: 'FST_BOT_IMPORT_UNREADABLE', message: /a\.json: E/ })
  await new Promise(resolve => { socket.close(resolve) })
  await t.rejects(importBot(join(folder, 'none.zip')), { message: /there is no such file or folder/ })
  await mkdir(join(folder, 'empty'))
  await t.rejects(importBot(join(folder, 'empty')), { message: /there is no JSON and no CSV in it/ })
  await t.rejects(importBot(join(folder, 'cut.json'), { language: 'english!' }), { code: 'FST_BOT_OPTION_INVALID' })
})

t.test('one file that cannot be read is told with its place, and the others are taken', async t => {
  const good = json(dataset())
  const broken: Array<[file: string, content: Buffer | string, source: string, message: RegExp]> = [
    ['cut.json', '{"intents": [{"name": "gre', 'cut.json:1:27', /^the file is left out: the JSON ends too early/],
    ['quote.csv', 'expression;language\n"a"b;en\n', 'quote.csv:2', /^the file is left out: it is no CSV here/],
    ['head.csv', 'colour;number\nred;5\n', 'head.csv:1', /^the file is left out: the first row is `colour;number`/],
    ['binary.json', Buffer.from([123, 0, 1, 2]), 'binary.json', /^the file is left out: byte 2 is NUL/]
  ]
  for (const [file, content, source, message] of broken) {
    const folder = t.testdir({ 'good.json': good })
    await writeFile(join(folder, file), content)
    const { counts, items } = await importBot(folder)
    t.match(counts, { intents: 1, expressions: 1, entities: 1 }, file)
    t.match(items, [{ kind: 'lost', source, message }], file)
  }
  const folder = t.testdir({ 'a.json': '{', 'b.json': '' })
  await t.rejects(importBot(folder), {
    code: 'FST_BOT_IMPORT_UNREADABLE', message: /none of its files can be read, the first one for this: a\.json:1:2: /
  })
  const zip = join(t.testdir(), 'bot.zip')
  await writeFile(zip, zipOf([
    { name: 'a.json', data: json(dataset()) }, { name: 'b.json', data: '{}', encrypted: true },
    { name: 'c.json', data: 'x'.repeat(1000), claimed: 10 }
  ]))
  const { counts, items } = await importBot(zip)
  t.match(counts, { intents: 1 })
  t.match(items, [
    { kind: 'lost', source: 'bot.zip/b.json', message: /^the file is left out: it is encrypted/ },
    { kind: 'lost', source: 'bot.zip/c.json', message: /^the file is left out: the zip is damaged or cut/ }
  ])
})

t.test('items that are wrong are reported with their place, and the rest is taken', async t => {
  const folder = t.testdir()
  for (const [file, content, kind, source, message] of lossy) {
    const path = join(folder, file)
    await writeFile(path, content)
    const { items, yaml } = await importBot(path)
    t.ok(items.some(item => item.kind === kind && source.test(item.source) && message.test(item.message)),
      `${file}: ${JSON.stringify(items)}`)
    t.strictSame(await checkBotFile(yaml, 'bot.yml'), [], `${file} gives a bot file that can be opened`)
  }
})

t.test('line ends of Windows, a byte order mark and UTF-16 lose nothing', async t => {
  const folder = t.testdir()
  const rows = 'expression;language\r\n"say ""hi""";en\r\nhello;en\r\n'
  for (const [file, content] of [
    ['windows.csv', rows], ['bom.csv', `\uFEFF${rows}`], ['utf16.csv', Buffer.from(`\uFEFF${rows}`, 'utf16le')],
    ['tab.csv', rows.replaceAll(';', '\t')], ['comma.csv', rows.replaceAll(';', ',')]
  ] as const) {
    await writeFile(join(folder, file), content)
    const { bot, items } = await importBot(join(folder, file))
    t.strictSame(items, [], file)
    t.strictSame(Object.values(bot.intents ?? {})[0]?.expressions, { en: ['say "hi"', 'hello'] }, file)
  }
})

t.test('a circle of skills is imported, and told with its place', async t => {
  const path = join(t.testdir(), 'circle.json')
  await writeFile(path, versions([{ ...skill('a'), ...goto('a', 'b') }, { ...skill('b'), ...goto('b', 'a') }]))
  const { bot, items } = await importBot(path)
  t.match(bot.skills, { a: { actions: [{ goto: 'b' }] }, b: { actions: [{ goto: 'a' }] } })
  t.match(items.at(-1), {
    kind: 'note',
    source: 'circle.json#/bot_versions/0/skills/1',
    target: '/skills/b/actions/0/goto',
    message: 'a circle of skills: a > b > a; give one of its gotos a condition'
  })
})

t.test('entities that are roles of themselves at the end are told, and are no roles', async t => {
  const path = join(t.testdir(), 'roles.json')
  const entities = [1, 0, 2, 0, null].map((base, index) => ({ slug: 'abcde'[index], type: 2, entity_id: base }))
  await writeFile(path, JSON.stringify({ ...train([{ intent_id: 0, source: 'hello', language: 'en' }]), entities }))
  const { bot, items } = await importBot(path)
  t.match(items, [
    { kind: 'lost', source: 'roles.json#/entities/0/entity_id', message: /^entity a is a role of b, and that at the end/ },
    { kind: 'lost', source: 'roles.json#/entities/2/entity_id', message: /^entity c is a role of c/ }
  ])
  t.match(bot.entities, { b: { of: 'a' }, d: { of: 'a' } })
  t.notOk(bot.entities?.a?.of ?? bot.entities?.c?.of)
})

t.test('a tag that leads to no word is told, once', async t => {
  const path = join(t.testdir(), 'tags.json')
  const expressions = [
    { intent_id: 0, source: 'hello', language: 'en' },
    { intent_id: 0, source: 'a big one', language: 'en', tokens: '[{"word":"a","space":true},"big"]' },
    { intent_id: 0, source: 'a cut one', language: 'en', tokens: '[{"word":"a","sp' }
  ]
  await writeFile(path, JSON.stringify({
    ...train(expressions), tagged_tokens: [{ expression_id: 0, entity_id: 0, token_indices: '{9}' }]
  }))
  const { items } = await importBot(path)
  t.match(items, [
    { source: 'tags.json#/expressions/0', message: /^a tag of token 9 leads to no token \(there are 0\)/ },
    { source: 'tags.json#/expressions/1/tokens/1', message: /^it is no token: left out, with its tag/ },
    { source: 'tags.json#/expressions/2/tokens', message: /^the tokens are no list of JSON/ }
  ])
  t.equal(items.length, 3)
})

t.test('a CSV may mix its line ends; a quote that is never closed is told with the row that it is in', async t => {
  const folder = t.testdir()
  await writeFile(join(folder, 'mixed.csv'), 'expression;language\r\nhello;en\nhi;en\rhey;en\r\n"good\r\nday";en')
  const { bot, items } = await importBot(join(folder, 'mixed.csv'))
  t.strictSame(items, [])
  t.strictSame(bot.intents?.mixed?.expressions, { en: ['hello', 'hi', 'hey', 'good day'] })
  await writeFile(join(folder, 'quote.csv'), 'expression;language\nhello;en\n"never closed;en\nmore;en\nmore;en\n')
  await t.rejects(importBot(join(folder, 'quote.csv')), { message: /quote\.csv:3: a quote is opened and never closed/ })
})

t.test('an export as deep as one may be can be opened; deeper JSON in a text stays text', async t => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  const leaf = { type: 'data', operator: 'is-present', left: [{ value: '@greet' }] }
  const value = json({ set: { deep: nested(25), deeper: nested(26) } })
  let group: object = { actions: [{ type: 'edit_memory', value }] }
  let condition: object = leaf
  for (let level = 0; level < 25; level++) {
    group = { children: [group, leaf] }
    if (level < 24) condition = { type: level % 2 === 0 ? 'and' : 'or', children: [condition, leaf] }
  }
  const exported = versions([{ ...skill('a'), in_condition: condition, out_condition: group }])
  const path = join(t.testdir({ 'train.json': json(train([{ intent_id: 0, source: 'hello' }])), 'a.json': exported }))
  const { bot, yaml } = await importBot(path)
  t.strictSame(await checkBotFile(yaml, 'bot.yml'), [])
  t.match(JSON.stringify(bot.skills), nested(25))
  t.match(JSON.stringify(bot.skills), JSON.stringify(nested(26)))
  for (const value of [nested(20_000), `{"type":"card","content":${nested(20_000)}}`]) {
    const { items } = await importBot(join(t.testdir({
      'a.json': versions([{
        ...skill('a'),
        in_condition: null,
        out_condition: { actions: [{ type: 'message', message: [{ value }] }, { type: 'edit_memory', value }] }
      }]),
      'b.json': json(train([{ intent_id: 0, source: 'hello', tokens: value }]))
    })))
    t.match(items.map(({ message }) => message), [
      /the tokens are no list of JSON/, /the message is no JSON: taken as text/, /that is no JSON is left out/
    ])
  }
})

/** Turns a byte of the packed data. */
function damage (zip: Buffer): Buffer {
  const damaged = Buffer.from(zip)
  damaged.fill(0xff, 40, 60)
  return damaged
}
