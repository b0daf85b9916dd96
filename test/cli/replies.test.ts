import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { clickableButtons } from '../../lib/platform/session/clickable-buttons.ts'
import { showReplies } from '../../lib/cli/show/replies.ts'
import { paint } from '../../lib/cli/text/paint.ts'
import { knownReplies } from '../../schemas/index.ts'
import { collected } from '../support/collection.ts'

const shown = (...replies: unknown[]): string => showReplies(replies, false).map(line => paint(line, false)).join('\n')
const rich = (...replies: unknown[]): string => showReplies(replies, true).map(line => paint(line, true)).join('\n')

t.test('text', t => {
  t.equal(shown({ type: 'text', content: 'Two\r\nlines\n' }, { type: 'text', content: 'More' }), 'Two\nlines\nMore')
  t.equal(shown({ type: 'text', content: '' }), '(an empty text)')
  t.equal(shown({ type: 'text', content: '**a**', markdown: true }), '**a**', 'without colours as it is')
  t.equal(rich({ type: 'text', content: '**a**' }), '**a**', 'markdown is asked for')
  for (const markdown of [true, 'true', 'TRUE']) {
    t.equal(rich({ type: 'text', content: '**a** _b_\n`c`', markdown }),
      '\x1b[1ma\x1b[22m \x1b[3mb\x1b[23m\n\x1b[36mc\x1b[39m')
  }
  for (const markdown of [false, 'false', null, '', 1]) {
    t.equal(rich({ type: 'text', content: '**a**', markdown }),
      '**a**')
  }
  t.equal(shown({ type: 'text', content: { a: 1 } }), 'text: {"a":1}')
  t.equal(shown({ type: 'text', content: 5 }), 'text: 5')
  t.end()
})

t.test('picture, video and audio: labelled addresses', t => {
  for (const type of ['picture', 'video', 'audio']) {
    t.equal(shown({ type, content: 'https://example.com/a' }), `${type}: https://example.com/a`)
    t.equal(shown({ type, content: '' }), `${type}: (without an address)`)
    t.equal(shown({ type, content: null }), `${type}: null`)
  }
  t.end()
})

t.test('quick replies and buttons: numbered choices that say what they do', t => {
  t.equal(shown(
    {
      type: 'quickReplies',
      content: {
        title: 'Which city?',
        buttons: [{ title: 'Paris', value: 'Paris' }, { title: 'Lyon', value: 'Weather in Lyon' }]
      }
    },
    {
      type: 'buttons',
      content: {
        title: 'Or',
        buttons: [
          { type: 'web_url', title: 'Look', value: 'https://example.com' },
          { type: 'phonenumber', title: 'Call', value: '+331' },
          { type: 'trigger_skill', title: 'Help', value: 'help' }, { type: 'BUTTON_TYPE', title: 'Yes', value: 'YES' },
          { title: '' }, 'no button'
        ]
      }
    }
  ), `Which city?
  1. Paris
  2. Lyon (says: Weather in Lyon)
Or
  3. Look (link: https://example.com)
  4. Call (number to call: +331)
  5. Help (runs skill help)
  6. Yes (says: YES)`)
  t.equal(shown({ type: 'quickReplies', content: { title: '', buttons: [{ title: 'Yes', value: 'Yes' }] } }),
    '  1. Yes')
  t.equal(shown({ type: 'quickReplies', content: {} }, { type: 'buttons', content: { title: 5 } }), '5')
  t.equal(rich({ type: 'quickReplies', content: { title: '**a**' }, markdown: true }), '\x1b[1ma\x1b[22m')
  t.equal(shown({ type: 'buttons', content: [{ buttons: [{ title: 'A' }] }] }),
    'buttons: [{"buttons":[{"title":"A"}]}]\n1. A', 'of no known form, and its button can still be pressed')
  t.end()
})

t.test('cards and carousels: behind a bar', t => {
  const card = {
    title: 'Hotel',
    subtitle: '2 nights\nwith breakfast',
    imageUrl: 'https://example.com/a.png',
    buttons: [{ title: 'Book' }]
  }
  t.equal(shown({ type: 'card', content: card }),
    '│ Hotel\n│ 2 nights\n│ with breakfast\n│ picture: https://example.com/a.png\n│ 1. Book')
  t.equal(shown({ type: 'card', content: { title: '', subtitle: null, imageUrl: '' } }), '│ (an empty card)')
  t.equal(shown({ type: 'card', content: 'text' }), 'card: "text"')
  for (const type of ['carousel', 'carouselle']) {
    t.equal(shown({
      type,
      content: [{ title: 'A', buttons: [{ title: 'Go' }] }, { title: 'B', subtitle: 0, buttons: [{ title: 'Go' }] }]
    }), '│ A\n│ 1. Go\n\n│ B\n│ 0\n│ 2. Go')
    t.equal(shown({ type, content: [] }), '(a carousel without cards)')
    t.equal(shown({ type, content: { a: 1 } }), `${type}: {"a":1}`)
    t.equal(shown({ type, content: [5, [{ buttons: [{ title: 'A' }] }]] }),
      '│ not a card: 5\n\n│ not a card: [{"buttons":[{"title":"A"}]}]\n│ 1. A')
  }
  t.equal(rich({ type: 'card', content: { title: 'Hotel' } }), '│ \x1b[1mHotel\x1b[22m')
  t.end()
})

