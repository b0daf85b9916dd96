import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { cannotListen } from '../../lib/cli/cannot-listen.ts'
import { answering, atTerminal, bot, collecting, webhook, type Received } from '../support/cli.ts'
import { run } from '../../lib/cli/run.ts'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { repository } from '../support/repository.ts'

const left = '\x1b[D'
const control = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 64)
const text = (content: string) => ({ type: 'text', content })
const sentences = (received: Received[]): string[] => received.map(({ body }) => JSON.parse(body).nlp.source)
const idIn = ({ body }: Pick<Received, 'body'>): string => JSON.parse(body).conversation.id

/** The connector that a chat has told of. */
function connectorIn (told: string): { url: string, token: string } {
  const [, url = '', token = ''] = /connector: \{ url: '(\S+)', token: '(\S+)' \}/.exec(told) ?? []
  return { url, token }
}

async function push ({
  url, token
}: { url: string, token: string }, id: string, ...messages: unknown[]): Promise<number> {
  const response = await fetch(`${url}/conversations/${id}/messages`,
    { method: 'POST', headers: { authorization: `Token ${token}` }, body: JSON.stringify({ messages }) })
  return response.status
}

/** What a terminal of that width shows in the end, after it has obeyed what readline sends. */
function screenOf (written: string, columns: number): string[] {
  const rows: string[][] = [[]]
  let [row, column] = [0, 0]
  const tokens = /\x1b\[((\d*)(?:;\d*)*)([A-Za-z])|[^]/gu // eslint-disable-line no-control-regex
  for (const [token, , count, command] of written.matchAll(tokens)) {
    const times = Number(count || 1)
    if (command === 'A') row = Math.max(0, row - times)
    else if (command === 'B') row += times
    else if (command === 'C') column += times
    else if (command === 'D') column = Math.max(0, column - times)
    else if (command === 'G') column = times - 1
    else if (command === 'J') rows.splice(row, Infinity, (rows[row] ?? []).slice(0, column))
    else if (command === 'K') rows[row] = (rows[row] ?? []).slice(0, column)
    else if (command !== undefined) continue // a style
    else if (token === '\r') column = 0
    else if (token === '\n') { row++; column = 0 } else put(token)
    while (rows.length <= row) rows.push([])
  }
  return rows.map(cells => Array.from(cells, cell => cell ?? ' ').join('').trimEnd())

  function put (character: string): void {
    if (column === columns) { row++; column = 0 }
    const cells = rows[row] ??= []
    cells[column++] = character
  }
}

t.test('a message is printed above what is being typed, which goes on as it was', async t => {
  const { url, received } = await answering(t, { replies: [text('fine')] })
  const { type, ended } = atTerminal(['chat', url, '--no-history', '--connector'])
  const connector = connectorIn(await type('', '> '))
  await type('hi\r', /POST[^]*fine[^]*> /)
  const id = idIn(received[0] as Received)
  await type(`wether${left}${left}${left}${left}`, 'wether')
  t.equal(await push(connector, id, text('Your report'), text('is ready')), 201)
  t.match(await type('', /ready[^]*> wether/), /\(pushed\)\nYour report\nis ready\n\n> wether$/)
  await type('a', 'weather')
  await type(`${control('E')} now\r`, /POST[^]*> /)
  await type(control('D'), '')
  t.match(await ended, { code: 0, errors: '' })
  t.strictSame(sentences(received), ['hi', 'weather now'])
})

/** The chat at a terminal of so many columns, whose screen is looked at. */
function onScreen (args: readonly string[], columns: number) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  const { stream, text: written } = collecting()
  const output = Object.assign(stream, { isTTY: true, columns })
  const ended = run(['chat', ...args, '--no-history', '--no-color'],
    { input, output, errors: collecting().stream, env: {} })
  const until = async (words: string): Promise<string[]> => { // what stands there once these words do
    for (let tries = 0; tries < 500; tries++) {
      const screen = screenOf(written(), columns)
      if (screen.join('\n').includes(words.trim())) return screen
      await pause(10)
    }
    throw new Error(`no ${words} on ${JSON.stringify(screenOf(written(), columns))}`)
  }
  return { input, written, until, ended }
}

/** Without blanks: those at the end of a row are not known. */
const packed = (words: string): string => words.replaceAll(' ', '')

