import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import t from 'tap'
import { build } from '../../examples/example-bot.ts'
import { slashCommandNames } from '../../lib/cli/chat/slash-commands.ts'
import { replay } from '../../lib/testing/index.ts'
import { answering, bot, webhook } from '../support/cli.ts'
import { listen } from '../support/app.ts'

const botFile = 'examples/bot.yml'
const text = (content: string) => ({ replies: [{ type: 'text', content }] })

async function exampleBot () {
  const app = await build()
  t.teardown(() => app.close())
  return { app, url: `http://127.0.0.1:${await listen(app)}` }
}

t.test('lines of a pipe: replies and nothing else, a button by its number or its title', async t => {
  const { url } = await exampleBot()
  const { code, output, errors } = await bot(['chat', botFile, '--url', url],
    ['hello', '', '  what is the weather like  ', '2', 'qwertz', 'In Paris', '7'])
  t.equal(output, `Roger that
Which city?
  1. Paris (says: Weather in Paris)
  2. Lyon (says: Weather in Lyon)
Lyon: sunny, 19 degrees.
I did not understand that. Shall I tell you the weather?
  1. Yes (says: What is the weather like?)
  2. In Paris (says: Weather in Paris)
Paris: cloudy, 14 degrees.
I did not understand that. Shall I tell you the weather?
  1. Yes (says: What is the weather like?)
  2. In Paris (says: Weather in Paris)
`)
  t.strictSame({ code, errors }, { code: 0, errors: '' })
})

t.test('a plain webhook: what is said goes there as it is, with the skill that was set', async t => {
  const { url, received } = await answering(t, text('ok'))
  const { output, errors, code } = await bot([
    'chat', `${url}/hook`, '--skill', 'first', '--protocol-version', '2019', '--language', 'fr', '--header', 'x-a: b'
  ], [
    'un', '/skill', '/skill second city=Paris city="New York"', 'deux', 'trois', '/skill city=Lyon', 'quatre', '/skill',
    '/say /quit', '/say 5', '/quit', 'never said'
  ])
  t.equal(code, 0)
  t.equal(output, 'ok\nthe last sentence went to first\nthe next call has skill first\nok\nok\nok\nthe last sentence ' +
    'went to second\nthe next call has skill second\nok\nok\n')
  t.equal(errors, 'the next call has skill second and city\nthe next call has skill second and city\n')
  const bodies = received.map(({ body }) => JSON.parse(body))
  t.strictSame(bodies.map(({ conversation, nlp }) => [conversation.skill, nlp.source]), [
    ['first', 'un'], ['second', 'deux'], ['second', 'trois'], ['second', 'quatre'], ['second', '/quit'], ['second', '5']
  ])
  t.match(bodies[1].nlp.entities, { city: [{ raw: 'Paris' }, { raw: 'New York' }] })
  t.strictSame(bodies[2].nlp.entities, {}, 'for one sentence only')
  t.match(bodies[3].nlp.entities, { city: [{ raw: 'Lyon' }] })
  t.match(received[0], { url: '/hook', headers: { 'x-a': 'b' } })
  t.match(bodies[0], { qna: {}, conversation: { language: 'fr' } })
})

t.test('/skill - : plain calls without one', async t => {
  const { url, received } = await answering(t, {})
  const { output, errors } = await bot(['chat', url], ['/skill', '/skill shop', 'a', '/skill -', 'b'])
  t.equal(output, 'the next call has no skill\n')
  t.equal(errors, 'the next call has skill shop\nthe next call has no skill\n')
  t.strictSame(received.map(({ body }) => JSON.parse(body).conversation.skill), ['shop', null])
})

t.test('/skill with a bot file: for the next sentence, whatever its triggers', async t => {
  const { url } = await exampleBot()
  const { output, errors, code } = await bot(['chat', botFile, '--url', url], [
    '/skill', '/skill get-weather location=Lyon', 'anything', 'hello', '/skill get-wether', '/skill =x',
    '/skill help me'
  ])
  t.equal(output, 'the bot has small-talk, get-weather, send-report, forget-all, to-french, to-english, help\nLyon: ' +
    'sunny, 19 degrees.\nRoger that\n')
  t.match(errors,
    /next sentence is understood so\nthe bot has no skill get-wether: did you mean `get-weather`\?\nan entity is given as name=words.*\n\/skill takes one name/)
  t.equal(code, 1)
})

