import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { ownVersion } from '../../lib/cli/init/package-json.ts'
import { watchFiles } from '../../lib/cli/dev/watch-files.ts'
import { shareBrowser } from '../support/browser.ts'
import { until } from '../support/inbox.ts'
import { root } from '../support/repository.ts'

const { browser, skip } = await shareBrowser(t)
const main = join(root, 'dist/lib/cli/main.js')

/** A folder of a bot, where the package is found. */
async function botFolder (t: Test): Promise<string> {
  const folder = join(root, '.tap', `dev-${process.pid}-${Math.random().toString(36).slice(2)}`)
  await mkdir(folder, { recursive: true })
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Runs `bot-webhook`, which ends with the test. */
function start (t: Test, folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [main, ...args],
    { cwd: folder, env: { ...process.env, NODE_ENV: 'development', ...env } })
  const written = { output: '', errors: '' }
  child.stdout.on('data', chunk => { written.output += String(chunk) })
  child.stderr.on('data', chunk => { written.errors += String(chunk) })
  const closed = new Promise<number | null>(resolve => { child.once('close', resolve) })
  t.teardown(async () => {
    child.kill('SIGTERM')
    await closed
  })
  return { child, written, closed }
}

/** tsx changes what it loads, so what is covered there is not told by the places in the files. */
const withoutCoverage = "import { stopCoverage } from 'node:v8'\nstopCoverage()\n"

const program = (words: string) => `import Fastify from 'fastify'
import botWebhook from 'fastify-bot-webhook'

export async function build () {
  const app = Fastify()
  await app.register(botWebhook, { auth: false })
  app.bot.skill('greet', ({ nlp, memory }) => {
    memory.count = Number(memory.count ?? 0) + 1
    return ${words}
  })
  return app
}
`

const bot = (message: string) => `name: loop
languages: [en]
webhook: { url: 'http://127.0.0.1:5000' }
intents:
  hi: { expressions: { en: [hello, hi there] } }
skills:
  greet:
    triggers: '@hi'
    actions: [{ webhook: / }]
  help:
    actions: [{ message: ${message} }]
fallback: help
`