t.test('lists: bullets', t => {
  const content = {
    title: 'Catalogue',
    elements: [
      { title: 'A', subtitle: 'one', imageUrl: 'https://example.com/a.png', buttons: [{ title: 'Buy' }] },
      { title: 'B' }, {}, 5
    ],
    buttons: [{ title: 'More' }]
  }
  t.equal(shown({ type: 'list', content }), 'Catalogue\n• A\n  one\n  picture: https://example.com/a.png\n  1. ' +
    'Buy\n• B\n• (an empty row)\n• not a row: 5\n2. More')
  t.equal(shown({ type: 'list', content: { elements: [] } }), '(a list without rows)')
  t.equal(shown({ type: 'list', content: { items: [] } }), 'list: {"items":[]}')
  t.end()
})

t.test('all others: compact JSON with a label', t => {
  t.equal(shown({ type: 'custom', content: { text: 'Hello' } }), 'custom: {"text":"Hello"}')
  t.equal(shown({ type: 'client_data', content: { elements: [{ key: 'theme' }] } }),
    'client_data: {"elements":[{"key":"theme"}]} (not shown to the user)')
  t.equal(shown({ type: 'rolelist', content: [1] }, { type: 'x' }, { replies: [] }, 'words', null),
    'rolelist: [1]\nx: {"type":"x"}\nwithout a type: {"replies":[]}\nnot a reply: "words"\nnot a reply: null')
  t.equal(shown(undefined), 'not a reply: nothing')
  t.equal(shown({ type: 'custom', content: 'x'.repeat(5000) }).length, 'custom: '.length + 2003, 'cut')
  t.end()
})

t.test('every type that there is has a form of its own, and none is JSON but two', t => {
  const examples = (knownReplies as ReadonlyArray<{ examples?: Array<{ type: string }> }>).flatMap(({
    examples = []
  }) => examples)
  for (const example of examples) {
    t.equal(/[{}]/.test(shown(example)), ['custom', 'client_data'].includes(example.type),
      example.type)
  }
  t.equal(examples.length, knownReplies.length)
  t.end()
})

t.test('nothing that a bot says steers the terminal, wherever it stands', t => {
  const evil = '\x1b]0;title\x07\x1b[2J\u009b31m\r\u202e'
  const button = { title: evil, value: evil, type: 'web_url' }
  const card = {
    title: evil,
    subtitle: evil,
    imageUrl: evil,
    buttons: [button, { title: evil, value: evil }, { ...button, type: 'trigger_skill' }]
  }
  const output = rich(
    ...['text', 'picture', 'custom', 'client_data', evil].map(type => ({ type, content: evil, markdown: true })),
    ...['card', 'quickReplies', 'buttons', 'custom'].map(type => ({ type, content: card })),
    { type: 'carousel', content: [card] }, {
      type: 'list', content: { elements: [card], title: evil, buttons: [button] }
    }, { type: 'text', content: `**${evil}** [${evil}](${evil})`, markdown: true }, evil, { [evil]: evil }
  )
  const own = /\x1b\[\d+m/g // eslint-disable-line no-control-regex
  t.match(output, own)
  t.notMatch(output.replaceAll(own, '').replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u)
  t.match(output, '\\x1b]0;title\\x07\\x1b[2J\\x9b31m')
  t.end()
})

const { folder: corpus, skip } = collected('corpus')
const files = (skip === false ? ['replies', 'push', 'platform'] : []).flatMap(folder =>
  readdirSync(new URL(folder, corpus)).filter(name => name.endsWith('.json')).map(name => `${folder}/${name}`))

t.test('every message of real bots can be read, and each button is numbered as it is pressed', {
  skip
}, t => {
  let messages = 0
  for (const file of files) {
    const body = JSON.parse(readFileSync(new URL(file, corpus), 'utf8'))
    const replies: unknown[] = body.replies ?? body.messages ?? body.conversation?.replies ??
      (body.type === undefined ? [] : [body])
    messages += replies.length
    const text = shown(...replies)
    const numbers = [...text.matchAll(/^[ │•]*(\d+)\. (.*)$/gm)]
    const titles = clickableButtons(replies).map(({ title }) => title)
    t.strictSame(numbers.map(([, number]) => Number(number)), titles.map((_, index) => index + 1), file)
    for (const [index, title] of titles.entries()) t.ok(numbers[index]?.[2]?.startsWith(title), `${file}: ${title}`)
    for (const reply of replies as Array<{ type: string, content: unknown }>) {
      const alone = shown(reply)
      if (reply.type === 'text' && typeof reply.content === 'string') {
        t.equal(alone,
          reply.content.trimEnd().replaceAll('\r\n', '\n') || '(an empty text)', file)
      } else if (typeof reply.content === 'string') t.equal(alone, `${reply.type}: ${reply.content}`, file)
      t.ok(alone.length > 0, file)
    }
  }
  t.ok(messages > 60)
  t.end()
})
