import t from 'tap'
import { check, toJUnit, toSarif, type CheckOptions } from '../../lib/check/index.ts'
import { showReport } from '../../lib/cli/show/report.ts'
import { findingsOf, roger, sound } from '../support/check.ts'

const SECRET = 's3cr3t-of-the-bot'

t.test('a secret is known by where it came from, and stands in no report', async t => {
  const seen: string[] = []
  const echo = await sound(t, ({ url, headers, memory }) => {
    seen.push(String(headers.apikey ?? headers['x-own'] ?? new URL(url, 'http://x').searchParams.get('code')))
    return {
      body: { replies: [{ type: 'text', content: JSON.stringify({ url, headers }) }], conversation: { memory } }
    }
  })
  const cases: Array<Partial<CheckOptions>> = [
    { headers: { APIKey: SECRET } },
    { headers: { 'X-Own': SECRET } },
    { url: `${echo.url}?code=${SECRET}` },
    { url: `${echo.url}?code=\${KEY}`, env: { KEY: SECRET } }
  ]
  for (const options of cases) {
    const report = await check({ url: echo.url, only: ['answer', 'leak', 'auth'], errorsUrl: false, ...options })
    t.ok(seen.includes(SECRET), 'it is sent')
    const told = [report, toSarif(report), toJUnit(report), showReport(report)].map(part => JSON.stringify(part)).join()
    t.notMatch(told, SECRET, JSON.stringify(options))
    t.match(report.findings.map(({ rule }) => rule), ['auth-unchecked', 'leak-secret'], 'open, and said to be so')
  }
})

t.test('who may call is asked without what was given, in headers and in the query', async t => {
  const guarded = await sound(t, ({ url, headers, memory }) => {
    const { searchParams } = new URL(url, 'http://x')
    const open = headers.apikey === SECRET || searchParams.get('access') === SECRET + '12345678' ||
      searchParams.get('k') === 'abc'
    return open ? roger(memory) : { status: 401, body: {} }
  })
  for (const options of [
    { url: guarded.url, headers: { apikey: SECRET } }, { url: `${guarded.url}?access=${SECRET}12345678&v=2` },
    { url: `${guarded.url}?v=2&k=\${KEY}`, env: { KEY: 'abc' } }
  ]) {
    const report = await check({ ...options, only: ['auth'] })
    t.strictSame(report.findings.map(({ rule }) => rule), [], JSON.stringify(options))
    t.match(report.rules.filter(({ group }) => group === 'auth').map(({ id, result }) => [id, result]),
      [['auth-open', 'passed'], ['auth-unchecked', 'passed'], ['auth-wrong', 'passed']])
  }
  const careless = await sound(t,
    ({ url, memory }) => url.includes('code=') ? roger(memory) : { status: 401, body: {} })
  const report = await check({ url: `${careless.url}?code=abc`, only: ['auth'] })
  t.match(report.findings, [{ rule: 'auth-wrong', saw: /parameter code holds another value/ }])
})

t.test('a report of an address that is a variable, and of no call at all', async t => {
  const { url } = await sound(t)
  const report = await check({ url: '${BOT_URL}', env: { BOT_URL: url }, only: ['answer'], errorsUrl: false })
  t.equal(report.url, '${BOT_URL}')
  t.match(toJUnit(report), / hostname="" /)
  const stopped = await check({ url, signal: AbortSignal.abort() })
  t.match(JSON.stringify(showReport(stopped)), /0 calls in 0\.\d s, then it was interrupted/)
})

t.test('a variable in an address never leads to another origin', async t => {
  const { url, received } = await sound(t)
  const memory = { host: new URL(url).host }
  await t.rejects(check({ url: 'http://{{memory.host}}/', memory, headers: { apikey: SECRET }, only: ['answer'] }),
    { message: /cannot check http:\/\/\{\{memory\.host\}\}/ })
  t.strictSame(received, [])
})

t.test('only the origin that was given gets calls and credentials', async t => {
  const here = await sound(t)
  const there = await sound(t)
  const skill = (webhook: string) => ({ actions: [{ webhook }] })
  const bot = {
    name: 'two',
    languages: ['en'],
    intents: { hi: { expressions: { en: ['hi'] } } },
    skills: { a: skill('/'), b: skill(`${there.url}/x`) },
    webhook: { errors: `${there.url}/errors` }
  } as const
  const report = await check({
    url: here.url, bot: bot as never, headers: { apikey: SECRET }, only: ['answer', 'errors']
  })
  t.strictSame(report.elsewhere, [{ skill: 'b', origin: there.url }])
  t.match(JSON.stringify(showReport(report)), new RegExp(`not called: skill b at ${there.url}`))
  t.equal(there.received.length, 0)
  await t.rejects(check({ url: 'http://127.0.0.1:1', bot: bot as never, skills: ['b'] }),
    { message: /the bot file calls http/ })
  await check({
    url: here.url, errorsUrl: `${there.url}/errors`, headers: { apikey: SECRET, 'x-plain': 'a' }, only: ['errors']
  })
  t.ok(there.received.length > 0)
  t.ok(there.received.every(({ headers }) => headers.apikey === undefined), 'no credentials')
})

t.test('an answer that is nested too deeply is a finding, and ends nothing', async t => {
  const deep = '{"a":'.repeat(150_000) + '1' + '}'.repeat(150_000)
  const { url } = await sound(t, () => ({ body: `{"replies":[],"conversation":{"memory":${deep}}}` }))
  const { report, ids } = await findingsOf(url, { errorsUrl: false })
  t.strictSame(ids.filter(id => id.startsWith('answer')), ['answer-json'])
  const smaller = await sound(t,
    () => ({ body: `{"replies":[],"conversation":{"memory":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}` }))
  t.match((await findingsOf(smaller.url, { errorsUrl: false })).report.findings,
    [{ rule: 'answer-json', saw: /deeper than 64 levels/ }])
  t.equal(report.ended, 'complete')
})

t.test('the errors route is looked for below the webhook, then at the root', async t => {
  const atRoot = await sound(t, ({ url, memory }) =>
    url === '/get-name' ? roger(memory) : url === '/errors' ? { body: '' } : { status: 404, body: {} })
  const { report } = await findingsOf(`${atRoot.url}/get-name`, { only: ['errors'] })
  t.strictSame(report.findings, [])
  const nowhere = await sound(t, ({ url, memory }) => url === '/get-name' ? roger(memory) : { status: 404, body: {} })
  t.match((await findingsOf(`${nowhere.url}/get-name`, { only: ['errors'] })).report.findings,
    [{ rule: 'errors-missing', saw: 'status 404 at /get-name/errors and at /errors' }])
  const anywhere = await sound(t, ({ url, memory }) => url === '/errors' ? { status: 404, body: {} } : roger(memory))
  t.match((await findingsOf(`${anywhere.url}/get-name`, { only: ['errors'] })).report.findings,
    [{ rule: 'errors-missing' }], 'a route that takes any path is none')
  const query = await sound(t)
  await findingsOf(`${query.url}?code=5`, { only: ['errors'] })
  t.ok(query.received.some(({ url }) => url === '/errors?code=5'))
})

t.test('JUnit holds nothing that steers a terminal or turns text round', async t => {
  const { url } = await sound(t, () => ({ body: { replies: [{ type: 'text\u009b31m\u202e', content: 'a' }] } }))
  const xml = toJUnit(await check({ url, only: ['reply', 'shape'], errorsUrl: false }))
  t.notMatch(xml, /[\u0080-\u009f\u202e]/)
})