t.test('a handler and the bot file are saved in the middle of a conversation: it stays, the new code answers, ' +
  'differences are marked', { skip }, async t => {
  const folder = await botFolder(t)
  await writeFile(join(folder, 'bot.js'), program("'Hello ' + memory.count"))
  await writeFile(join(folder, 'bot.yml'), bot('What?'))
  const { written } = start(t, folder, ['dev', 'bot.js', 'bot.yml', '--port', '0'])
  await until(() => written.output.includes('started: running'))
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  t.teardown(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(written.output.split('\n')[0] as string)
  await page.waitForSelector('#sentence')
  t.notMatch(page.url(), 'token')
  const say = async (text: string) => {
    const before = await page.locator('.turn').count()
    await page.fill('#sentence', text)
    await page.press('#sentence', 'Enter')
    await page.waitForFunction((before: number) =>
      document.querySelectorAll('.turn').length > before && document.querySelector('.waiting') === null, before)
  }
  for (let turn = 1; turn <= 10; turn++) await say(turn === 5 ? 'qwertz' : 'hello')
  t.match(await page.locator('.turn').last().innerText(), 'Hello 9')

  await writeFile(join(folder, 'bot.js'), program("'Good day ' + memory.count"))
  await until(() => /saved bot\.js: running in \d+ ms/.test(written.output))
  t.comment(/saved bot\.js: running in \d+ ms/.exec(written.output)?.[0] ?? '')
  await page.getByText(/Saved 1 time, the last one ready in \d+ ms/).waitFor()
  t.equal(await page.locator('.turn').count(), 10, 'the conversation is there')
  await say('hi there')
  t.match(await page.locator('.turn').last().innerText(), 'Good day 10', 'the new code answers')

  await page.getByRole('button', { name: 'Say all again' }).click()
  await page.getByText('9 turns have become different').waitFor()
  t.equal(await page.locator('.turn').count(), 11)
  const first = page.locator('.turn').first()
  t.match(await first.locator('.diff .gone').innerText(), /"content": "Hello 1"/)
  t.match(await first.locator('.diff .new').innerText(), /"content": "Good day 1"/)
  t.equal(await page.locator('.turn').nth(4).locator('.diff').count(), 0, 'what is the same is not marked')

  await page.getByLabel('Say all again after each save').check()
  await writeFile(join(folder, 'bot.yml'), bot('Pardon?'))
  await page.getByText('1 turn has become different').waitFor()
  t.match(await page.locator('.turn').nth(4).innerText(), /Pardon\?[^]*What\?/)

  await writeFile(join(folder, 'bot.yml'), bot('Pardon?').replace('fallback: help', 'fallback: halp'))
  await page.getByText(/bot\.yml:\d+:\d+ \/fallback.*did you mean `help`/).waitFor()
  t.equal(await page.locator('.turn').count(), 11)
  await writeFile(join(folder, 'bot.yml'), bot('Pardon?').replace('languages: [en]', 'languages: [en, xx]'))
  await page.getByText('xx: sentences are compared word by word').waitFor()
  t.match(written.errors, /warning: xx: sentences are compared word by word/)
  await writeFile(join(folder, 'bot.yml'), bot('Pardon?'))
  await page.getByText(/Saved \d times/).waitFor()

  await writeFile(join(folder, 'bot.js'), program('nothing.at.all'))
  await page.getByText('11 turns have become different').waitFor()
  const failed = page.locator('.turn').last()
  t.match(await failed.locator('.wrong').innerText(),
    /skill greet threw ReferenceError: nothing is not defined[^]*bot\.js:9:\d+/)
  await writeFile(join(folder, 'bot.js'), 'export const build = () => {')
  await page.getByRole('status').getByText(/The program has ended[^]*SyntaxError/).waitFor()
  t.equal(await page.locator('.turn').count(), 11, 'a program that does not start loses nothing')
})

t.test('TypeScript is run as it is, and a program that listens by itself is found where it listens', async t => {
  const folder = await botFolder(t)
  await writeFile(join(folder, 'server.ts'), `${withoutCoverage}
import Fastify, { type FastifyInstance } from 'fastify'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import botWebhook from 'fastify-bot-webhook'
const app: FastifyInstance = Fastify()
await app.register(botWebhook, { auth: false })
app.bot.fallback((): string => 'typed')
await sleep(1000)
await app.listen({ port: 0 })
createServer().listen(0) // of another kind: the first is the bot
`)
  const { written, child, closed } = start(t, folder, ['dev', 'server.ts', '--port', '0'])
  await until(() => written.output.includes('\n'))
  const opened = await fetch(written.output.split('\n')[0] as string)
  const cookie = String(opened.headers.get('set-cookie')).split(';')[0] as string
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', cookie }
  const { origin } = new URL(opened.url)
  const { id } = await (await fetch(`${origin}/conversations`,
    { method: 'POST', headers, body: '{}' })).json() as { id: string }
  const say = async () => (await fetch(`${origin}/conversations/${id}/say`,
    { method: 'POST', headers, body: '{"text":"x"}' })).json()
  t.match(await say(), { turns: [{ replies: [{ content: 'typed' }] }], program: { status: 'running', saves: 0 } },
    'what is said while it starts waits for it')
  t.match(await say(), { turns: [{}, { replies: [{ content: 'typed' }] }] })
  await writeFile(join(folder, 'server.ts'), `${withoutCoverage}throw new Error("broken")\n`)
  await until(() => written.output.includes('saved server.ts: The program has ended'))
  t.match(await say(), { turns: [{}, {}, { calls: [{ problem: { message: /The program has ended[^]*broken/ } }, {}] }] })
  child.kill('SIGINT')
  t.equal(await closed, 0)
})

t.test('a program that is built listens at the usual port, or at another when that is taken; at that of PORT, or ' +
  'not at all', async t => {
  const folder = await botFolder(t)
  await writeFile(join(folder, 'bot.js'), `import Fastify from 'fastify'

process.once('SIGTERM', () => { process.exit() })

export default () => {
  const app = Fastify()
  return {
    listen: async options => {
      if (options.port === 5000) throw Object.assign(new Error('port 5000 is taken'), { code: 'EADDRINUSE' })
      return app['listen'](options)
    }
  }
}
`)
  await writeFile(join(folder, 'bot.yml'), bot('What?').replace('http://127.0.0.1:5000', '${BOT_URL}'))
  await writeFile(join(folder, 'made.js'), 'process.once("SIGTERM", () => process.exit())\nexport const build = {}\n')
  const states = { 'bot.js': /started: running/, 'made.js': /started: The program has ended[^]*neither listens nor/ }
  for (const [file, told] of Object.entries(states)) {
    const { written, child, closed } = start(t, folder, ['dev', file, 'bot.yml', '--port', '0'],
      { BOT_URL: 'http://127.0.0.1:5000' })
    await until(() => written.output.includes('started:'))
    t.match(written.output, told)
    child.kill('SIGTERM')
    t.equal(await closed, 0)
  }
  for (const [port, told] of [
    ['0', /started: running/], ['5000', /started: The program has ended[^]*port 5000 is taken/]
  ] as const) {
    const { written, child, closed } = start(t, folder, ['dev', 'bot.js', '--port', '0'], { PORT: port })
    await until(() => written.output.includes('started:'))
    t.match(written.output, told)
    child.kill('SIGTERM')
    t.equal(await closed, 0)
  }
})

t.test('a program that goes on when it is asked to end is killed', async t => {
  const folder = await botFolder(t)
  await writeFile(join(folder, 'stubborn.js'), `import { createServer } from 'node:http'
process.on('SIGTERM', () => { console.log('no') })
createServer().listen(0)
console.log('pid ' + process.pid)
`)
  const { written, child, closed } = start(t, folder, ['dev', 'stubborn.js', '--port', '0'])
  await until(() => written.output.includes('started: running'))
  const pid = Number(/^pid (\d+)$/m.exec(written.errors)?.[1])
  t.equal(process.kill(pid, 0), true, 'it runs')
  child.kill('SIGTERM')
  t.equal(await closed, 0)
  t.match(written.errors, /^no$/m)
  t.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})

t.test('a program in TypeScript where nothing reads it is told, with what to install', {
  skip: (process.features as { typescript?: unknown }).typescript ? 'this Node.js reads TypeScript' : false
}, async t => {
  const folder = await mkdtemp(join(tmpdir(), 'dev-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'bot.ts'), '')
  const { written, closed } = start(t, folder, ['dev', 'bot.ts'])
  t.equal(await closed, 2)
  t.match(written.errors, /tsx is not installed, and a program in TypeScript on this Node\.js needs it/)
})

t.test('a folder with more folders than can be watched is watched as far as can be', async t => {
  const folder = await botFolder(t)
  for (let index = 0; index < 2010; index++) await mkdir(join(folder, `${index}`))
  const saved: string[] = []
  t.teardown(watchFiles(folder, files => { saved.push(...files) }))
  await writeFile(join(folder, 'bot.js'), '')
  await until(() => saved.length > 0)
  t.strictSame(saved, [join(folder, 'bot.js')])
})

t.test('npm start of this repository starts the example, which listens by a function of another file', async t => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const [, ...args] = scripts.start.split(' && ').at(-1).split(' ')
  const child = spawn(process.execPath, [...args, '--port', '0'], {
    cwd: root, env: { ...process.env, NODE_ENV: 'development', PORT: '0' }
  })
  t.teardown(() => child.kill())
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += String(chunk) })
  await until(() => /started: (running|The program has ended)/.test(output) && output.includes('Try it:'))
  const [, url = ''] = /webhook +(http:\/\/127\.0\.0\.1:\d+)\//.exec(output) ?? []
  t.match(await (await fetch(`${url}/`)).text(), '<h1>Example bot</h1>')
  t.equal((await fetch(/^(http\S+)/m.exec(output)?.[1] as string)).status, 200, 'the page')
})