t.test('buttons: links are told, skills are run, and of two with one title each says its own', async t => {
  const { url, received } = await answering(t, {
    replies: [{
      type: 'buttons',
      content: {
        title: 'Which?',
        buttons: [
          { type: 'postback', title: 'Order', value: 'order 1' }, {
            type: 'postback', title: 'Order', value: 'order 2'
          }, { type: 'web_url', title: 'Look', value: 'https://example.com' },
          { type: 'trigger_skill', title: 'Help', value: 'help-me' }, { type: 'postback', title: 'One', value: 'one' }
        ]
      }
    }]
  })
  const { code, errors } = await bot(['chat', url],
    ['hi', '1', '2', 'Order', '3', '4', 'Help', 'One', '/skill shop', 'One', '4', '6', '0'])
  t.strictSame(received.map(({ body }) => [JSON.parse(body).conversation.skill, JSON.parse(body).nlp.source]), [
    [null, 'hi'], [null, 'order 1'], [null, 'order 2'], [null, 'order 1'], ['help-me', 'help-me'],
    ['help-me', 'help-me'], [null, 'one'], ['shop', 'one'], ['help-me', 'help-me'], ['shop', '6'], ['shop', '0']
  ])
  t.match(errors, 'Look leads to https://example.com: nothing is sent to the bot\n')
  t.equal(code, 0)
})

t.test('/memory, /language and /json', async t => {
  const { url, received } = await answering(t, { replies: [], conversation: { memory: { a: 1, 'b\u009b': '\x1b' } } })
  const file = `${t.testdir({ 'memory.json': '{"start": true}' })}/memory.json`
  const { output, errors, code } = await bot(['chat', url, '--memory', file, '--bearer', 'secret-1'], [
    '/memory', '/json', 'hi', '/memory', '/memory {"city": "Paris"}', '/memory', '/language', '/language fr',
    '/language', 'salut', '/json', '/memory [1]', '/memory {', '/language French'
  ])
  t.equal(code, 1)
  t.match(output, '{\n  "start": true\n}\n{\n  "a": 1,\n  "b\\u009b": "\\u001b"\n}\n{\n  "city": "Paris"\n}\nen\nfr\n')
  t.match(JSON.parse(received[1]?.body ?? ''), { conversation: { memory: { city: 'Paris' }, language: 'fr' } })
  t.match(output, `POST ${url}\n`)
  t.match(output, /^authorization: \*\*\*$/m)
  t.match(output, /^ {4}"language": "fr",$/m, 'the request')
  t.match(output, /^200 in \d+ ms$/m)
  t.notMatch(output + errors, 'secret-1')
  t.match(errors,
    /^no webhook was called yet\n.*remembers that now.*\n.*goes on in fr\n\/memory takes a JSON object.*\nthis is no JSON: .*\n\/language takes an ISO 639-1 code/m)
})

t.test('/language with a bot file tells when the bot does not speak it', async t => {
  const { output, errors } = await bot(['chat', botFile], ['/language', '/language de', '/language fr', '/language'])
  t.equal(output, 'not known before the first sentence\nfr\n')
  t.equal(errors, 'the conversation goes on in de, but the bot speaks en, fr\nthe conversation goes on in fr\n')
})

