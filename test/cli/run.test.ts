import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { commands } from '../../lib/cli/commands.ts'
import { run } from '../../lib/cli/run.ts'
import { answering, bot } from '../support/cli.ts'
import { repository } from '../support/repository.ts'

const { version } = createRequire(import.meta.url)('fastify-bot-webhook/package.json')

t.test('help: what there is, and each command with all its options', async t => {
  const { output, code } = await bot(['help'])
  t.equal(code, 0)
  for (const args of [['--help'], ['-h']]) t.strictSame(await bot(args), { code: 0, output, errors: '' })
  for (const [name, { load, description: answers }] of commands) {
    t.match(output, new RegExp(`^  ${name} +${answers}$`, 'm'))
    const { usage, flags } = await load()
    t.match(usage, new RegExp(`^${name} `))
    const help = await bot(['help', name])
    t.match(help, { code: 0, output: `bot-webhook ${usage}` })
    for (const flag of Object.keys(flags)) t.match(help.output, new RegExp(`^  --${flag} .*\\w`, 'm'))
    for (const args of [[name, '--help'], [name, '-h'], [name, 'http://example.com', '--help']]) {
      t.strictSame(await bot(args), help)
    }
    t.ok(help.output.split('\n').every(line => line.length < 130))
  }
})

t.test('the version is that of the package', async t => {
  t.strictSame(await bot(['--version']), { code: 0, output: `${version}\n`, errors: '' })
})

t.test('a wrong call is told in a line, with what was probably meant, and nothing is done', async t => {
  const { url, received } = await answering(t, {})
  const wrong = async (args: string[], errors: string | RegExp, env = {}) => {
    const ran = await bot(args, ['hello'], env)
    t.match(ran, { code: 2, output: '', errors }, args.join(' '))
    t.notMatch(ran.errors, 'secret')
  }
  await wrong([], /give a command\n\nbot-webhook <command>/)
  await wrong(['chta', url], 'bot-webhook: there is no command `chta`: did you mean chat?\n')
  await wrong(['help', 'snd'], 'did you mean send?')
  await wrong(['constructor'], 'there is no command `constructor`: there are init, dev, test, chat')
  await wrong(['x\x1b[2J'], 'there is no command `x\\x1b[2J`')
  for (const command of ['chat', 'send']) {
    await wrong([command, url, '--heder', 'a: b'], 'bot-webhook: there is no option --heder: did you mean --header?\n')
    await wrong([command, url, '--constructor', 'x'], 'there is no option --constructor\n')
    await wrong([command, url, '-x'], 'there is no option -x\n')
    await wrong([command, url, '--protocol-version'], /--protocol-version.* argument missing/)
    await wrong([command, url, 'another'], '`another` is one argument too many')
    await wrong([command, url, '--protocol-version', '2016'], '--protocol-version must be one of 2017, 2018, 2019')
    for (const timeout of ['0', '1.5', 'soon', '99999999999']) {
      await wrong([command, url, '--timeout', timeout],
        '--timeout must be a whole number of milliseconds')
    }
    await wrong([command, url, '--memory', 'no-such-file.json'], '--memory no-such-file.json: there is no such file')
    await wrong([command, url, '--memory', 'README.md'], '--memory README.md: Unexpected token')
    await wrong([command, url, '--memory', 'test/fixtures/conversations/example-bot.json'], 'this is no JSON object')
    await wrong([command], 'bot-webhook: give ')
    await wrong([command, 'localhost:5000'], 'did you mean http://localhost:5000?')
    await wrong([command, '127.0.0.1:5000/hook'], 'did you mean http://127.0.0.1:5000/hook?')
    await wrong([command, 'http://user:secret@127.0.0.1:5000'], /must not hold credentials/)
    await wrong([command, url, '--basic', 'a:b', '--bearer', 'c'], 'only one of --basic and --bearer')
    await wrong([command, url, '--header', 'secret'], /--header must be of the form 'Name: value'\n/)
    await wrong([command, url, '--header', 'a b: secret'], /names that a header can have/)
    await wrong([command, url, '--basic', 'ada'], /a password, and nobody can be asked/)
    for (const given of [
      ['--bearer', '${TOKEN}'], ['--basic', 'ada:${TOKEN}'], ['--header', 'a: ${TOKEN}']
    ]) {
      await wrong([command, url, ...given], `${given[0]}: set the environment variable TOKEN`)
    }
  }
  await wrong(['chat', 'examples/bot.yaml'], 'cannot read examples/bot.yaml: there is no such file')
  await wrong(['chat', url, '--url', url], '--url is for a bot file')
  await wrong(['chat', 'examples/bot.yml', '--skill', 'help'], '--skill is for a URL')
  await wrong(['chat', 'examples/bot.yml', '--url', 'ftp://example.com'],
    'option url must be a URL that starts with http')
  await wrong(['send', 'examples/bot.yml'], '`examples/bot.yml` is no URL')
  await wrong(['send', url, '--entity', 'Paris'], 'an entity is given as name=words, not as `Paris`')
  t.strictSame(received, [])
})