t.test('what keeps dev from starting is said in a sentence', async t => {
  const folder = await botFolder(t)
  await writeFile(join(folder, 'none.js'), 'export const x = 5\n')
  for (const [args, words] of [
    [['dev'], /give the program/], [['dev', 'no.js'], /there is no file `no\.js`/]
  ] as const) {
    const { written, closed } = start(t, folder, args)
    t.equal(await closed, 2)
    t.match(written.errors, words)
  }
  const { written } = start(t, folder, ['dev', 'none.js', '--port', '0'])
  await until(() => written.output.includes('started: The program has ended'))
  t.match(written.output, /neither listens nor exports a function build\(\)/)
})

t.test('conversations are had again: the same, different with a diff and the reason, and as JUnit', async t => {
  const folder = await botFolder(t)
  await writeFile(join(folder, 'bot.js'), program("memory.count > 1 ? nothing.there : 'Hello'"))
  await writeFile(join(folder, 'bot.yml'), bot('What?'))
  const turn = (line: unknown, content: string, memory: object) => ({
    line, replies: [{ type: 'text', content }], memory
  })
  const conversation = (...turns: object[]) => JSON.stringify({ bot: 'bot.yml', turns })
  await writeFile(join(folder, 'good.json'),
    conversation(turn('hello', 'Hello', { count: 1 }), turn('qwertz', 'What?', { count: 1 })))
  await writeFile(join(folder, 'bad.json'),
    conversation(turn('hello', 'Hi <there>', { count: 1 }), turn('hello', 'Hello', { count: 2 })))
  const run = async (...args: string[]) => {
    const { written, closed } = start(t, folder, ['test', ...args])
    return { code: await closed, ...written }
  }
  t.match(await run('good.json', '--program', 'bot.js'),
    { code: 0, output: /^same {6}good\.json 2 turns, \d+ ms\n\n1 the same, 0 different\n$/ })
  const bad = await run('good.json', 'bad.json', '--program', 'bot.js')
  t.equal(bad.code, 1)
  t.match(bad.output, /different bad\.json/)
  t.match(bad.output, / {4}- .*"content": "Hi <there>"\n {4}\+ .*"content": "Hello"/)
  t.match(bad.output, /turn 2, replies[^]*skill greet threw ReferenceError: nothing is not defined[^]*bot\.js:9/)
  await writeFile(join(folder, 'bot.yml'), bot('What?').replace('languages: [en]', 'languages: [en, xx]'))
  t.match(await run('good.json', 'good.json', '--program', 'bot.js'),
    { code: 0, errors: /^(?!.*warning: xx[^]*warning: xx)[^]*warning: xx: sentences are compared word by word/ },
    'warnings of the bot file, once')
  const junit = await run('good.json', 'bad.json', '--program', 'bot.js', '--report', 'junit')
  t.equal(junit.code, 1)
  t.match(junit.output,
    /<testsuite name="conversations" tests="2" failures="1"[^]*<testcase name="good\.json"[^>]*\/>[^]*<failure[^>]*>[^]*Hi &lt;there&gt;/)
  const elsewhere = start(t, folder, ['dev', 'bot.js', '--port', '0'], { PORT: '0' })
  await until(() => elsewhere.written.output.includes('started: running'))
  await writeFile(join(folder, 'click.json'), JSON.stringify({
    turns: [{ line: { say: 'x', skill: 'greet' }, replies: [{ type: 'text', content: 'Hello' }], memory: { count: 1 } }]
  }))
  t.match(await run('click.json', '--program', 'bot.js'), { code: 0 }, 'one without a bot file calls the program')
  const [, url = ''] = /(http:\/\/127\.0\.0\.1:\d+)\/connect/.exec(elsewhere.written.output) ?? []
  t.match(await run('click.json', '--url', url), { code: 1, output: /different click\.json/ })
  t.match(await run('good.json', '--bot', 'bot.yml', '--program', 'bot.js'), { code: 0 })
  await writeFile(join(folder, 'dead.js'), 'throw new Error("does not start")')
  await writeFile(join(folder, 'list.json'), '[]')
  await writeFile(join(folder, 'lines.json'), '{"turns":[{"line":{"say":5},"replies":[],"memory":{}}]}')
  await writeFile(join(folder, 'no.json'), '{')
  await writeFile(join(folder, 'shape.json'), '{"turns":[{"line":5,"replies":[],"memory":{}}]}')
  for (const [args, words] of [
    [[], /give conversations/], [['gone.json'], /cannot read gone\.json: ENOENT/], [['no.json'], /no\.json is no JSON/],
    [['shape.json'], /shape\.json is no conversation: \/turns\/0/],
    [['lines.json'], /lines\.json is no conversation: \/turns\/0 must have a line/],
    [['list.json'], /list\.json is no conversation: \/turns must be a list/],
    [['good.json', '--program', 'dead.js'], /The program has ended\.[^]*does not start/],
    [['good.json', '--report', 'html'], /--report must be/], [['good.json', '--program', 'x.js'], /there is no file/],
    [['good.json', '--program', 'bot.js', '--url', 'http://127.0.0.1:1'], /either --program or --url/]
  ] as const) t.match(await run(...args), { code: 2, errors: words }, args.join(' '))
})

