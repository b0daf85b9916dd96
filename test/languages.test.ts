import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { openSession, type BotFile } from '../lib/builder/index.ts'

// The sample programs of the platform's page are not part of this repository: the tests run them where they are.
const snippets = new URL('../../shared/snippets/', import.meta.url)
const skip = existsSync(snippets) ? false : 'the platform\'s sample programs are not beside this checkout'

const programs: Record<string, (port: number) => [command: string, ...rest: string[]]> = {
  'app.cjs': () => [process.execPath, fileOf('app.cjs')],
  'app.py': () => ['/usr/bin/python3', fileOf('app.py')],
  'app.rb': () => ['ruby', fileOf('app.rb')],
  'app.php': port => ['php', '-S', `127.0.0.1:${port}`, fileOf('app.php')]
}

const bot: BotFile = {
  name: 'roger',
  languages: ['en'],
  intents: { greetings: { expressions: { en: ['hello', 'hi there', 'good morning'] } } },
  skills: {
    'small-talk': { triggers: { intent: 'greetings' }, actions: [{ memory: { set: { before: true } } }, { webhook: '/' }] },
    lost: { actions: [{ webhook: { url: '/', method: 'PUT' } }, { message: 'Still here, {{memory.key}}.' }] }
  },
  fallback: 'lost'
}

for (const [program, commandOf] of Object.entries(programs)) {
  t.test(`the same bot file drives the platform's own ${program}`, { skip }, async t => {
    const port = await freePort()
    const printed = start(t, commandOf(port), port)
    const session = await openSession({ bot, url: `http://127.0.0.1:${port}` })
    await answering(port, printed)

    const hello = await session.say('hello')
    t.strictSame(hello.replies, [{ type: 'text', content: 'Roger that' }], printed())
    t.strictSame(hello.memory, { key: 'value' }, 'the memory is replaced as a whole')
    t.match(hello.changes, { added: { '/key': 'value' } })
    t.match(hello.calls, [{ purpose: 'webhook', response: { status: 200 }, problem: null, findings: [] }])

    const lost = await session.say('qwertz')
    t.strictSame(lost.replies, [{ type: 'text', content: 'Still here, value.' }], 'a failed call does not end the turn')
    t.match(lost.calls, [{ purpose: 'webhook', problem: { kind: 'status' }, response: { status: Number } }, { purpose: 'errors', problem: null, response: { status: 200 } }])
  })
}

function fileOf (name: string): string {
  return fileURLToPath(new URL(name, snippets))
}

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Starts a program until the test ends; returns what it has printed so far. */
function start (t: Test, [command, ...rest]: [string, ...string[]], port: number): () => string {
  let printed = ''
  const env = { ...process.env, PORT: String(port), NODE_PATH: fileURLToPath(new URL('../node_modules', import.meta.url)), NODE_OPTIONS: '', PYTHONUNBUFFERED: '1' }
  const child = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { printed += chunk })
  child.on('error', error => { printed += `${error.message}: install it, see .ci/run` })
  t.teardown(() => { child.kill('SIGKILL') })
  return () => printed
}

async function answering (port: number, printed: () => string): Promise<void> {
  const until = Date.now() + 20_000
  while (Date.now() < until) {
    const answered = await fetch(`http://127.0.0.1:${port}/errors`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }).then(({ ok }) => ok, () => false)
    if (answered) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`it does not answer:\n${printed()}`)
}
