import t from 'tap'
import { behind, linesOf, styled, type Line } from '../../lib/cli/text/line.ts'
import { markdown } from '../../lib/cli/text/markdown.ts'
import { paint } from '../../lib/cli/text/paint.ts'
import { visible } from '../../lib/shared/visible.ts'
import { wrap } from '../../lib/cli/text/wrap.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'

const plain = (line: Line): string => paint(line, false)

t.test('what a terminal would obey is written out, and nothing else is touched', t => {
  t.equal(visible('\x1b[31mred\x07\r\x00\x7f'), '\\x1b[31mred\\x07\\x0d\\x00\\x7f')
  t.equal(visible('\u009b2J\u0085'), '\\x9b2J\\x85', 'the escape character of eight bits, too')
  t.equal(visible('abc\u202edef\u2066\u200f\u2028\u2029'), 'abc\\u202edef\\u2066\\u200f\\u2028\\u2029')
  t.equal(visible('a\tb'), 'a  b')
  const harmless = 'Voilà 👩‍👩‍👧 Ünïcode 漢字 \u00a0 ☀️ שלום'
  t.equal(visible(harmless), harmless)
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('')
  t.notMatch(visible(all), /[\p{Cc}\p{Bidi_Control}]/u)
  t.ok(visible(all).includes(all.slice(0x20, 0x7f)))
  t.end()
})

t.test('lines: however they end, with no empty ones after the last', t => {
  t.strictSame(linesOf('a\r\nb\n\nc\n\n'), ['a', 'b', '', 'c'])
  t.strictSame(linesOf(''), [''])
  t.strictSame(styled('dim', 'a\nb'), [[{ style: 'dim', text: 'a' }], [{ style: 'dim', text: 'b' }]])
  t.strictSame(behind('│ ', [['a'], []]), [['│ ', 'a'], ['│ ']])
  t.end()
})

t.test('paint: styles only when wanted, and never one that a text brings', t => {
  const line: Line = ['a\x1b[0m ', { style: 'bold', text: 'b\x1b[0m' }]
  t.equal(paint(line, true), 'a\\x1b[0m \x1b[1mb\\x1b[0m\x1b[22m')
  t.equal(paint(line, false), 'a\\x1b[0m b\\x1b[0m')
  t.equal(paint(['one\nline'], false), 'one\\x0aline', 'a line stays one')
  t.end()
})

t.test('wrap: between words, under the beginning, in the style of each word', t => {
  t.strictSame(wrap(['short'], 10), [['short']])
  t.strictSame(wrap(['one two three'], 7).map(plain), ['one two', 'three'])
  t.strictSame(wrap(['│ ', 'one two three'], 9).map(plain), ['│ one two', '│ three'])
  t.strictSame(wrap(['• one two three'], 8).map(plain), ['• one', '  two', '  three'])
  t.strictSame(wrap(['  12. one two'], 9).map(plain), ['  12. one', '      two'])
  t.strictSame(wrap(['see https://example.com/a-long-address now'], 10).map(plain),
    ['see', 'https://example.com/a-long-address', 'now'])
  t.strictSame(wrap(['a', { style: 'bold', text: 'b c' }, ' d'], 3),
    [['a', { style: 'bold', text: 'b' }], [{ style: 'bold', text: 'c' }, ' d']])
  t.strictSame(wrap(['漢字 漢字 👍'], 7).map(plain), ['漢字', '漢字 👍'], 'ideographs and emoji take two columns')
  t.strictSame(wrap(['cafe\u0301 cafe\u0301'], 9).map(plain), ['cafe\u0301 cafe\u0301'], 'an accent takes none')
  t.strictSame(wrap(['    x    y'], 6).map(plain), ['    x', '    y'])
  t.end()
})

t.test('markdown: bold, italic, code and links', t => {
  t.strictSame(markdown('a **b** __c__ *d* _e_ `f` [g](https://h.example/i_j_k)!'), [
    'a ', { style: 'bold', text: 'b' }, ' ', { style: 'bold', text: 'c' }, ' ', { style: 'italic', text: 'd' }, ' ',
    { style: 'italic', text: 'e' }, ' ',
    { style: 'cyan', text: 'f' }, ' ', { style: 'underline', text: 'g' }, ' (https://h.example/i_j_k)', '!'
  ])
  t.strictSame(markdown('## Head **line**'), [{ style: 'bold', text: 'Head **line**' }])
  for (const untouched of [
    '2 * 3 * 4', 'snake_case_name', 'https://e.example/a_b_c', '** a **', '****', '[a]', '[](x)', '# ', ''
  ]) {
    t.equal(plain(markdown(untouched)), untouched === '# ' ? '' : untouched, untouched)
    t.ok(markdown(untouched).every(span => typeof span === 'string') || untouched === '# ', untouched)
  }
  t.end()
})

t.test('markdown: an open mark in a long text is given up soon', t => {
  const started = cpuMilliseconds()
  for (const mark of ['*a ', '**a ', '_a ', '__a ', '`a ', '[a ', '[a](']) markdown(mark.repeat(10_000))
  t.ok(cpuMilliseconds() - started < 5_000)
  t.end()
})