t.test('init makes a bot whose tests pass, and overwrites nothing', async t => {
  for (const language of ['js', 'ts']) {
    const folder = await botFolder(t)
    await writeFile(join(folder, 'package.json'), '{"name":"mine","scripts":{"check":"own"}}')
    await mkdir(join(folder, 'node_modules'))
    await symlink(root, join(folder, 'node_modules/fastify-bot-webhook')) // as if it were installed
    const made = start(t, folder, ['init', ...(language === 'ts' ? ['--ts'] : []), '--no-install'])
    t.equal(await made.closed, 0, made.written.errors)
    const written = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    t.match(written, {
      name: 'mine',
      type: 'module',
      scripts: { check: 'own', dev: `bot-webhook dev bot.${language} bot.yml` },
      dependencies: { fastify: String, 'fastify-bot-webhook': String },
      devDependencies: { yaml: String, marked: String }
    })
    const tested = start(t, folder, ['test', 'conversations/opening-hours.json', '--program', `bot.${language}`])
    t.equal(await tested.closed, 0, tested.written.output + tested.written.errors)
    const [loader, env] = language === 'ts' ? [['--import', 'tsx'], { NODE_V8_COVERAGE: '' }] : [[], {}]
    const child = spawn(process.execPath, [...loader, '--test', `bot.test.${language}`],
      { cwd: folder, env: { ...process.env, ...env } })
    t.equal(await new Promise(resolve => { child.once('close', resolve) }), 0)
    const again = start(t, folder, ['init', ...(language === 'ts' ? ['--ts'] : [])])
    t.equal(await again.closed, 2)
    t.match(again.written.errors, new RegExp(`bot\\.${language}.* there already: nothing was written`))
  }
  t.equal(ownVersion('/home/me/bot/node_modules/fastify-bot-webhook/package.json', '1.2.3', '/home/me/bot'), '^1.2.3')
  t.equal(ownVersion('/home/me/clone/package.json', '1.2.3', '/home/me/bot'), 'file:../clone')

  const broken = await botFolder(t)
  await writeFile(join(broken, 'package.json'), '{')
  const { written, closed } = start(t, broken, ['init'])
  t.equal(await closed, 2)
  t.match(written.errors, /package\.json is no JSON/)
})