t.test('/json of a call without an answer, of GET, and of an answer that is long or no JSON', async t => {
  const { url } = await webhook(t,
    (response, { method }) => response.end(method === 'GET' ? '{}' : `<p>\x1b[2J</p>\n${'line\n'.repeat(1000)}`))
  const dir = t.testdir({
    'bot.yml': 'name: b\nlanguages: [en]\nskills:\n  all:\n    actions:\n      - webhook: { url: /, method: GET ' +
      '}\nfallback: all\n'
  })
  t.match(await bot(['chat', `${dir}/bot.yml`, '--url', url], ['hi', '/json']),
    { code: 0, output: new RegExp(`^GET ${url}/\naccept: application/json\n\n200 in `) })
  const { output } = await bot(['chat', url], ['hi', '/json'])
  t.match(output, '<p>\\x1b[2J</p>\nline\n')
  t.match(output, /\nline\n\.\.\. and 501 lines more\nerror: the answer is no JSON, it looks like HTML/)
  t.match(await bot(['chat', 'http://127.0.0.1:2'], ['hi', '/json']),
    { output: /^POST http:\/\/127\.0\.0\.1:2\n[^]*\n\nerror: no answer from/ })
})

t.test('/lang suggests /language', async t => {
  const { url } = await answering(t, {})
  t.match(await bot(['chat', url], ['/lang fr']), {
    code: 1, errors: 'there is no command /lang: did you mean `/language`?\n'
  })
})

t.test('/undo and /restart', async t => {
  const { url, received } = await webhook(t, (response, { body }) => {
    const { conversation: { memory }, nlp: { source } } = JSON.parse(body)
    response.end(JSON.stringify({
      ...text(`heard ${source}`), conversation: { memory: { ...memory, [source]: true } }
    }))
  })
  const { output, errors, code } = await bot(['chat', url], [
    '/undo', 'a', 'b', 'c', '/undo', '/memory', '/undo 2', '/memory', 'd', '/undo 5', '/undo x', '/restart', '/memory',
    'e'
  ])
  t.equal(output, 'heard a\nheard b\nheard c\nheard b\n{\n  "a": true,\n  "b": true\n}\n{}\nheard d\n{}\nheard e\n')
  t.equal(errors, 'there is nothing to undo\nback after turn 2: b\nback at the beginning\nonly 1 can be ' +
    'undone\n/undo takes a number of turns\na new conversation\n')
  t.equal(code, 1)
  const ids = received.map(({ body }) => JSON.parse(body).conversation.id)
  t.equal(new Set(ids.slice(0, -1)).size, 1)
  t.not(ids.at(-1), ids[0], 'another conversation')
})

t.test('/undo brings the buttons back, after which they can be pressed', async t => {
  const { url } = await exampleBot()
  const { output } = await bot(['chat', botFile, '--url', url], ['what is the weather like', '1', '/undo', '2'])
  t.match(output, /^Which city\?\n.*\n.*\nParis: .*\nWhich city\?\n.*\n.*\nLyon: sunny, 19 degrees\.\n$/)
})

t.test('/save: a transcript that replays, with what was changed before the first turn', async t => {
  const { app, url } = await exampleBot()
  const file = `${t.testdir({})}/said.json`
  const { errors, code } = await bot(['chat', botFile, '--url', url], [
    '/memory {"city": "Brest"}', '/language en', 'what is the weather like', 'qwertz', 'Yes',
    '/skill get-weather location=Lyon', 'anything', `/save ${file}`, `/save ${file}`
  ])
  t.equal(code, 0)
  t.match(errors, `4 turns are in ${file}\n4 turns are in ${file}\n`)
  t.equal(statSync(file).mode & 0o777, 0o600)
  const transcript = JSON.parse(await readFile(file, 'utf8'))
  t.match(transcript, {
    bot: botFile,
    language: 'en',
    memory: { city: 'Brest' },
    turns: [
      { line: 'what is the weather like' }, {}, { line: { click: 'Yes' } },
      { line: { say: 'anything', skill: 'get-weather' } }
    ]
  })
  t.match(await replay(app, file), { same: true, differences: [] })
})

