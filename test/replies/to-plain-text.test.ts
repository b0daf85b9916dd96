import t from 'tap'
import { channels, toPlainText, lint } from '../../lib/index.ts'
import { knownReplies } from '../../schemas/replies.ts'

const yes = { type: 'postback', title: 'Yes', value: 'yes' }
const no = { type: 'web_url', title: 'No', value: 'https://example.com/no' }
const hotel = { title: 'Hotel', subtitle: 'Nice', imageUrl: 'https://example.com/a.png', buttons: [yes, no] }
const inn = { title: 'Inn', subtitle: '', imageUrl: '', buttons: [] }

/** What is sent, and what the user of a text channel reads; undefined is refused. */
const cases: Array<[name: string, message: Record<string, unknown>, read: string | undefined]> = [
  ['text', { type: 'text', content: 'a\nb' }, 'a\nb'],
  ['text without markdown', { type: 'text', content: '**a** _b_ [c](d)' }, '**a** _b_ [c](d)'],
  ['text with markdown off', { type: 'text', content: '**a**', markdown: false }, '**a**'],
  ['text with markdown not set', { type: 'text', content: '**a**', markdown: null }, '**a**'],
  ['text with markdown', { type: 'text', content: '**b** [l](http://x.y)', markdown: true }, "''b'' l(http://x.y)"],
  ['the string "false" counts as true', { type: 'text', content: '**b**', markdown: 'false' }, "''b''"],
  ['italics', { type: 'text', content: '*a* _b_ __c__', markdown: true }, "'a' 'b' ''c''"],
  [
    'an address with underscores', { type: 'text', content: 'https://e.com/a_b_c', markdown: true },
    "https://e.com/a'b'c"
  ],
  ['stars that stand alone', { type: 'text', content: '* a', markdown: true }, '* a'],
  ['picture', { type: 'picture', content: 'https://example.com/a.png' }, 'https://example.com/a.png'],
  ['video', { type: 'video', content: 'https://example.com/a.mp4', markdown: true }, 'https://example.com/a.mp4'],
  [
    'quickReplies', { type: 'quickReplies', content: { title: 'Sure?', buttons: [yes, { title: 'No' }] } },
    'Sure?\n- Yes\n- No'
  ],
  ['quickReplies with markdown', {
    type: 'quickReplies', content: { title: '**Sure**?', buttons: [{ title: '**Yes**' }] }, markdown: true
  }, "''Sure''?\n- **Yes**"],
  [
    'quickReplies without markdown', { type: 'quickReplies', content: { title: '**Sure**?', buttons: [yes] } },
    '**Sure**?\n- Yes'
  ],
  ['quickReplies without a title', { type: 'quickReplies', content: { buttons: [yes] } }, 'undefined\n- Yes'],
  ['quickReplies with an empty title', { type: 'quickReplies', content: { title: '', buttons: [yes] } }, '\n- Yes'],
  ['quickReplies without buttons', { type: 'quickReplies', content: { title: 'Sure?' } }, undefined],
  ['buttons', { type: 'buttons', content: { title: 'Sure?', buttons: [yes, no] } }, 'Sure?\n- Yes\n- No'],
  [
    'buttons with markdown', { type: 'buttons', content: { title: '**Sure**?', buttons: [yes] }, markdown: true },
    '**Sure**?\n- Yes'
  ],
  ['buttons without a title', { type: 'buttons', content: { buttons: [yes] } }, 'undefined\n- Yes'],
  ['buttons without buttons', { type: 'buttons', content: { title: 'Sure?' } }, undefined],
  ['card', { type: 'card', content: hotel }, 'Hotel\nNice\nhttps://example.com/a.png\n- Yes\n- No'],
  [
    'card with markdown', { type: 'card', content: { ...hotel, title: '**Hotel**', buttons: [] }, markdown: true },
    '**Hotel**\nNice\nhttps://example.com/a.png'
  ],
  ['card with empty fields', { type: 'card', content: inn }, 'Inn\n\n'],
  ['card with a title only', { type: 'card', content: { title: 'Hotel' } }, 'Hotel\nundefined\nundefined'],
  ['card without anything', { type: 'card', content: {} }, 'undefined\nundefined\nundefined'],
  [
    'card without a subtitle', { type: 'card', content: { title: 'Hotel', imageUrl: '', buttons: [yes] } },
    'Hotel\nundefined\n\n- Yes'
  ],
  [
    'card without an image', { type: 'card', content: { title: 'Hotel', subtitle: 'Nice', buttons: [yes] } },
    'Hotel\nNice\nundefined\n- Yes'
  ],
  ['card with numbers and null', { type: 'card', content: { title: 5, subtitle: 0, imageUrl: null } }, '5\n0\nnull'],
  ['audio', { type: 'audio', content: 'https://example.com/a.mp3' }, undefined],
  ['custom', { type: 'custom', content: { text: 'a' } }, undefined],
  ['client_data', { type: 'client_data', content: { elements: [] } }, undefined],
  ['a type of one\'s own', { type: 'rolelist', content: ['a'] }, undefined]
]

