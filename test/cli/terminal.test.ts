import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { historyFile, historyIn } from '../../lib/cli/chat/history.ts'
import { answering, atTerminal, webhook, withoutStyles } from '../support/cli.ts'

const up = '\x1b[A'
const left = '\x1b[D'
const control = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 64)
const sentences = (received: Array<{ body: string }>): string[] =>
  received.map(({ body }) => JSON.parse(body).nlp.source)
const cards = {
  type: 'list',
  content: {
    elements: [
      { title: 'A', buttons: [{ title: 'Take A', value: 'a' }] },
      { title: 'B', buttons: [{ title: 'Take B', value: 'b' }] }
    ]
  }
}

t.test('how each turn went, what changed, and warnings stand dimly around the replies', async t => {
  const { url } = await webhook(t, (response, { body }) => response.end(JSON.stringify({
    replies: JSON.parse(body).nlp.source === 'nothing'
      ? []
      : [
          { type: 'text', content: '' }, { type: 'text', content: '**bold**', markdown: true }
        ],
    conversation: { memory: { city: 'Paris' } }
  })))
  const { type, ended } = atTerminal(['chat', url, '--no-history'])
  t.equal(await type('', '> '), `${url}: /help tells what else can be typed\n\n> `)
  t.match(await type('hi\r', /Paris[^]*> /),
    /^hi\n {2}POST \S+ answered in \d+ ms\n\(an empty text\)\nbold\nwarning: reply \/0\/content.*\n {2}memory \+ \/city "Paris"\n\n> $/)
  t.match(await type('nothing\r', /replies[^]*> /), '\n(no replies)\n')
  await type('/quit\r', '')
  const { code, output, errors } = await ended
  t.strictSame({ code, errors }, { code: 0, errors: '' })
  for (const dim of ['(an empty text)', 'warning: reply /0/content', 'memory + /city "Paris"', 'POST ']) {
    t.ok(output.includes(`\x1b[2m${dim}`), dim)
  }
  t.ok(output.includes('\x1b[1mbold\x1b[22m'))
})

t.test('what a sentence was understood as stands before its turn, with five entities at most', async t => {
  const { url } = await answering(t, {})
  const cities = ['Brest', 'Lille', 'Lyon', 'Metz', 'Nice', 'Paris']
  const entities = { city: { values: cities } }
  const bot = { name: 'cities', languages: ['en'], webhook: { url }, entities, skills: { any: {} } }
  const file = `${t.testdir({ 'bot.json': JSON.stringify(bot) })}/bot.json`
  const { type, ended } = atTerminal(['chat', file, '--no-history'])
  await type('', '> ')
  for (const [count, rest] of [[5, ''], [6, ', and more']] as const) {
    await type(`${cities.slice(0, count).join(' ')}\r`,
      `  understood: no intent, ${cities.slice(0, 5).map(city => `city "${city}"`).join(', ')}${rest}\n`)
    await type('', '> ')
  }
  await type(control('D'), '')
  await ended
})

t.test('while an answer takes long it is said that it is waited for', async t => {
  const { url } = await webhook(t, async response => {
    await pause(2000) // milliseconds: it is said after one second
    response.end(JSON.stringify({ replies: [{ type: 'text', content: 'at last' }] }))
  })
  const { type, ended } = atTerminal(['chat', url, '--no-history'])
  await type('', '> ')
  await type('hi\r', /at last[^]*> /)
  await type(control('D'), '')
  t.match(await ended, { code: 0, output: /waiting for the answer \.\.\.[^]*at last/ })
})