t.test('init installs what is missing, names the bot after its folder, and says how to go on', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'init-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const npm = join(folder, 'npm')
  const withNpm = async (script: string) => {
    await writeFile(npm, `#!/bin/sh\n${script}\n`)
    await chmod(npm, 0o755)
    return { PATH: `${folder}:${process.env.PATH}` }
  }
  const installed = start(t, folder, ['init', 'My Bot!'], await withNpm('echo "npm $@ in $PWD"'))
  t.equal(await installed.closed, 0)
  t.match(installed.written.output, /^wrote bot\.js, .*\nnpm install --no-audit --no-fund in .*\/My Bot!\n\ncd My Bot! && npm run/)
  t.equal(JSON.parse(await readFile(join(folder, 'My Bot!/package.json'), 'utf8')).name, 'my-bot')

  await mkdir(join(folder, '---'))
  const failed = start(t, join(folder, '---'), ['init'], await withNpm('echo no network >&2; exit 1'))
  t.equal(await failed.closed, 1)
  t.match(failed.written.errors, /^no network\nnpm install failed: run it again, then npm test\n$/)
  t.equal(JSON.parse(await readFile(join(folder, '---/package.json'), 'utf8')).name, 'my-bot')

  await mkdir(join(folder, 'own'))
  await writeFile(join(folder, 'own/bot.yml'), '')
  const taken = start(t, folder, ['init', 'own'])
  t.equal(await taken.closed, 2)
  t.match(taken.written.errors, /bot\.yml is there already: nothing was written/)
  await rm(join(folder, 'own/bot.yml'))
  const left = start(t, join(folder, 'own'), ['init', '--no-install'])
  t.equal(await left.closed, 0)
  t.match(left.written.output, /\n\nnpm install && npm run dev /)
})