t.test('all mistakes of a bot file are told, each with its place alone on a line', async t => {
  const dir = t.testdir({
    'bot.yml': 'name: \x1b[2Jbot\nlanguages: [en]\nskils: {}\nskills:\n  help:\n    actions:\n      - mesage: hi\n'
  })
  const { code, output, errors } = await bot(['chat', `${dir}/bot.yml`])
  t.strictSame({ code, output }, { code: 2, output: '' })
  const lines = errors.trimEnd().split('\n')
  t.ok(lines.length > 0)
  for (const line of lines) t.match(line, /^\S.*bot\.yml:\d+:\d+ /)
  t.notMatch(errors, '\x1b')
})

t.test('credentials and headers are sent as they are meant', async t => {
  const { url, received } = await answering(t, { replies: [] })
  const env = { USER_PASSWORD: 'pass:word', TOKEN: 'token-1' }
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
  const sent = async (...args: string[]) => {
    t.match(await bot(['send', url, ...args], [], env), { code: 0 })
    return received.at(-1)?.headers ?? {}
  }
  t.match(await sent('--basic', 'ada:pass:word'), { authorization: basic('ada:pass:word') })
  t.match(await sent('--basic', 'ada:${USER_PASSWORD}'),
    { authorization: basic('ada:pass:word') })
  t.match(await sent('--bearer', '${TOKEN}'),
    { authorization: 'Bearer token-1' })
  t.match(await sent('--header', 'X-Key: ${TOKEN}', '--header', 'x-other:a: b'),
    { 'x-key': 'token-1', 'x-other': 'a: b' })
  const { output } = await bot(['send', url, '--bearer', 'token-2', '--header', 'X-Api-Key: token-3', '--json'])
  t.notMatch(output, /token-[23]/, 'and are not shown')
})

/** The program as a process of its own. */
async function program (args: string[], input: string, options: { hangUp?: boolean } = {}) {
  const main = fileURLToPath(new URL('dist/lib/cli/main.js', repository))
  const child = spawn(process.execPath, [...process.execArgv, main, ...args])
  let output = ''
  let errors = ''
  child.stdout.on('data', chunk => { output += String(chunk) })
  child.stderr.on('data', chunk => { errors += String(chunk) })
  if (options.hangUp) child.stdout.destroy()
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  return { code, output, errors }
}

t.test('as a program: lines from a pipe, replies to one, trouble to the other, and the exit code', async t => {
  const { url } = await answering(t, { replies: [{ type: 'text', content: 'Roger that' }] })
  t.match(await program(['chat', url], 'hello\nagain'), { code: 0, output: 'Roger that\nRoger that\n', errors: '' })
  t.match(await program(['chat', 'http://127.0.0.1:2', '--errors-url', 'off'], 'hello\n'),
    { code: 1, output: '', errors: /^error: POST http:\/\/127\.0\.0\.1:2 failed \(unreachable\)[^\n]*\n$/ })
  t.match(await program(['chat', url, '--urrl', 'x'], 'hello\n'),
    { code: 2, output: '', errors: /did you mean --url\?/ })
})

t.test('as a program: whoever reads the output may go', async t => {
  const { url } = await answering(t, { replies: [{ type: 'text', content: 'Roger that' }] })
  const { code, errors } = await program(['chat', url], 'hello\n'.repeat(100), { hangUp: true })
  t.equal(code, 1)
  t.equal(errors, '', 'without a word')
})

t.test('a fault of our own is not hidden', async t => {
  const output = new Writable()
  output.write = () => { throw new TypeError('a fault') }
  await t.rejects(run(['help'], { input: Readable.from([]), output, errors: output, env: {} }),
    new TypeError('a fault'))
})
