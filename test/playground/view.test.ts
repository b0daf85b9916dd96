import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { createMarkdown } from '../../lib/platform/reply-view/markdown.ts'
import { showReply } from '../../lib/platform/reply-view/reply.ts'
import type { Rich } from '../../lib/platform/reply-view/rich.ts'
import { collected } from '../support/collection.ts'

const markdown = await createMarkdown({ what: 'this test', packages: ['marked'], production: false })
const show = (reply: unknown) => showReply(reply, markdown)
const plain = (text: string) => [{ is: 'text', text }]

/** The words of rich text, without what they look like. */
function wordsOf (nodes: readonly Rich[]): string {
  return nodes.map(node => 'text' in node ? node.text : 'of' in node ? wordsOf(node.of) : '').join('')
}

t.test('a text is cut at 640 characters, and the whole of it is kept', t => {
  t.strictSame(show({ type: 'text', content: 'x'.repeat(640) }),
    { as: 'text', words: { shown: plain('x'.repeat(640)) } })
  const cut = show({ type: 'text', content: 'x'.repeat(641) })
  t.strictSame(cut,
    { as: 'text', words: { shown: [...plain('x'.repeat(637)), ...plain('...')], full: plain('x'.repeat(641)) } })
  t.end()
})

t.test('markup does not count, and is not cut in two', t => {
  const shown = show({
    type: 'text', markdown: true, content: `**${'b'.repeat(638)}** and [a link](https://e.com/) \n\n---\n\n end`
  })
  if (shown.as !== 'text') throw new Error('a text is a text')
  t.equal(wordsOf(shown.words.shown), `${'b'.repeat(637)}...`)
  t.match(shown.words.shown, [{ is: 'paragraph', of: [{ is: 'strong' }] }, { is: 'text', text: '...' }])
  t.match(shown.words.full?.length, 3)
  const kept = show({ type: 'text', markdown: true, content: `${'b'.repeat(600)}\n\n---\n\n${'c'.repeat(60)}` })
  t.match(kept, { words: { shown: [{ is: 'paragraph' }, { is: 'rule' }, { is: 'paragraph' }, { text: '...' }] } })
  t.end()
})

t.test('markdown becomes a tree', t => {
  const read = (content: string) => (show({ type: 'text', content, markdown: 'TRUE' }) as {
    words: { shown: Rich[] }
  }).words.shown
  t.strictSame(read('**b** _i_ ~~d~~ `c` \\* a  \nb'), [{
    is: 'paragraph',
    of: [
      { is: 'strong', of: plain('b') }, ...plain(' '), { is: 'em', of: plain('i') }, ...plain(' '),
      { is: 'del', of: plain('d') }, ...plain(' '), { is: 'code', text: 'c' },
      ...plain(' '), ...plain('*'), ...plain(' a'), { is: 'break' }, ...plain('b')
    ]
  }])
  t.strictSame(read('# h\n\n> q\n\n```\ncode\n```\n\n---'), [
    { is: 'heading', of: plain('h') }, { is: 'quote', of: [{ is: 'paragraph', of: plain('q') }] },
    { is: 'block', text: 'code' }, { is: 'rule' }
  ])
  t.strictSame(read('- a\n- **b**'),
    [{ is: 'bullets', of: [{ is: 'item', of: plain('a') }, { is: 'item', of: [{ is: 'strong', of: plain('b') }] }] }])
  t.match(read('1. a'), [{ is: 'numbers' }])
  t.equal(wordsOf(read('- [x] a')), '[x] a')
  t.match(read('| a | b |\n|---|---|\n| c | d |'),
    [{ is: 'table', of: [{ is: 'row', of: [{ is: 'cell', of: plain('a') }, {}] }, { is: 'row' }] }])
  t.strictSame(read('[l](https://e.com/a_b_c)'),
    [{ is: 'paragraph', of: [{ is: 'link', to: 'https://e.com/a_b_c', of: plain('l') }] }])
  t.strictSame(read('![alt](https://e.com/p.png)'),
    [{ is: 'paragraph', of: [{ is: 'picture', from: 'https://e.com/p.png', alt: 'alt' }] }])
  t.strictSame(read('![alt](javascript:alert(1)) [l](javascript:alert(1)) [m](/relative)'),
    [{ is: 'paragraph', of: [...plain('alt'), ...plain(' '), ...plain('l'), ...plain(' '), ...plain('m')] }])
  t.equal(wordsOf(read('<b onclick="x()">tags</b> are <script>shown</script>')),
    '<b onclick="x()">tags</b> are <script>shown</script>')
  t.strictSame(read('[a]: https://e.com\n\nb'), [{ is: 'paragraph', of: plain('b') }])
  t.end()
})

t.test('markdown that is too long, or too deep, is shown as it is', t => {
  for (const content of ['**b** '.repeat(1000), '> '.repeat(2400) + 'x', '['.repeat(4900), '*a '.repeat(1600)]) {
    const shown = show({ type: 'text', content, markdown: true })
    t.equal(shown.as, 'text', content.slice(0, 10))
  }
  t.match(show({ type: 'text', content: '**b** '.repeat(1000), markdown: true }),
    { words: { full: plain('**b** '.repeat(1000)) } })
  t.end()
})