t.test('/save tells what a replay cannot do, and never writes over anything else', async t => {
  const { url } = await answering(t, text('ok'))
  const dir = t.testdir({ 'other.json': '{}', 'other.txt': 'text' })
  const { errors, output, code } = await bot(['chat', url], [
    'a', '/memory {}', '/language fr', 'b', '/memory {"x": 1}', `/save ${dir}/1.json`, '/undo 2', '/memory {"y": 2}',
    'c', `/save ${dir}/2.json`, '/restart', `/save ${dir}/3.json`,
    `/save ${dir}/other.json`, `/save ${dir}/other.txt`, '/save', `/save ${dir}/none/x.json`
  ])
  t.equal(code, 1)
  t.equal(output, 'ok\nok\nok\n')
  t.match(errors,
    `2 turns are in ${dir}/1.json\nwhat you changed by hand after turn 1, 2 is not: a replay will do otherwise there\n`)
  t.match(errors, new RegExp(`1 turns are in ${dir}/2.json\na new conversation\n0 turns are in ${dir}/3.json\n`))
  t.match(JSON.parse(await readFile(`${dir}/2.json`, 'utf8')), { memory: { y: 2 }, turns: [{ line: 'c' }] })
  t.strictSame(JSON.parse(await readFile(`${dir}/3.json`, 'utf8')), { turns: [] })
  for (const name of ['json', 'txt']) {
    t.match(errors,
    `${dir}/other.${name} is there already, and is no transcript: it is left as it is\n`)
  }
  t.match(errors, /\/save needs the name of a file behind it\nENOENT: .*none\/x\.json/)
  t.equal(await readFile(`${dir}/other.txt`, 'utf8'), 'text')
})

t.test('/save after /undo forgets what was changed in the turns that are gone', async t => {
  const { url } = await answering(t, text('ok'))
  const file = `${t.testdir({})}/1.json`
  const { errors } = await bot(['chat', url], ['a', '/memory {}', 'b', '/undo', '/undo', 'c', `/save ${file}`])
  t.notMatch(errors, 'by hand')
})