t.test('an answer that comes while the next line is half typed is printed above it, which stays whole', async t => {
  let go = (): void => {}
  const { url, received } = await webhook(t, async response => {
    await new Promise<void>(resolve => { go = resolve })
    response.end(JSON.stringify({ replies: [text('the answer')] }))
  })
  const { input, until, ended } = onScreen([url], 30)
  await until('> ')
  const long = 'one two three four five six seven eight nine'
  for (const [sentence, ahead, moves] of [['hi', 'half ty', 0], ['more', long, 0], ['last', long, 40]] as const) {
    const answers = received.length + 1
    input.write(`${sentence}\r`)
    for (let tries = 0; tries < 500 && received.length < answers; tries++) await pause(10)
    for (const key of ahead) input.write(key) // typed, not pasted
    input.write(left.repeat(moves))
    await pause(50)
    go()
    let screen = ''
    for (let tries = 0; tries < 500 && !screen.endsWith(packed(`> ${ahead}`)); tries++) {
      await pause(10)
      screen = packed((await until('> ')).join(''))
    }
    t.ok(screen.endsWith(packed(`the answer > ${ahead}`)), `the answer, and below it the line: ${screen}`)
    t.equal(screen.split(packed(ahead)).length, 2, `the line is there once: ${screen}`)
    input.write(control('E') + control('U'))
  }
  input.write(control('D'))
  t.equal(await ended, 0)
  t.strictSame(sentences(received), ['hi', 'more', 'last'])
})

t.test('on the screen nothing is left of the line where it was, even when it has more than one row', async t => {
  const { url, received } = await answering(t, { replies: [text('fine')] })
  const { input, written, until, ended } = onScreen([url, '--connector-token', 'a-token-of-this-test'], 30)
  const connector = connectorIn(await until('> ').then(() => written()))
  input.write('hi\r')
  await until('fine')
  const id = idIn(received[0] as Received)
  const long = 'one two three four five six seven eight nine ten'
  input.write(long)
  await until('ten')
  for (const times of [4, 40]) { // to where the cursor is in the second row, and in the first
    input.write(left.repeat(times))
    await pause(50)
    await push(connector, id, text(`pushed after ${times}`))
    const screen = await until(`pushed after ${times}`)
    const end = screen.join('\n').trimEnd()
    t.ok(end.endsWith(`(pushed)\npushed after ${times}\n\n> one two three four five six\nseven eight nine ten`), end)
    t.equal(end.split('one two').length, 2, 'the line is there once')
  }
  input.write(`${control('E')}!\r`)
  for (let tries = 0; tries < 500 && received.length < 2; tries++) await pause(10)
  t.equal(sentences(received)[1], `${long}!`)
  input.write(control('D'))
  t.equal(await ended, 0)
})

t.test('buttons of what is pushed have the next numbers, and /undo brings them back', async t => {
  const choice = (title: string, ...names: string[]) => ({
    type: 'buttons',
    content: { title, buttons: names.map(name => ({ type: 'postback', title: name, value: name.toLowerCase() })) }
  })
  const { url, received } = await answering(t, { replies: [choice('First?', 'A', 'B')] })
  const { type, ended } = atTerminal(['chat', url, '--no-history', '--connector'])
  const connector = connectorIn(await type('', '> '))
  await type('hi\r', /2\. B[^]*> /)
  await push(connector, idIn(received[0] as Received), choice('More?', 'C', 'D'))
  t.match(await type('', /D[^]*> /), 'More?\n  3. C (says: c)\n  4. D (says: d)\n\n> ')
  await type('4\r', /POST[^]*> /)
  t.match(await type('/undo\r', /\bD[^]*> /), /First\?\n {2}1\. A .*\n {2}2\. B .*\nMore\?\n {2}3\. C .*\n {2}4\. D/)
  await type('A\r', /POST[^]*> /)
  await type('/restart\r', /new conversation[^]*> /)
  t.equal(await push(connector, idIn(received[0] as Received), text('too late')), 404)
  await type(control('D'), '')
  await ended
  t.strictSame(sentences(received), ['hi', 'd', 'a'])
})

t.test('while the bot is thinking, and while a line is typed ahead', async t => {
  let connector = { url: '', token: '' }
  const { url, received } = await webhook(t, async (response, call) => {
    await pause(200)
    await push(connector, idIn(call), text('still working'))
    await pause(200)
    response.end(JSON.stringify({ replies: [text('done')] }))
  })
  const { type, ended } = atTerminal(['chat', url, '--no-history', '--connector'])
  connector = connectorIn(await type('', '> '))
  await type('go\rtyped ahead', 'typed ahead')
  t.match(await type('', /working[^]*done[^]*> typed ahead/),
    /\(pushed\)\nstill working\n\ntyped ahead[^]*done[^]*> typed ahead$/)
  await type('\r', /working[^]*done[^]*> /)
  await type(`last\r${control('D')}`, /working[^]*done/)
  t.match(await ended, { code: 0 })
  t.strictSame(sentences(received), ['go', 'typed ahead', 'last'])
})