t.test('quiet, and without colours', async t => {
  const { url } = await answering(t, { replies: [{ type: 'text', content: '**a**', markdown: true }] })
  for (const [args, env] of [
    [['--no-color'], {}], [[], { NO_COLOR: '1' }], [[], { TERM: 'dumb' }]
  ] as Array<[string[], Record<string, string>]>) {
    const { type, ended } = atTerminal(['chat', url, '--no-history', '--quiet', ...args], env)
    await type('', '> ')
    await type('hi\r', /a[^]*> /)
    await type(control('D'), '')
    const { output, code } = await ended
    t.equal(code, 0)
    t.notMatch(output, /\x1b\[\d+m/) // eslint-disable-line no-control-regex
    t.equal(withoutStyles(output), '> hi\n**a**\n> \n')
  }
})

t.test('the keys of a line editor, and the lines before', async t => {
  const { url, received } = await answering(t, {})
  const { type, ended } = atTerminal(['chat', url, '--no-history'])
  await type('', '> ')
  // what goes into the middle comes alone, as from a keyboard: Node.js mixes up a paste there
  await type(`wether${left}${left}${left}${left}a`, 'weather')
  await type(`${control('A')}1`, '1weather')
  await type(`${control('E')} now\r`, /POST[^]*> /)
  await type(`${up}${control('W')}later\r`, /POST[^]*> /)
  await type(`x${control('U')}y\r`, /POST[^]*> /)
  await type('/lan', '/lan')
  await type('\t', 'guage')
  await type('\r', 'en')
  await type(control('D'), '')
  t.match(await ended, { code: 0 })
  t.strictSame(sentences(received), ['1weather now', '1weather later', 'y'])
})

t.test('buttons by number, and /undo', async t => {
  const { url, received } = await answering(t, { replies: [cards] })
  const { type, ended } = atTerminal(['chat', url, '--no-history'])
  await type('', '> ')
  t.match(await type('hi\r', /POST[^]*> /), '• A\n  1. Take A (says: a)\n• B\n  2. Take B (says: b)\n')
  await type('2\r', /POST[^]*> /)
  t.match(await type('/undo\r', /Take B[^]*> /), 'back after turn 1: hi')
  await type('Take A\r', /POST[^]*> /)
  await type(control('D'), '')
  await ended
  t.strictSame(sentences(received), ['hi', 'b', 'a'])
})

t.test('Ctrl-C cancels the line, and twice leaves', async t => {
  const { url, received } = await answering(t, {})
  const { type, ended } = atTerminal(['chat', url, '--no-history'])
  await type('', '> ')
  await type('not this', 'not this')
  await type(control('C'), /Ctrl-C once more leaves[^]*> /)
  await type('hi\r', /POST[^]*> /)
  await type(control('C'), /Ctrl-C once more leaves[^]*> /)
  await type('a', 'a')
  await type(control('C'), /Ctrl-C once more leaves[^]*> /)
  await type(control('C'), '\n')
  t.match(await ended, { code: 0 })
  t.strictSame(sentences(received), ['hi'])
})

t.test('while the bot is thinking: lines wait, Ctrl-C tells, and twice leaves', async t => {
  const { url, received } = await webhook(t, async (response, { body }) => {
    if (JSON.parse(body).nlp.source === 'never') return
    await new Promise(resolve => setTimeout(resolve, 300))
    response.end('{}')
  })
  const { type, ended } = atTerminal(['chat', url, '--no-history', '--errors-url', 'off'])
  await type('', '> ')
  await type('one\rtwo\r', /POST[^]*POST[^]*> /)
  await type('never\rnot said\r', 'not said')
  while (received.length < 3) await new Promise(resolve => setTimeout(resolve, 10))
  await type(control('C'), 'has not answered yet. Ctrl-C once more leaves.')
  await type(control('C'), '\n')
  t.match(await ended, { code: 0 })
  t.strictSame(sentences(received), ['one', 'two', 'never'])
})

t.test('Ctrl-D lets what was typed before be done; /quit does not', async t => {
  const { url, received } = await webhook(t,
    response => { setTimeout(() => response.end('{"replies":[{"type":"text","content":"done"}]}'), 100) })
  const ending = atTerminal(['chat', url, '--no-history'])
  await ending.type('', '> ')
  await ending.type(`one\rtwo\r${control('D')}`, /done[^]*done/)
  t.match(await ending.ended, { code: 0 })
  const leaving = atTerminal(['chat', url, '--no-history'])
  await leaving.type('', '> ')
  await leaving.type('three\r/quit\rfour\r', 'done')
  t.match(await leaving.ended, { code: 0 })
  t.strictSame(sentences(received), ['one', 'two', 'three'])
})

t.test('long lines are broken at the width of the terminal', async t => {
  const { url } = await answering(t,
    { replies: [{ type: 'card', content: { subtitle: 'one two three four five six seven eight nine ten' } }] })
  const { type, ended } = atTerminal(['chat', url, '--no-history'], {}, 30)
  await type('', '> ')
  t.match(await type('hi\r', /ten[^]*> /), '│ one two three four five six\n│ seven eight nine ten\n')
  await type(control('D'), '')
  await ended
})

t.test('what was typed is there the next time, and only its user can read it', async t => {
  const { url } = await answering(t, {})
  const state = t.testdir({})
  const env = { XDG_STATE_HOME: state }
  const file = `${state}/bot-webhook/history`
  const first = atTerminal(['chat', url], env)
  await first.type('', '> ')
  await first.type('one\r', /POST[^]*> /)
  await first.type('two\r', /POST[^]*> /)
  t.equal(readFileSync(file, 'utf8'), 'one\ntwo\n', 'at once')
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal(statSync(`${state}/bot-webhook`).mode & 0o777, 0o700)
  await first.type(control('D'), '')
  await first.ended

  const second = atTerminal(['chat', url], env)
  await second.type('', '> ')
  await second.type(up + up, 'one')
  await second.type('\r', /POST[^]*> /)
  await second.type(control('D'), '')
  await second.ended
  t.equal(readFileSync(file, 'utf8'), 'two\none\n', 'each line once')

  const third = atTerminal(['chat', url, '--no-history'], env)
  await third.type('', '> ')
  await third.type(`${up}three\r`, /POST[^]*> /)
  await third.type(control('D'), '')
  await third.ended
  t.equal(readFileSync(file, 'utf8'), 'two\none\n', 'not with --no-history')
})

t.test('history: where it is, how much, and nothing happens when it cannot be kept', t => {
  t.equal(historyFile({ HOME: '/home/ada' }), '/home/ada/.local/state/bot-webhook/history')
  t.equal(historyFile({ HOME: '/home/ada', XDG_STATE_HOME: '/state' }), '/state/bot-webhook/history')
  t.equal(historyFile({ HOME: '/home/ada', XDG_STATE_HOME: 'relative' }), '/home/ada/.local/state/bot-webhook/history',
    'as the specification has it')
  t.match(historyFile({}), /^\/.*\/bot-webhook\/history$/)
  const dir = t.testdir({ taken: 'a file', long: Array.from({ length: 1500 }, (_, index) => `${index}\n`).join('') })
  t.strictSame(historyIn(`${dir}/taken/history`).lines, [])
  t.doesNotThrow(() => historyIn(`${dir}/taken/history`).keep(['a']))
  const { lines } = historyIn(`${dir}/long`)
  t.equal(lines.length, 1000)
  t.equal(lines[0], '1499')
  mkdirSync(`${dir}/again`)
  writeFileSync(`${dir}/again/history`, 'a\n\nb\n')
  t.strictSame(historyIn(`${dir}/again/history`).lines, ['b', 'a'])
  t.end()
})

t.test('a password is asked for, and neither shown nor kept', async t => {
  const { url, received } = await answering(t, {})
  const state = t.testdir({})
  const { type, ended } = atTerminal(['chat', url, '--basic', 'ada'], { XDG_STATE_HOME: state })
  await type('', 'password of ada: ')
  await type('pass word-1\r', '> ')
  await type(`${up}hi\r`, /POST[^]*> /)
  await type(control('D'), '')
  const { output } = await ended
  t.notMatch(output, 'word-1')
  t.equal(received[0]?.headers.authorization, `Basic ${Buffer.from('ada:pass word-1').toString('base64')}`)
  t.equal(readFileSync(`${state}/bot-webhook/history`, 'utf8'), 'hi\n')

  for (const key of [control('C'), control('D')]) {
    const refusing = atTerminal(['send', url, '--basic', 'ada'])
    await refusing.type('', 'password of ada: ')
    await refusing.type(key, '\n')
    t.match(await refusing.ended, { code: 2, errors: 'bot-webhook: no password was given\n' })
  }
  t.equal(received.length, 1)
})

t.test('send shows styles in a terminal', async t => {
  const { url } = await answering(t, { replies: [{ type: 'text', content: '**a**', markdown: true }] })
  const output = /^\x1b\[2m200 in \d+ ms\x1b\[22m\n\x1b\[1ma\x1b\[22m\n$/ // eslint-disable-line no-control-regex
  t.match(await atTerminal(['send', url]).ended, { code: 0, output })
})

t.test('replies wait for the delay of the one before, until the next line is there', async t => {
  const { url } = await webhook(t, (response, { body }) => response.end(JSON.stringify({
    replies: JSON.parse(body).nlp.source === 'one'
      ? [
          { type: 'buttons', content: { title: 'first', buttons: [{ title: 'A', value: 'a' }] }, delay: 5 },
          { type: 'buttons', content: { title: 'second', buttons: [{ title: 'B', value: 'b' }] }, delay: 5 },
          { type: 'text', content: 'third', delay: 5 }
        ]
      : [{ type: 'text', content: 'fourth', delay: 0.01 }, { type: 'text', content: 'fifth', delay: 5 }]
  })))
  const { type, ended } = atTerminal(['chat', url, '--no-history'])
  await type('', '> ')
  t.match(await type('one\r', /waits 5 s \.\.\./), /first\n {2}1\. A \(says: a\)\n/)
  t.match(await type('two\r', /fifth[^]*> /),
    /two\n[^]*second\n {2}2\. B \(says: b\)\nthird\n[^]*fourth\n {2}waits 0\.01 s \.\.\.\nfifth/)
  await type('/quit\r', '')
  t.match(await ended, { code: 0 })
})

t.test('leaving does not wait for delays', async t => {
  const { url } = await answering(t, {
    replies: [{ type: 'text', content: 'first', delay: 5 }, { type: 'text', content: 'second' }]
  })
  const { type, ended } = atTerminal(['chat', url, '--no-history', '--quiet'])
  await type('', '> ')
  await type('hi\r', 'first')
  await type(control('D'), 'second')
  t.match(await ended, { code: 0 })
})

t.test('a fault of our own ends the chat', async t => {
  const { readTerminal } = await import('../../lib/cli/chat/terminal.ts')
  const { noHistory } = await import('../../lib/cli/chat/history.ts')
  const { PassThrough } = await import('node:stream')
  const input = new PassThrough()
  const ended = readTerminal({ input, output: new PassThrough() }, {
    prompt: '> ',
    history: noHistory,
    words: [],
    warn: () => {},
    listen: () => {},
    take: async () => { throw new TypeError('a fault') }
  })
  input.write('hi\r')
  await t.rejects(ended, new TypeError('a fault'))
})