t.test('/help has all commands; a wrong one is told and not said to the bot', async t => {
  const { url, received } = await answering(t, {})
  const { output, errors, code } = await bot(['chat', url], ['/help', '/memry', '/x\x1b[2J', '/say', '/say   '])
  for (const name of [
    '/memory', '/skill', '/json', '/undo', '/restart', '/language', '/save', '/say', '/help', '/quit'
  ]) t.match(output, new RegExp(`^${name} .*\\w`, 'm'))
  t.match(errors,
    /^there is no command \/memry: did you mean `\/memory`\?\nthere is no command \/x\\x1b\[2J: .*\n\/say needs a text behind it\n\/say needs a text behind it\n$/)
  t.equal(code, 1)
  t.strictSame(received, [])
})

t.test('/why explains the last turn, or the one of that number', async t => {
  const { url } = await exampleBot()
  const { output, errors } = await bot(['chat', botFile, '--url', url],
    ['/why', 'weather in Paris', '/why', 'hello', '/why 1', '/why 7', '/wh', '/'])
  t.equal(output.match(/^the trigger of get-weather holds$/gm)?.length, 2)
  const names = slashCommandNames.map(name => `\`${name}\``).join(', ')
  t.equal(errors, `nothing was said yet
/why takes the number of a turn, from 1 to 2
there is no command /wh: did you mean \`/why\`?
there is no command /: there are ${names}
`)
})

t.test('a call that fails is shown, and the conversation goes on', async t => {
  const answers: Array<[status: number, body: string]> = [
    [500, '{"statusCode":500,"code":"FST_BOT_HANDLER_FAILED"}'], [200, '<!DOCTYPE html><p>Sorry\x1b[31m</p>'],
    [200, ''], [200, 'OK'], [200, '"{}"'], [200, '[]'], [200, '{"messages":[]}'], [302, ''],
    [200, '{"replies":[{"type":"text","content":""}]}'], [200, '{"replies":[{"type":"text","content":"fine"}]}']
  ]
  let next = 0
  const { url } = await webhook(t, (response, { url }) => {
    if (url === '/errors') return response.end()
    const [status, body] = answers[next++] ?? [200, '{}']
    response.writeHead(status, { location: 'https://example.com/' }).end(body)
  })
  const { code, output, errors } = await bot(['chat', url], answers.map((_, index) => `line ${index}`))
  t.equal(code, 1)
  t.equal(output, '(an empty text)\nfine\n')
  const told = errors.trimEnd().split('\n')
  const expected = [
    /failed \(status\).*500.*FST_BOT_HANDLER_FAILED/, /failed \(not-json\).*HTML: .*Sorry\\x1b\[31m/,
    /failed \(empty\)/, /failed \(not-json\).*OK/, /failed \(json-string\)/, /failed \(bad-shape\)/,
    /failed \(bad-shape\).*replies/, /failed \(redirect\).*example\.com/
  ]
  for (const [index, pattern] of expected.entries()) t.match(told[index], pattern)
  t.match(told.at(-1), /^warning: reply \/0\/content: .*empty/)
  t.notMatch(errors, '\x1b')
})

t.test('a webhook that is slow, hangs up or is not there', async t => {
  const { url } = await webhook(t, async (response, { url }) => {
    if (url === '/errors') return response.writeHead(404).end()
    if (url === '/cut') return response.destroy()
    await new Promise(resolve => setTimeout(resolve, 500))
    response.end(JSON.stringify(text('at last')))
  })
  const dir = t.testdir({
    'bot.yml': 'name: b\nlanguages: [en]\nskills:\n  all:\n    actions:\n      - webhook: /slow\n      - webhook: ' +
      '/cut\n      - message: still here\nfallback: all\n'
  })
  const slow = await bot(['chat', `${dir}/bot.yml`, '--url', url, '--timeout', '50'], ['a', 'b'])
  t.match(slow, {
    code: 1,
    output: 'still here\nstill here\n',
    errors: /\/slow failed \(timeout\): no answer within 50 ms\n[^]*\/cut failed \(unreachable\)/
  })
  t.match(slow.errors, /the report of it to .*\/errors failed, too: answered with status 404/)
  const there = await bot(['chat', `${url}/slow`, '--timeout', '5000'], ['a'])
  t.strictSame(there, { code: 0, output: 'at last\n', errors: '' })
  t.match(await bot(['chat', 'http://127.0.0.1:2', '--errors-url', `${url}/errors`], ['a']),
    { code: 1, errors: new RegExp(`ECONNREFUSED.*\nerror: the report of it to ${url}/errors failed`) })
})

t.test('skills that lead in a circle are told as a failure', async t => {
  const dir = t.testdir({
    'bot.json': JSON.stringify({
      name: 'b', languages: ['en'], skills: { all: { actions: [{ goto: 'all' }] } }, fallback: 'all'
    })
  })
  t.match(await bot(['chat', `${dir}/bot.json`], ['a']), {
    code: 1,
    output: '',
    errors: /^warning: .*circle of skills.*\n(?:.*\n)*?error: cut: this sentence has started 20 skills/
  })
})

t.test('the options of a bot file can be replaced', async t => {
  const { url, received } = await answering(t, text('ok'))
  const dir = t.testdir({
    'bot.yml': 'name: b\nlanguages: [en]\nwebhook: { url: "http://127.0.0.1:2", protocolVersion: "2017", headers: { ' +
      'a: file } }\nskills:\n  all:\n    actions: [{ webhook: /hook }]\nfallback: all\n',
    'memory.json': '{"a":1}'
  })
  const { code } = await bot([
    'chat', `${dir}/bot.yml`, '--url', url, '--protocol-version', '2018', '--header', 'A: option', '--memory',
    `${dir}/memory.json`
  ], ['hi'])
  t.equal(code, 0)
  t.match(received, [{ url: '/hook', headers: { a: 'option' } }])
  t.match(JSON.parse(received[0]?.body ?? ''), { action_id: String, conversation: { id: String, memory: { a: 1 } } })
})

t.test('what a line holds does not matter', async t => {
  const { url, received } = await answering(t, {})
  const lines = ['Ünï 漢字 👍', '{"a":1}', '--help', '12345678901234567890', 'constructor', `${'x'.repeat(100_000)}`]
  t.match(await bot(['chat', url], lines), { code: 0 })
  t.strictSame(received.map(({ body }) => JSON.parse(body).nlp.source), lines)
})