t.test('without markdown five tags are kept, others vanish', t => {
  const read = (content: string) => (show({ type: 'text', content, markdown: 'false' }) as {
    words: { shown: Rich[] }
  }).words.shown
  t.strictSame(read('a <b>b <i>c</b> d</i> <EM>e</EM> <strong>s'), [
    ...plain('a '), { is: 'strong', of: [...plain('b '), { is: 'em', of: plain('c') }] }, ...plain(' d'), ...plain(' '),
    { is: 'em', of: plain('e') }, ...plain(' '), { is: 'strong', of: plain('s') }
  ])
  t.strictSame(read('<a href="https://e.com/?a=1&amp;b=2" onclick="x()">l</a>'),
    [{ is: 'link', to: 'https://e.com/?a=1&b=2', of: plain('l') }])
  t.strictSame(read('<a href=\'https://e.com/\'>s</a><a href=https://e.com/u>u</a>'),
    [{ is: 'link', to: 'https://e.com/', of: plain('s') }, { is: 'link', to: 'https://e.com/u', of: plain('u') }])
  t.strictSame(read('<a href="java&#115;cript:alert(1)">l</a><a>m</a>'),
    [{ is: 'plain', of: plain('l') }, { is: 'plain', of: plain('m') }])
  t.equal(wordsOf(read(
    '1 < 2 <div>in</div><img src=x onerror=alert(1)><script>alert(1)</script><!-- c -->&lt;b&gt; &#x41;&#66; &nope;'
  )), '1 < 2 in<b> AB &nope;')
  t.strictSame(read(`<b>${'x'.repeat(5000)}</b>`).slice(0, 1), plain(`<b>${'x'.repeat(634)}`), 'too long to look at')
  t.end()
})

t.test('what is no text is shown as JSON', t => {
  t.match(show({ type: 'text', content: { a: 1 } }), { words: { shown: plain('{"a":1}') } })
  t.match(show({ type: 'action', content: 7 }), { words: { shown: plain('7') } })
  t.end()
})

t.test('pictures are https or part of the message, or it is said why not', t => {
  const picture = (content: unknown) => show({ type: 'picture', content })
  t.strictSame(picture('https://e.com/a b.png'), { as: 'picture', picture: { from: 'https://e.com/a%20b.png' } })
  t.match(picture('data:image/png;base64,AAAA'), { picture: { from: 'data:image/png;base64,AAAA' } })
  t.match(picture('http://e.com/p.png'),
    { picture: { address: 'http://e.com/p.png', why: 'only https pictures are shown' } })
  t.match(picture('p.png'), { picture: { why: 'it has no complete address' } })
  t.match(picture('data:text/html,<script>'), { picture: { why: 'data: is no address of a picture' } })
  t.match(picture('javascript:alert(1)'), { picture: { why: 'javascript: is no address of a picture' } })
  t.match(picture({ a: 1 }), { picture: { address: '{"a":1}', why: 'it has no complete address' } })
  t.end()
})

t.test('buttons by type', t => {
  const buttons = (list: unknown) => (show({ type: 'buttons', content: { title: 'Which?', buttons: list } }) as {
    buttons: unknown[]
  }).buttons
  const title = { shown: 't', full: 't' }
  t.strictSame(buttons([
    { title: 't', value: 'v' }, { title: 't', type: 'BUTTON_TYPE', value: 5 },
    { title: 't', type: 'postback', value: '' }
  ]), [
    { title, press: 'say', value: 'v' }, { title, press: 'say', value: '5' }, { title, press: 'say', value: 't' }
  ])
  t.strictSame(buttons([
    { title: 't', type: 'web_url', value: 'https://e.com' }, { title: 't', type: 'web_url', url: 'http://e.com' },
    { title: 't', type: 'trigger_skill', value: 's' }
  ]), [
    { title, press: 'link', value: 'https://e.com', to: 'https://e.com/' },
    { title, press: 'link', value: 't', to: 'http://e.com/' }, { title, press: 'skill', value: 's' }
  ])
  t.strictSame(buttons([
    { title: 't', type: 'phonenumber', value: '+33 (0)1\n23<script>' }, { title: 't', type: 'phone_number', value: '1' }
  ]), [
    { title, press: 'call', value: '+33 (0)1\n23<script>', to: 'tel:+33(0)123' }, { title, press: 'say', value: '1' }
  ])
  t.match(buttons([
    { title: 't', type: 'web_url', value: '' }, { title: 't', type: 'phonenumber', value: 'none' },
    { title: 't', type: 'phonenumber' }
  ]), [
    { press: 'nothing', hidden: 'its address is empty, incomplete or unsafe' },
    { press: 'nothing', hidden: 'its value is no phone number' }, { press: 'nothing' }
  ])
  t.match(buttons([{ title: 1 }, {}, { title: 3 }, { title: '4' }]), [
    { title: { shown: '', full: '1' }, value: '1' }, { title: { shown: '', full: '' }, value: '' },
    { hidden: undefined }, { hidden: 'only the first 3 buttons are shown' }
  ])
  t.strictSame(buttons('none'), [])
  t.strictSame(buttons([null, 'x']), [])
  t.end()
})

