import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import t from 'tap'
import { run } from '../../lib/cli/run.ts'
import { listen } from '../support/app.ts'
import { echo, smallBot, webhook } from '../support/playground.ts'

/** Runs the program, and ends it once its first words were looked at. */
async function serving (args: readonly string[], look: (output: string) => Promise<void> = async () => {}, env: Record<
  string, string
> = {}): Promise<{ code: number, output: string, errors: string }> {
  const written = { output: '', errors: '' }
  const into = (what: 'output' | 'errors') => new Writable({
    decodeStrings: false,
    write (chunk: string, _encoding, done) {
      written[what] += chunk
      done()
      if (what === 'output') look(written.output).finally(() => process.emit('SIGINT'))
    }
  })
  const code = await run(['serve', ...args],
    { input: Readable.from([]), output: into('output'), errors: into('errors'), env: { ...process.env, ...env } })
  return { code, ...written }
}

async function botFile (t: { testdir: () => string }): Promise<string> {
  const file = join(t.testdir(), 'bot.json')
  await writeFile(file, JSON.stringify(smallBot))
  return file
}

t.test('serve prints the address, a token for programs and the tag for pages, and ends with Ctrl-C', async t => {
  const port = await listen(webhook(t, echo))
  const { code, errors } = await serving([
    await botFile(t), '--port', '0', '--url', `http://127.0.0.1:${port}`, '--errors-url', 'off'
  ], async output => {
    const [, address = '', token = '', tag = ''] =
      /^(http:\/\/127\.0\.0\.1:\d+)\/\ntoken for programs: ([0-9a-f]{32})\ntag for pages: (<script .*<\/script>)\n$/.exec(
        output
      ) ?? []
    t.not(address, '')
    const response = await fetch(`${address}/build/v1/dialog`, {
      method: 'POST',
      headers: { authorization: `Token ${token}` },
      body: JSON.stringify({ message: { type: 'text', content: 'hello' }, conversation_id: 'c' })
    })
    t.match(await response.json(), { results: { messages: [{ content: 'You said hello' }] } })
    const page = await fetch(`${address}/`)
    t.match(page.headers.get('content-security-policy'), "script-src 'self'")
    t.match((await page.text()).replaceAll('&#60;', '<').replaceAll('&#62;', '>').replaceAll('&#34;', '"'), tag)
  })
  t.equal(code, 0)
  t.equal(errors, '')
})

t.test('serve tells what a bot file will not do', async t => {
  const file = join(t.testdir(), 'bot.json')
  await writeFile(file, JSON.stringify({ ...smallBot, languages: ['en', 'fr', 'xx'] }))
  t.match((await serving([file, '--port', '0'])).errors, /^warning: xx: sentences are compared word by word[^\n]*\n$/)
})

t.test('serve takes a token, origins, a store, a limit and a bot of its own', async t => {
  const file = await botFile(t)
  const token = 'a-token-of-the-environment'
  const outbound = webhook(t, () => ({ messages: [{ type: 'text', content: 'from outside' }] }))
  const url = `http://127.0.0.1:${await listen(outbound)}/`
  await serving([
    file, '--port', '0', '--host', 'localhost', '--token', '${TOKEN}', '--origin', 'https://a.example', '--origin',
    'https://b.example', '--store', 'memory:', '--rate-limit', '5', '--outbound', url, '--errors-url', url
  ], async output => {
    t.match(output, `token for programs: ${token}`)
    const [address = ''] = output.split('\n')
    const response = await fetch(`${address}v2/request`,
      { method: 'POST', headers: { authorization: token, origin: 'https://b.example' }, body: '{"text":"hello"}' })
    t.equal(response.status, 200)
    t.equal(response.headers.get('access-control-allow-origin'), 'https://b.example')
    t.equal(response.headers.get('x-ratelimit-limit'), '5')
  }, { TOKEN: token })
  t.match(await serving([file, '--port', '0', '--rate-limit', 'off']), { code: 0 })
})

t.test('serve says what is wrong with its arguments', async t => {
  const file = await botFile(t)
  const taken = createServer().listen(0, '127.0.0.1')
  t.teardown(() => taken.close())
  await once(taken, 'listening')
  for (const [args, answers] of [
    [[], 'give a bot file to serve'],
    [[file, '--token', 'short'], 'FST_BOT|at least 16'],
    [[file, '--origin', 'a.example'], 'origins must be'],
    [[file, '--store', 'mysql://x'], 'store must be'],
    [[file, '--rate-limit', '0'], '--rate-limit must be'],
    [[file, '--outbound', 'x'], 'outboundUrl must be'],
    [['/nowhere/none.yml'], 'no such file'],
    [[file, '--port', String((taken.address() as AddressInfo).port)], '--port']
  ] as Array<[string[], string]>) {
    const { code, errors } = await serving(args)
    t.equal(code, 2, errors)
    t.match(errors, new RegExp(answers))
  }
})
