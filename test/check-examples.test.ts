import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { build as booking } from '../examples/booking.ts'
import { build as channels } from '../examples/channels.ts'
import { build as exampleBot } from '../examples/example-bot.ts'
import { build as hooks } from '../examples/hooks.ts'
import { build as memory } from '../examples/memory.ts'
import { build as replies } from '../examples/replies.ts'
import { build as rogerThat } from '../examples/roger-that.ts'
import { build as twoBots } from '../examples/two-bots.ts'
import { build as weather } from '../examples/weather.ts'
import { check } from '../lib/check/index.ts'
import { findingsOf } from './check-helper.ts'
import { listen } from './helper.ts'

/** Each example with skills of it; those that are open to anyone are meant to be. */
const open: ReadonlyArray<[name: string, build: () => Promise<FastifyInstance>, skills: readonly string[], skip: readonly string[]]> = [
  ['booking', booking, ['book-room'], []],
  ['channels', channels, ['any'], []],
  ['example-bot', exampleBot, ['small-talk', 'get-weather'], []],
  ['hooks', hooks, ['hello'], []],
  ['memory', memory, ['add', 'pay', 'leave'], ['input-memory-large', 'memory']], // it has a limit of 64 KiB, and a skill that forgets
  ['replies', replies, ['words', 'questions', 'hotels'], []],
  ['roger-that', rogerThat, ['any'], []],
  ['weather', weather, ['get-weather'], []]
]

for (const [name, build, skills, skip] of open) {
  t.test(`nothing is found in examples/${name}.ts`, async t => {
    const app = await build()
    t.teardown(() => app.close())
    const port = await listen(app)
    const { report } = await findingsOf(`http://127.0.0.1:${port}`, { skills, skip: ['auth', ...skip] })
    t.strictSame(report.findings.map(({ rule, saw, skills }) => ({ rule, saw, skills })), [])
    t.equal(report.ended, 'complete')
    t.ok(report.requests <= 500 && report.ms < 15_000, `${report.requests} calls in ${report.ms} ms`)
  })
}

t.test('nothing is found in examples/two-bots.ts, with credentials', async t => {
  const app = await twoBots({ salesPassword: 'a-password-of-sales', helpTokens: ['a-token-of-the-help-desk'] })
  t.teardown(() => app.close())
  const port = await listen(app)
  const bots = [
    ['sales', 'offer', `Basic ${Buffer.from('platform:a-password-of-sales').toString('base64')}`],
    ['help', 'question', 'Bearer a-token-of-the-help-desk']
  ] as const
  for (const [path, skill, authorization] of bots) {
    const report = await check({ url: `http://127.0.0.1:${port}/${path}`, skills: [skill], headers: { authorization } })
    t.strictSame(report.findings.map(({ rule, saw }) => ({ rule, saw })), [])
    t.match(report.rules.filter(({ group }) => group === 'auth'), [{ result: 'passed' }, { result: 'passed' }, { result: 'passed' }, { result: 'passed' }, { result: 'passed' }])
  }
})

// The sample programs of the platform's page are not part of this repository: the tests run them where they are.
const snippets = new URL('../../shared/snippets/', import.meta.url)
const skip = existsSync(snippets) ? false : 'the platform\'s sample programs are not beside this checkout'
const fileOf = (name: string): string => fileURLToPath(new URL(name, snippets))

/** What is true of all four: anyone may call, and the sample's memory replaces the user's. The rest is
 * what their frameworks do: Express alone has a limit for bodies, and none of them minds the media type. */
const programs: ReadonlyArray<[name: string, command: (port: number) => [string, ...string[]], more: readonly string[]]> = [
  ['app.cjs', () => [process.execPath, fileOf('app.cjs')], ['input-memory-large', 'body-media-type', 'leak-stack', 'errors-anything']],
  ['app.py', () => ['/usr/bin/python3', fileOf('app.py')], ['body-malformed', 'body-empty', 'body-media-type', 'body-huge', 'body-deep', 'errors-anything']],
  ['app.rb', () => ['ruby', fileOf('app.rb')], ['body-malformed', 'body-empty', 'body-media-type', 'body-huge', 'body-deep', 'leak-stack', 'errors-anything']],
  ['app.php', port => ['php', '-S', `127.0.0.1:${port}`, fileOf('app.php')], ['body-malformed', 'body-media-type', 'body-huge', 'body-deep']]
]

for (const [name, commandOf, more] of programs) {
  t.test(`of the platform's own ${name} only what is true is told`, { skip }, async t => {
    const port = await freePort()
    const [command, ...rest] = commandOf(port)
    const child = spawn(command, rest, { env: { ...process.env, PORT: String(port), NODE_PATH: fileURLToPath(new URL('../node_modules', import.meta.url)) }, stdio: 'ignore' })
    t.teardown(() => { child.kill('SIGKILL') })
    await isUp(t, port)
    const { ids } = await findingsOf(`http://127.0.0.1:${port}`, { skip: [], timeout: 15_000 })
    t.ok(ids.includes('memory-demo') && ids.includes('auth-open'))
    t.strictSame(ids.filter(id => id !== 'memory-demo' && id !== 'auth-open'), more)
  })
}

async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

async function isUp (t: Test, port: number): Promise<void> {
  for (const started = performance.now(); performance.now() - started < 30_000;) {
    try {
      await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
      return
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  t.fail('it did not start')
}