t.test('quiet shows the messages alone, and what the reply lint warns of', async t => {
  const { url, received } = await answering(t, {})
  const { type, ended } = atTerminal(['chat', url, '--no-history', '--quiet', '--connector', '--no-color'])
  const connector = connectorIn(await type('', '> '))
  await type('hi\r', '> ')
  await push(connector, idIn(received[0] as Received), text('x'.repeat(641)))
  t.match(await type('', /cut[^]*> /), /^[^(]*x{641}\s*warning: reply \/0\/content: .*641.*\n> $/s)
  await type(control('D'), '')
  await ended
})

t.test('in a pipe: the connector is told beside, messages go to the output', async t => {
  let connector = { url: '', token: 'a-token-of-this-test' }
  const port = await freePort()
  connector = { url: `http://127.0.0.1:${port}/connect/v1`, token: 'secret-of-the-environment' }
  const { url } = await webhook(t, async (response, call) => {
    t.equal(await push(connector, idIn(call), text('pushed')), 201)
    response.end(JSON.stringify({ replies: [text('answered')] }))
  })
  const { code, output, errors } = await bot([
    'chat', url, '--connector-port', String(port), '--connector-token', '${TOKEN}'
  ], ['hi'], { TOKEN: connector.token })
  t.strictSame({ code, output, errors }, {
    code: 0,
    output: 'pushed\nanswered\n',
    errors: `connector: { url: '${connector.url}', token: '${connector.token}' }\n`
  })
  await t.rejects(fetch(connector.url), { message: 'fetch failed' }, 'it is gone with the chat')
})

t.test('what keeps a connector from listening', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  for (const [args, errors] of [
    [['--connector-port', 'x'], /--connector-port must be a number from 0 to 65535/],
    [['--connector-port', '65536'], /--connector-port must be/],
    [[
      '--connector-port', String((taken.address() as AddressInfo).port)
    ], /the port is taken: give another one with --connector-port/],
    [['--connector-token', 'short'], /token has 5 characters: use at least 16/], [
      ['--connector-token', '${NONE}'], /--connector-token: set the environment variable NONE/
    ]
  ] as const) {
    t.match(await bot(['chat', 'http://127.0.0.1:2', ...args]), { code: 2, output: '', errors },
      args.join(' '))
  }
  t.throws(() => cannotListen('--port', Object.assign(new Error('not permitted'),
    { syscall: 'listen', code: 'EACCES' })), { message: 'cannot listen there: not permitted' })
  t.end()
})

t.test('play: what is pushed to the printed URL is in the conversation of the page', async t => {
  const { url, received } = await answering(t, {})
  const main = fileURLToPath(new URL('dist/lib/cli/main.js', repository))
  const child = spawn(process.execPath, [
    main, 'play', url, '--port', '0', '--connector-token', 'a-token-of-this-test', '--chaos', 'duplicate:1', '--seed',
    '5'
  ])
  t.teardown(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const printed = String((await lines.next()).value)
  const address = new URL('/', printed).href
  const cookie = (await fetch(printed, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? ''
  const connector = connectorIn(String((await lines.next()).value))
  t.strictSame(connector, { url: `${address}connect/v1`, token: 'a-token-of-this-test' })
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', cookie }
  const { id } = await (await fetch(`${address}conversations`,
    { method: 'POST', headers, body: '{}' })).json() as { id: string }
  const said = await (await fetch(`${address}conversations/${id}/say`,
    { method: 'POST', headers, body: '{"text":"hi"}' })).json()
  t.match(said, {
    turns: [{ logs: [{ code: 'W_CHAOS', message: /^chaos \(seed 5\)/ }, {}], calls: [{}, { purpose: 'duplicate' }] }]
  })
  t.equal(await push(connector, idIn(received[0] as Received), text('ready')), 201)
  t.match(await (await fetch(`${address}conversations/${id}`, { headers: { cookie } })).json(),
    { pushed: [{ after: 1, messages: [text('ready')] }] })
})

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
