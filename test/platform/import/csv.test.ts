import t from 'tap'
import { openSession } from '../../../lib/platform/index.ts'
import { importFiles } from './import-files.ts'

const rows = [
  ['expression', 'language'], ['say "hi"; or not, please', 'en'], ['hello', 'en'], ['bonjour', 'fr']
] as const
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
/** As spreadsheets write it: quotes where a cell needs them. */
const written = (delimiter: string, lineEnd: string) => rows.map(cells => cells.map(cell =>
  /[",;\t]/.test(cell) ? quoted(cell) : cell).join(delimiter) + lineEnd).join('')

const files: Record<string, string | Buffer> = {
  semicolon: written(';', '\n'),
  tab: written('\t', '\n'),
  comma: written(',', '\n'),
  windows: written(';', '\r\n'),
  'old Mac': written(';', '\r'),
  'byte order mark': `\uFEFF${written(';', '\r\n')}`,
  'UTF-16': Buffer.from(`\uFEFF${written('\t', '\r\n')}`, 'utf16le'),
  'sep=;': `sep=;\r\n${written(';', '\r\n')}`,
  'SEP=, in quotes': `"SEP=,"\n${written(',', '\n')}`,
  'sep= with a tab': `sep=\t\n${written('\t', '\n')}`,
  'sep=| with delimiters behind': `\uFEFFsep=|;;;\n${written('|', '\n')}`,
  'empty lines': `\n\n${written(';', '\n\n')}`,
  'quotes everywhere': rows.map(cells => `${cells.map(quoted).join(';')}\n`).join(''),
  'spaces around quotes': rows.map(cells => `${cells.map(quoted).join(' ; ')} \n`).join(''),
  'no line end at the end': written(';', '\n').trimEnd()
}

t.test('a CSV is read whole, whatever its delimiter, line ends, quotes and encoding', async t => {
  for (const [form, content] of Object.entries(files)) {
    const { bot, counts, items } = await importFiles(t, { 'ask.csv': content })
    t.strictSame(items, [], form)
    t.strictSame(bot.intents?.ask?.expressions, { en: ['say "hi"; or not, please', 'hello'], fr: ['bonjour'] }, form)
    t.equal(counts.expressions, 3, form)
  }
})

t.test('places count the line that says the delimiter; quotes inside a cell are part of it', async t => {
  const { bot, items } = await importFiles(t, {
    'ask.csv': 'sep=;\nexpression;language\n5" screen;en\n;en\n"two\nlines";english!\n'
  })
  t.strictSame(bot.intents?.ask?.expressions, { en: ['5" screen', 'two lines'] })
  t.match(items, [
    { kind: 'lost', source: 'ask.csv:4', message: /is empty/ },
    { kind: 'changed', source: 'ask.csv:6', message: /`english!` is no language/ }
  ])
})

t.test('a row below a single column is one cell, unless each has a language behind it', async t => {
  const plain = await importFiles(t, { 'ask.csv': 'expression\nHello, you there; my friend\nhi, so\n"bye; now"\n' })
  t.strictSame(plain.items, [])
  t.strictSame(plain.bot.intents?.ask?.expressions, { en: ['Hello, you there; my friend', 'hi, so', 'bye; now'] })
  for (const delimiter of [';', ',', '\t']) {
    const { bot, items } = await importFiles(t, { 'ask.csv': `expression\nhello${delimiter}fr\nbye${delimiter}fr\n` })
    t.strictSame(bot.intents?.ask?.expressions, { en: ['hello', 'bye'] })
    t.match(items, [{ source: 'ask.csv:2', message: /more cells/ }, { source: 'ask.csv:3' }])
  }
  t.strictSame((await importFiles(t, { 'greet.csv': 'expression\n' })).bot.intents, { greet: { expressions: {} } })
})

t.test('what is there twice is taken once, and told', async t => {
  const { counts, items } = await importFiles(t, {
    'ask.csv': 'expression;language\nhello;en\nhello;en\nhello;fr\n', 'size.csv': 'value;language\nBig;en\nbig;en\n'
  })
  t.match(counts, { expressions: 2, synonyms: 1 })
  t.match(items, [{ kind: 'note', message: /^2 expressions and values are there more than once/ }])
})

t.test('the forms of 2018 are read with other delimiters', async t => {
  for (const [text, delimiter] of [
    ['import type\nintent;greet;Says hello;true\nexpression;greet;en;hello;there', ';'],
    ['import type\nintent,greet,Says hello,true\nexpression,greet,en,hello,there', ','],
    ['sep=;\nimport type\nintent;greet;Says hello;\nexpression;greet;en;hello;there', 'sep=;']
  ] as const) {
    const { bot, items } = await importFiles(t, { 'a.csv': text })
    t.strictSame(items, [], delimiter)
    t.strictSame(bot.intents, { greet: { description: 'Says hello', expressions: { en: ['hello there'] } } }, delimiter)
  }
})

t.test('a line that says the delimiter is no row: a file without others is empty', async t => {
  await t.rejects(importFiles(t, { 'a.csv': 'sep=;\n' }), { message: /a\.csv:1: the file is empty/ })
  await t.rejects(importFiles(t, { 'a.csv': 'sep=;' }), { message: /a\.csv:1: the file is empty/ })
})

t.test('an answer is sent as it was written, whatever it has of braces, blocks and backslashes', async t => {
  const answers = [
    'Write {{name}}', 'Write \\{{name}}', 'Write \\\\{{name}} and {{#if x}}yes{{/if}}', '{{#each list}}', '{{ open',
    'a {{{raw}}} b', '{{{{four}}}}', '{{{{{five', '\\{{{raw}}}', '\\{{#if x}}{{else}}\\{{/if}} {{memory.x}}', '{{!}}\\',
    '\\{{', '}} {{', 'C:\\{x}\\{{y}}', '[{{a}}](https://a.example/{{b}})', '{{uppercase x}} \\\\\\\\{{x}}'
  ]
  const rows = answers.map((answer, index) => `question${index},${quoted(answer)}\n`)
  const { bot, items } = await importFiles(t, { 'faq.csv': `Question,Answer\n${rows.join('')}` })
  t.strictSame(items, [])
  const session = await openSession({ bot, language: 'en' })
  for (const [index, answer] of answers.entries()) {
    const { replies } = await session.say(`question${index}`)
    t.match(replies, [{ type: 'text', content: String }], answer)
    t.equal(Object(replies[0]).content, answer)
  }
})
