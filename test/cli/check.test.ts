import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { showProgress } from '../../lib/cli/show/progress.ts'
import { roger, sound } from '../support/check.ts'
import { answering, bot, collecting, webhook, withoutStyles } from '../support/cli.ts'
import { repository } from '../support/repository.ts'

t.test('a sound webhook: a score card, and exit code 0', async t => {
  const { url } = await sound(t, ({ headers, url }) =>
    url === '/' && headers.authorization !== 'Bearer a-token-of-mine' ? { status: 401, body: {} } : undefined)
  const { code, output, errors } = await bot(['check', url, '--bearer', '${TOKEN}', '--seed', '5'], [],
    { TOKEN: 'a-token-of-mine' })
  t.strictSame({ code, errors }, { code: 0, errors: '' })
  t.match(output, new RegExp(
    `^${url}\n\\d+ calls in \\d+\\.\\d s, p50 \\d+ ms, p99 \\d+ ms; skill greetings; seed 5\n\nanswer   14 passed\n`
  ))
  t.match(output, /\n\d+ passed, 0 failed, 0 warned, 0 with advice, 14 not checked, 0 skipped\n$/)
  t.notMatch(output, 'a-token-of-mine')
})

t.test('findings: each with its request, the answer and the fix, in 80 columns', async t => {
  const { url } = await sound(t, ({ json, memory }) => json && {
    body: {
      replies: [{ type: 'text', content: '' }, { type: 'text', content: '\u001b[2J' }],
      word: 'x'.repeat(400),
      conversation: { memory: { ...memory, checkCount: '7' } }
    },
    headers: { server: 'thing/1.0' }
  })
  const { code, output } = await bot([
    'check', url, '--skill', 'one', '--skill', 'two', '--skip', 'body', '--requests', '499', '--concurrency', '5'
  ])
  t.equal(code, 1)
  t.match(output, /skills one, two/)
  t.match(output,
    /\nreply {4}40 passed, 1 failed, 13 not checked\n {9}FAIL reply-text-empty: the content of this text is empty, and the\n {9}platform refuses that, \d+ times\n {9}not checked: 13 rules \(no channel was named\)\n/)
  t.match(output,
    /\n1\. FAIL reply-text-empty the content of this text is empty, and the platform\n {3}refuses that, \d+ times\n {3}saw {6}the content of this text is empty, and the platform refuses that \(at\n {12}\/replies\/0\/content; skill one, two\)\n/)
  t.match(output, /\n {3}request {2}curl -i -X POST 'http:.*' \\\n {3}-H 'accept: application\/json' \\\n/)
  t.match(output, /\n {3}request {2}as in 1\n/)
  t.match(output, /WARN auth-open/)
  t.match(output, /NOTE advice-version/)
  t.notMatch(output, /\u001b/) // eslint-disable-line no-control-regex
  t.strictSame(output.split('\n').filter(line => line.length > 80), [])
})

t.test('more than five skills, and findings without one', async t => {
  const { url } = await sound(t, ({ json, url }) =>
    url === '/errors' ? { status: 404, body: {} } : json && { body: { replies: [{ type: 'text', content: '' }] } })
  const { output } = await bot(['check', url, ...['a', 'b', 'c', 'd', 'e', 'f'].flatMap(skill =>
    ['--skill', skill]), '--only', 'reply', '--only', 'errors'])
  t.match(output, /skill a, b,\s+c, d, e and more\)/)
  t.match(output, /saw {6}status 404\n/)
  t.notMatch(output, /\nmemory/)
})

t.test('two findings of one rule: what they have in common is told once', async t => {
  const { url } = await sound(t, ({ json, memory, conversation: { skill } }) =>
    json && { ...roger(memory), status: skill === 'one' ? 201 : 202 })
  const { output } = await bot(['check', url, '--skill', 'one', '--skill', 'two', '--only', 'answer'])
  t.match(output, /WARN answer-status: .*, and 1 more\n/)
  t.match(output, /\n2\. WARN answer-status[^]*\n {3}expected as in 1\n[^]*\n {3}fix {6}as in 1\n/)
})

t.test('the reports for machines, and what fails', async t => {
  const { url } = await sound(t)
  const json = await bot(['check', url, '--report', 'json', '--fail-on', 'error'])
  t.equal(json.code, 0)
  t.match(JSON.parse(json.output), { version: 1, url, findings: [{ rule: 'auth-open' }] })
  const sarif = await bot(['check', url, '--report', 'sarif', '--errors-url', 'off'])
  t.equal(sarif.code, 1)
  t.match(JSON.parse(sarif.output), { version: '2.1.0', runs: [{ results: [{ ruleId: 'auth-open' }] }] })
  const junit = await bot(['check', url, '--report', 'junit', '--errors-url', `${url}/errors`])
  t.match(junit.output,
    /^<\?xml .*<failure message="an answer to a call without credentials" type="warning">.*<\/testsuites>\n$/s)
  t.match(await bot(['check', url, '--report', 'html', '--fail-on', 'error']),
    { code: 0, output: /^<!doctype html>[^]*auth-open/i })
  t.match((await bot(['check', url, '--report', 'junit', '--fail-on', 'error'])).output,
    /name="auth-open: Not anyone may call" classname="bot-webhook.check.auth" time="0"\/>/)
})

