import t from 'tap'
import { isError, showFindings } from '../../lib/cli/show/findings.ts'
import { answering, bot, webhook } from '../support/cli.ts'

t.test('one call: what was sent, and the answer in words', async t => {
  const { url, received } = await answering(t, {
    replies: [{ type: 'text', content: '**Sunny**', markdown: true }],
    conversation: { memory: { city: 'Lyon', n: 1 } }
  })
  const file = `${t.testdir({ 'memory.json': '{"city":"Paris","x":1}' })}/memory.json`
  const { code, output, errors } = await bot([
    'send', `${url}/hook`, '--text', 'and in Lyon?', '--skill', 'get-weather', '--intent', 'ask-weather', '--entity',
    'location=Lyon', '--memory', file, '--protocol-version', '2018', '--language', 'fr'
  ])
  t.match(output,
    /^200 in \d+ ms\n\*\*Sunny\*\*\n {2}memory \+ \/n 1\n {2}memory - \/x\n {2}memory ~ \/city "Paris" -> "Lyon"\n$/)
  t.strictSame({ code, errors }, { code: 0, errors: '' })
  t.equal(received.length, 1)
  t.match(received[0], { method: 'POST', url: '/hook' })
  t.match(JSON.parse(received[0]?.body ?? ''), {
    action_id: String,
    conversation: { skill: 'get-weather', language: 'fr', memory: { city: 'Paris', x: 1 } },
    nlp: { source: 'and in Lyon?', intents: [{ slug: 'ask-weather' }], entities: { location: [{ raw: 'Lyon' }] } }
  })
})

t.test('without options: an empty sentence, and no skill', async t => {
  const { url, received } = await answering(t, '{}')
  t.match(await bot(['send', url]), { code: 0, output: /^200 in \d+ ms\n$/ })
  t.match(JSON.parse(received[0]?.body ?? ''), { conversation: { skill: null, memory: {} }, nlp: { source: '' } })
})

t.test('a call that failed, and replies that would be lost', async t => {
  const { url, received } = await webhook(t, (response, { url }) => {
    if (url === '/500') return response.writeHead(500).end('Oh\x1b[2J')
    response.end(JSON.stringify({ replies: [{ type: 'text', content: '' }, { type: 'text', content: 'fine' }] }))
  })
  t.match(await bot(['send', `${url}/500`]),
    { code: 1, output: /^500 in \d+ ms\nerror: answered with status 500.*Oh\\x1b\[2J\n$/, errors: '' })
  t.match(await bot(['send', url]),
    { code: 1, output: /^200 in \d+ ms\n\(an empty text\)\nfine\nerror: reply \/0\/content: .*; .*\n$/ })
  t.match(await bot(['send', 'http://127.0.0.1:2']),
    { code: 1, output: /^error: no answer from http:\/\/127\.0\.0\.1:2: .*\n$/ })
  t.equal(received.length, 2, 'nothing is reported')
})

t.test('--json: all that is known, for programs, and harmless', async t => {
  const { url } = await answering(t,
    { replies: [{ type: 'text', content: 'a\u009bb\u202ec' }], conversation: { memory: { a: 1 } } })
  const { code, output } = await bot(['send', url, '--json'])
  t.equal(code, 0)
  t.notMatch(output, /[\u009b\u202e]/)
  const replies = [{ type: 'text', content: 'a\u009bb\u202ec' }]
  t.match(JSON.parse(output), {
    ok: true,
    request: { method: 'POST' },
    response: { status: 200, json: { replies } },
    problem: null,
    findings: [],
    replies,
    memory: { a: 1 },
    changes: { added: { '/a': 1 } }
  })
  const failed = await bot(['send', 'http://127.0.0.1:2', '--json'])
  t.match(failed, { code: 1, errors: '' })
  t.match(JSON.parse(failed.output), { ok: false, response: null, problem: { kind: 'unreachable' }, replies: [] })
})

t.test('a warning of the reply lint is shown, and no failure', t => {
  const finding = {
    code: 'X', severity: 'warning' as const, path: '/0', message: 'the title is long', fix: 'cut it', channels: []
  }
  t.strictSame(showFindings([finding]), [[{ style: 'dim', text: 'warning: reply /0: the title is long; cut it' }]])
  t.notOk(isError(finding))
  t.end()
})

t.test('an entity is given in words, or with all of its fields as JSON', async t => {
  const { url, received } = await answering(t, '{}')
  await bot([
    'send', url, '--entity', 'number=5', '--entity', 'location={"raw":"Paris","lat":48.85}', '--entity',
    'dish=[{"value":"soup"},{"value":"fish"}]'
  ])
  t.match(JSON.parse(received[0]?.body ?? '').nlp.entities, {
    number: [{ raw: '5', scalar: 5 }],
    location: [{ raw: 'Paris', lat: 48.85 }],
    dish: [{ value: 'soup' }, { value: 'fish' }]
  })
  for (const entity of ['a={b', 'a=[]', 'a=[5]']) {
    t.match(await bot(['send', url, '--entity', entity]),
      { code: 2, errors: /the entity a looks like JSON/ })
  }
})

t.test('an answer of another API is no success', async t => {
  const { url } = await answering(t, { success: true })
  t.match(await bot(['send', url]), { code: 1, output: /neither replies nor conversation, but success/ })
})

t.test('a memory that is nested too deeply is refused', async t => {
  const { url } = await answering(t, {})
  const file = `${t.testdir({ 'memory.json': '{"a":'.repeat(5000) + '1' + '}'.repeat(5000) })}/memory.json`
  for (const command of ['send', 'check']) {
    t.match(await bot([command, url, '--memory', file]),
      { code: 2, errors: /nested deeper than 62 levels/ })
  }
})
