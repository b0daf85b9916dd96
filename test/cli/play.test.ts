import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { run } from '../../lib/cli/run.ts'
import { listen } from '../support/app.ts'
import { echo, smallBot, webhook } from '../support/playground.ts'
import { repository } from '../support/repository.ts'

/** Runs the program, and ends it once its first words were looked at. */
async function played (args: readonly string[], look: (output: string) => Promise<void> = async () => {}): Promise<{
  code: number, output: string, errors: string
}> {
  const written = { output: '', errors: '' }
  let looked = false
  const into = (what: 'output' | 'errors') => new Writable({
    decodeStrings: false,
    write (chunk: string, _encoding, done) {
      written[what] += chunk
      done()
      if (what === 'output' && written.output.includes('connector:') && !looked) {
        looked = true
        look(written.output).finally(() => process.emit('SIGINT'))
      }
    }
  })
  const code = await run(['play', ...args],
    { input: Readable.from([]), output: into('output'), errors: into('errors'), env: process.env })
  return { code, ...written }
}

/** Of the page: the first line. */
const addressIn = (output: string): string => output.slice(0, output.indexOf('\n'))

const json = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }

/** Starts a conversation at that address, and says a sentence. */
async function sayAt (address: string, text: string): Promise<any> {
  const cookie = String((await fetch(address)).headers.get('set-cookie')).split(';')[0] as string
  const page = address.replace(/\?.*$/, '')
  const headers = { ...json, cookie }
  const { id } = await (await fetch(`${page}conversations`,
    { method: 'POST', headers, body: '{}' })).json() as { id: string }
  return (await fetch(`${page}conversations/${id}/say`,
    { method: 'POST', headers, body: JSON.stringify({ text }) })).json()
}

t.test('play prints the address of a page that talks to a webhook, and ends with Ctrl-C', async t => {
  const port = await listen(webhook(t, echo))
  const { code, output, errors } = await played([
    `http://127.0.0.1:${port}/`, '--port', '0', '--errors-url', 'off'
  ], async output => {
    const [address = '', connector] = output.split('\n')
    t.match(address, /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/)
    t.match(connector, /^connector: \{ url: 'http:\/\/127\.0\.0\.1:\d+\/connect\/v1', token: '[0-9a-f]{32}' \}$/)
    t.equal((await fetch(address.replace(/\?.*$/, ''))).status, 403,
      'another user of this machine does not know the token')
    t.match(await sayAt(address, 'hi'), { turns: [{ replies: [{ content: 'You said hi' }] }] })
  })
  t.equal(code, 0)
  t.equal(errors, '')
  t.match(output, /\nhttp.*\?token=[\w-]{32}\n$/, 'the first address was used: this one is for another browser')
})

t.test('play takes a bot file, and another URL for its webhooks', async t => {
  const port = await listen(webhook(t, echo))
  const file = join(t.testdir(), 'bot.json')
  await writeFile(file, JSON.stringify(smallBot))
  await played([
    file, '--port', '0', '--url', `http://127.0.0.1:${port}`, '--errors-url', `http://127.0.0.1:${port}/errors`,
    '--language', 'en'
  ], async output => {
    t.match(await sayAt(addressIn(output), 'hello'),
      { name: 'small', turns: [{ skill: 'greet', replies: [{ content: 'You said hello' }] }] })
  })
})

t.test('play tells what a bot file will not do', async t => {
  const file = join(t.testdir(), 'bot.json')
  await writeFile(file, JSON.stringify({ ...smallBot, languages: ['en', 'fr', 'xx'] }))
  const { code, errors } = await played([file, '--port', '0'])
  t.match({ code, errors }, { code: 0, errors: /^warning: xx: sentences are compared word by word[^\n]*\n$/ })
})

t.test('what keeps it from starting is said in a sentence, with exit code 2', async t => {
  const taken = createServer()
  await new Promise<void>(resolve => { taken.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { taken.close() })
  for (const [args, errors] of [
    [[], 'give a URL or a bot file'],
    [['http://127.0.0.1:1', '--port', 'x'], '--port must be a number'],
    [['http://127.0.0.1:1', '--port', '70000'], '--port must be a number'],
    [[
      'http://127.0.0.1:1', '--port', String((taken.address() as AddressInfo).port)
    ], 'the port is taken: give another one with --port'],
    [['http://127.0.0.1:1', '--url', 'http://127.0.0.1:2'], '--url is for a bot file'],
    [['http://127.0.0.1:1', '--prot', '1'], 'did you mean --port?'],
    [['no-such.yml'], 'no such file']
  ] as const) t.match(await played(args), { code: 2, errors, output: '' }, args.join(' '))
})

t.test('the program itself: stops on a signal', async t => {
  const child = spawn(process.execPath, [
    fileURLToPath(new URL('dist/lib/cli/main.js', repository)), 'play', 'http://127.0.0.1:1', '--port', '0'
  ], { env: { ...process.env, NODE_ENV: 'production' } })
  t.teardown(() => { child.kill('SIGKILL') })
  const [address] = await once(child.stdout, 'data')
  t.match(String(address), /^http:\/\/127\.0\.0\.1:\d+\/\?token=/)
  const browser = await fetch(addressIn(String(address))) // whose connection stays open
  t.equal(browser.status, 200)
  child.kill('SIGTERM')
  t.strictSame(await once(child, 'close'), [0, null])
})