t.test('a bot file, a method, channels and a memory', async t => {
  const { url, received } = await sound(t, ({ json, memory }) => json && roger(memory))
  const folder = t.testdir({
    'bot.json': JSON.stringify({
      name: 'a', languages: ['en'], skills: { hello: { actions: [{ webhook: '/hello' }] } }
    }),
    'memory.json': '{"city":"Paris"}'
  })
  const { code } = await bot([
    'check', url, '--bot', `${folder}/bot.json`, '--memory', `${folder}/memory.json`, '--method', 'PUT', '--channel',
    'slack', '--only', 'answer', '--protocol-version', '2019', '--language', 'fr', '--timeout', '9000'
  ])
  t.equal(code, 0)
  t.match(received[0], { method: 'PUT', url: '/hello' })
  t.match(JSON.parse(received[0]?.body ?? ''),
    { qna: {}, conversation: { skill: 'hello', language: 'fr', memory: { city: 'Paris' } } })
})

t.test('what cannot be checked: exit code 2, and why', async t => {
  const wrong: Array<[args: string[], why: RegExp]> = [
    [[], /give the URL of a webhook/],
    [['bot.yml'], /`bot.yml` is no URL.*--bot/],
    [['http://127.0.0.1:2'], /cannot check http:\/\/127\.0\.0\.1:2: nothing listens there/],
    [['http://x', '--report', 'pdf'], /--report must be one of text, json, junit, sarif/],
    [['http://x', '--fail-on', 'advice'], /--fail-on must be error or warning/],
    [['http://x', '--method', 'TRACE'], /--method must be one of/],
    [['http://x', '--seed', 'x'], /--seed must be a whole number/],
    [['http://x', '--only', 'memori'], /did you mean memory\?/],
    [['http://x', '--channel', 'pigeon'], /option channels has 'pigeon', which is no channel/],
    [['http://x', '--skil', 'a'], /did you mean --skill\?/]
  ]
  for (const [args, why] of wrong) {
    const { code, output, errors } = await bot(['check', ...args])
    t.strictSame({ code, output }, { code: 2, output: '' }, args.join(' '))
    t.match(errors, why)
  }
})

t.test('progress is shown on a terminal only, and wiped', async t => {
  const errors = Object.assign(collecting(), {})
  const terminal = Object.assign(errors.stream, { isTTY: true })
  const { show, clear } = showProgress({ errors: terminal })
  show({ done: 3, total: 90, doing: 'an empty memory\u001b[2J'.padEnd(200, '!') })
  clear()
  const [, shown = '', wiped = ''] = errors.text().split('\r')
  t.match(shown, /^3 of about 90 calls: an empty memory\\x1b/)
  t.equal(shown.length, 76)
  t.equal(wiped.trim(), '')
  const quiet = collecting()
  showProgress({ errors: quiet.stream }).show({ done: 1, total: 2, doing: 'x' })
  showProgress({ errors: quiet.stream }).clear()
  t.equal(quiet.text(), '')
})

t.test('Ctrl-C prints what is known so far', async t => {
  const fifth = new EventEmitter()
  let calls = 0
  const { url } = await webhook(t, response => {
    if (++calls < 5) response.end('{"replies":[{"type":"text","content":""}]}')
    else fifth.emit('come')
  })
  const program = fileURLToPath(new URL('dist/lib/cli/main.js', repository))
  const child = spawn(process.execPath, [program, 'check', url], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', data => { output += data })
  await once(fifth, 'come')
  child.kill('SIGINT')
  t.strictSame(await once(child, 'close'), [1, null])
  t.match(withoutStyles(output), /then it was interrupted/)
  t.match(output, /FAIL reply-text-empty/)
  t.match(output, /not checked: .* \(the check was interrupted\)/)
})

t.test('the limit, and a server that was gone, are told', async t => {
  const { url } = await answering(t, {})
  t.match(await bot(['check', url, '--requests', '3', '--only', 'input']),
    { code: 0, output: /3 calls in .*, then the limit was reached/ })
  const gone = await webhook(t, (response, { body }) => {
    if (!body.includes(
      '"entities":{}'
    )) response.setHeader('content-type', 'application/json').end('{}'); else response.socket?.destroy()
  })
  t.match((await bot(['check', gone.url, '--only', 'input'])).output,
    /FAIL input-entity-missing.*\n {3}answer {3}the connection was closed/s)
})