t.test('what a text channel shows of a message', t => {
  for (const [name, message, read] of cases) t.equal(toPlainText(message), read, name)
  t.end()
})

t.test('cards in a carousel keep their buttons', t => {
  for (const type of ['carousel', 'carouselle']) {
    const lines = linesOf({ type, content: [hotel, { title: 'Inn' }] })
    t.strictSame(lines,
      ['Hotel', 'Nice', 'https://example.com/a.png', '- Yes', '- No', 'Inn', 'undefined', 'undefined'])
    t.equal(toPlainText({ type, content: [] }), '')
  }
  t.end()
})

t.test('a list loses its buttons, and those of its rows', t => {
  const rows = ['Hotel', 'Nice', 'https://example.com/a.png', 'Inn']
  t.strictSame(linesOf({ type: 'list', content: { elements: [hotel, inn], buttons: [yes] } }), rows)
  t.strictSame(linesOf({ type: 'list', content: { elements: [hotel, inn] } }), rows)
  t.strictSame(linesOf({ type: 'list', content: { elements: [{ title: 'Hotel', subtitle: 'Nice' }] } }),
    ['Hotel', 'Nice', 'undefined'])
  t.equal(toPlainText({ type: 'list', content: { elements: [], buttons: [yes] } }), '')
  t.end()
})

t.test('lint finds for text channels what toPlainText shows', t => {
  for (const channel of ['twilio', 'callr'] as const) {
    for (const [name, message, read] of cases) {
      const codes = lint([message], { channels: [channel] }).map(({ code }) => code)
      t.equal(codes.some(code => code.endsWith('_UNDEFINED')), /undefined|null/.test(read ?? ''),
        `${name} prints undefined on ${channel}`)
      t.equal(codes.some(code => /^(TYPE_REFUSED|TYPE_UNKNOWN|BUTTONS_MISSING)$/.test(code)), read === undefined,
        `${name} is refused on ${channel}`)
    }
  }
  t.end()
})

t.test('every example of a type that text channels take can be read', t => {
  const { takes = [] } = channels.twilio
  for (const { properties, examples } of knownReplies) {
    const type = properties.type.const
    for (const example of examples as unknown[]) {
      t.equal(typeof toPlainText(example), takes.includes(type) ? 'string' : 'undefined', type)
    }
  }
  t.end()
})

t.test('the message is not changed', t => {
  for (const [, message] of cases) {
    const before = JSON.stringify(message)
    toPlainText(message)
    t.equal(JSON.stringify(message), before)
  }
  t.end()
})

/** Blank lines are not counted: where they stand matters to nobody. */
function linesOf (message: unknown): string[] | undefined {
  return toPlainText(message)?.split('\n').filter(line => line !== '')
}