t.test('cards, carousels and lists with the limits of the web client', t => {
  const long = 'x'.repeat(100)
  const cut = (limit: number) => `${'x'.repeat(limit - 3)}...`
  t.match(show({
    type: 'card',
    content: { title: long, subtitle: long, imageUrl: 'https://e.com/p', buttons: [{ title: long, value: 'v' }] }
  }), {
    as: 'cards',
    cards: [{
      title: { shown: cut(80), full: long },
      subtitle: { shown: cut(80) },
      picture: { from: 'https://e.com/p' },
      buttons: [{ title: { shown: cut(80) } }]
    }]
  })
  for (const type of ['carousel', 'carouselle']) {
    t.match(show({
      type, content: [{ title: 'a' }, null, { title: 'b' }]
    }), { as: 'cards', cards: [{ title: { full: 'a' }, picture: null }, { title: { full: 'b' } }] }, type)
  }
  t.match(show({
    type: 'list',
    content: {
      elements: [{ title: long, subtitle: long, imageUrl: '', buttons: [{ title: long }, { title: 'second' }] }],
      buttons: [{ title: long }, { title: 'second' }]
    }
  }), {
    as: 'list',
    rows: [{
      title: { shown: cut(25) },
      subtitle: { shown: cut(50) },
      picture: null,
      buttons: [{ title: { shown: cut(20) } }, { hidden: 'only the first button is shown' }]
    }],
    buttons: [{ title: { shown: cut(20) } }, { hidden: 'only the first button is shown' }]
  })
  t.end()
})

t.test('quick replies: any number, titles of 20 characters, and none without a title', t => {
  t.match(show({
    type: 'quickReplies',
    markdown: true,
    content: { title: '**Which?**', buttons: Array.from({ length: 12 }, () => ({ title: 'x'.repeat(21), value: 'v' })) }
  }), {
    as: 'quickReplies',
    words: { shown: [{ is: 'paragraph', of: [{ is: 'strong' }] }] },
    buttons: Array.from({ length: 12 }, () => ({ title: { shown: `${'x'.repeat(17)}...` }, hidden: undefined }))
  })
  t.strictSame(show({ type: 'quickReplies', content: {} }), { as: 'quickReplies', words: { shown: [] }, buttons: [] })
  t.match(show({ type: 'quickReplies', content: { title: 'Which?', buttons: [{ value: 'v' }] } }),
    { as: 'nothing', why: 'the web client fails on a quick reply without a title' })
  t.end()
})

t.test('what the web client does not show, and why', t => {
  for (const type of ['video', 'audio', 'custom', 'client_data']) {
    t.strictSame(show({ type, content: {} }),
      { as: 'nothing', type, why: 'the web client takes it and does not show it' })
  }
  t.match(show({ type: 'video', content: 'https://e.com/v.mp4' }), { to: 'https://e.com/v.mp4' })
  t.match(show({ type: 'rolelist', content: {} }),
    { as: 'nothing', type: 'rolelist', why: 'the web client does not know this type' })
  for (const content of ['', 0, null, undefined, false]) {
    t.match(show({ type: 'text', content }),
      { as: 'nothing', why: 'it has no content' })
  }
  for (const [type, content] of [
    ['card', 'x'], ['buttons', []], ['quickReplies', 1], ['carousel', {}], ['list', {}], ['list', 'x']
  ] as const) t.match(show({ type, content }), { as: 'nothing', type, why: /^its content does not fit/ })
  t.match(show({ content: 'x' }), { as: 'nothing', why: 'it has no type' })
  t.match(show(null), { as: 'nothing', why: 'a reply must be an object, not null' })
  t.end()
})

t.test('a delay is told, up to 5 seconds; what is none is not', t => {
  t.match(show({ type: 'text', content: 'x', delay: 2 }), { wait: 2 })
  t.match(show({ type: 'text', content: 'x', delay: 60 }), { wait: 5 })
  for (const delay of ['', null, -1, 'soon', undefined]) {
    t.notHas(show({ type: 'text', content: 'x', delay }),
      { wait: Number })
  }
  t.end()
})

const { folder: corpus, skip } = collected('corpus')

t.test('real replies are all drawn as something', { skip }, t => {
  let drawn = 0
  for (const [folder, key] of [['replies', 'replies'], ['push', 'messages'], ['platform', 'messages']] as const) {
    for (const name of readdirSync(new URL(folder, corpus)).filter(name => name.endsWith('.json'))) {
      const body = JSON.parse(readFileSync(new URL(`${folder}/${name}`, corpus), 'utf8'))
      for (const reply of [body[key] ?? body].flat()) {
        t.ok(show(reply).as, name)
        drawn++
      }
    }
  }
  t.ok(drawn > 50)
  t.end()
})
