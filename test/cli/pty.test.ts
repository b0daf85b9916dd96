import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { build } from '../../examples/example-bot.ts'
import { openSession } from '../../lib/platform/index.ts'
import type { ScriptStep } from '../../lib/testing/index.ts'
import { answering, screen, webhook, withoutStyles, type Type } from '../support/cli.ts'
import { listen } from '../support/app.ts'
import { repository } from '../support/repository.ts'

const main = fileURLToPath(new URL('dist/lib/cli/main.js', repository))
const control = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 64)
const sentences = (received: Array<{ body: string }>): string[] =>
  received.map(({ body }) => JSON.parse(body).nlp.source)

/** The program at a terminal of the kernel's, which `script` of util-linux opens. */
function atPseudoTerminal (t: Pick<Test, 'teardown'>, args: readonly string[], columns = 120): {
  type: Type, ended: Promise<number | null>, shown: () => string
} {
  const command = [process.execPath, main, ...args].map(word => `'${word}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 40; exec ${command}`, '/dev/null'],
    { env: { ...process.env, TERM: 'xterm', NO_COLOR: '' } })
  t.teardown(() => child.kill())
  let shown = ''
  child.stdout.on('data', chunk => { shown += String(chunk) })
  child.stdin.on('error', () => {})
  return {
    type: screen(() => shown, keys => { child.stdin.write(keys) }),
    ended: once(child, 'close').then(([code]) => code),
    shown: () => shown
  }
}

t.test('in a pseudo-terminal: editing keys, numbers, /undo, Ctrl-C and Ctrl-D', async t => {
  const { url, received } = await webhook(t, (response, { body }) => response.end(JSON.stringify({
    replies: [{
      type: 'quickReplies',
      content: {
        title: `heard ${JSON.parse(body).nlp.source}`,
        buttons: [{ title: 'Yes', value: 'yes' }, { title: 'No', value: 'no\x1b[2J' }]
      }
    }]
  })))
  const { type, ended } = atPseudoTerminal(t, ['chat', url, '--no-history'])
  await type('', '> ')
  await type('helo\x1b[Dl', 'hello')
  await type('\r', /heard hello[^]*> /)
  await type('2\r', /heard no\\x1b\[2J[^]*> /)
  t.match(await type('/undo\r', /2\. No[^]*> /), 'back after turn 1: hello')
  await type('1\r', /heard yes[^]*> /)
  await type(`x${control('A')}y`, 'yx')
  await type(`${control('K')}z\x7f\r`, /heard y[^]*> /)
  await type('\x1b[A!\r', /heard y![^]*> /)
  await type('nothing of this', 'of this')
  await type(control('C'), /once more leaves[^]*> /)
  await type('/undo 2\r', /back after turn 2: Yes[^]*> /)
  await type(control('D'), '')
  t.equal(await ended, 0)
  t.strictSame(sentences(received), ['hello', 'no\x1b[2J', 'yes', 'y', 'y!'])
})

t.test('in a pseudo-terminal: Ctrl-C twice leaves, at once', async t => {
  const { url } = await webhook(t, () => {}) // never answers
  const { type, ended } = atPseudoTerminal(t, ['chat', url, '--no-history', '--timeout', '600000'])
  await type('', '> ')
  await type('hello\r', 'hello')
  await new Promise(resolve => setTimeout(resolve, 100))
  const started = performance.now()
  await type(control('C'), 'Ctrl-C once more leaves')
  await type(control('C'), '')
  t.equal(await ended, 0)
  t.ok(performance.now() - started < 300_000, 'not after the ten minutes that an answer is waited for')
})

t.test('in a pseudo-terminal: nothing of what a bot says is obeyed', async t => {
  const evil = '\x1b]0;owned\x07\x1b[2J\x1b[5n\u009b31m\x1b[?1049h'
  const {
    url
  } = await answering(
    t,
    {
      replies: [{ type: 'text', content: evil, markdown: true }, {
        type: 'buttons', content: { title: evil, buttons: [{ title: evil, value: evil, type: 'web_url' }] }
      }, { type: evil, content: [evil] }]
    }
  )
  const { type, ended, shown } = atPseudoTerminal(t, ['chat', url, '--no-history'], 400)
  await type('', '> ')
  await type('hello\r', /x1b\]0;owned[^]*> /)
  await type('1\r', /leads to[^]*> /)
  await type('/json\r', /200 in[^]*> /)
  await type(control('D'), '')
  t.equal(await ended, 0)
  const own = /\x1b\[(\d+m|\d+G|0J|\d*[ABCDK])/g // eslint-disable-line no-control-regex
  t.notMatch(shown().replaceAll(own, '').replaceAll(/[\r\n]/g, ''), /[\p{Cc}]/u)
})

t.test('the long conversation with the example bot, typed: the user reads it all, and replies and memory are those ' +
  'of a session', async t => {
  const app = await build()
  t.teardown(() => app.close())
  const url = `http://127.0.0.1:${await listen(app)}`
  const script: Array<{ line: ScriptStep, text: string }> =
    JSON.parse(await readFile(new URL('test/fixtures/conversations/example-bot.json', repository), 'utf8'))
  const file = `${t.testdir({})}/transcript.json`
  const { type, ended } = atPseudoTerminal(t, ['chat', 'examples/bot.yml', '--url', url, '--no-history'], 300)
  const session = await openSession({ bot: 'examples/bot.yml', url })

  await type('', '> ')
  for (const { line, text } of script) {
    const { say, click, skill, entities = {} } = typeof line === 'string'
      ? { say: line }
      : {
          say: '', click: '', ...line
        } as { say: string, click?: string, skill?: string, entities?: Record<string, string> }
    if (skill !== undefined) {
      await type(
      `/skill ${skill} ${Object.entries(entities).map(([name, words]) => `${name}="${words}"`).join(' ')}\r`,
      /understood so[^]*> /
      )
    }
    const buttons = session.buttons.map(({ title }) => title)
    const read = await type(`${click ? buttons.indexOf(click) + 1 : say}\r`, /(POST|triggered)[^]*\n\n> $/)
    for (const part of text.split('\n')) {
      t.ok(read.includes(part.replace(/^\[(.*)\]$/, '. $1')),
      `${JSON.stringify(line)}: ${part}`)
    }
    await (click ? session.click(click) : session.say(say, skill === undefined ? undefined : { skill, entities }))
  }
  await type(`/save ${file}\r`, /turns are in[^]*> /)
  await type(control('D'), '')
  t.equal(await ended, 0)
  const { turns } = JSON.parse(await readFile(file, 'utf8'))
  t.strictSame(turns.map(({ replies, memory }: { replies: unknown, memory: unknown }) => ({ replies, memory })),
    session.turns.map(({ replies, memory }) => ({ replies, memory })))
  t.equal(turns.length, script.length)
  t.ok(script.length > 24)
})

t.test('in a pseudo-terminal: a bad bot file ends it with 2', async t => {
  const dir = t.testdir({ 'bot.yml': 'name: b\n' })
  const { ended, shown } = atPseudoTerminal(t, ['chat', `${dir}/bot.yml`, '--no-history'])
  t.equal(await ended, 2)
  t.match(withoutStyles(shown()), /bot\.yml:1:1 /)
})
