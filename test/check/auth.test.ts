import { execFileSync } from 'node:child_process'
import t from 'tap'
import { check, toSarif, type CheckOptions } from '../../lib/check/index.ts'
import { wrongOf } from '../../lib/check/probes/wrong-credentials.ts'
import { sound, type Answer } from '../support/check.ts'
import { webhook } from '../support/cli.ts'

const secret = 'Sesame-open-now1'
const encoded = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`
const refusal: Answer = { status: 401, body: { error: 'who are you?', at: '2026-11-23T06:00:00Z', requestId: 'req-1' } }

async function idsOf (url: string, headers: Record<
  string, string
>, options: Partial<CheckOptions> = {}): Promise<string[]> {
  const report = await check({ url, headers, only: ['auth', 'leak'], timeout: 5000, ...options })
  t.notMatch(JSON.stringify(report), /Sesame-open|U2VzYW1lLW9wZW4/, 'no secret in the report')
  return report.findings.map(({ rule }) => rule)
}

t.test('credentials that are checked', async t => {
  for (const right of [`Bearer ${secret}`, encoded(`platform:${secret}`)]) {
    const { url, received } = await sound(t, ({ headers }) => headers.authorization === right ? undefined : refusal)
    t.strictSame(await idsOf(url, { Authorization: right }), [], right.slice(0, 6))
    t.ok(received.filter(({ headers }) => headers.authorization !== right).length > 4)
  }
  const { url } = await sound(t, ({ headers }) => headers['x-api-key'] === secret ? undefined : refusal)
  t.strictSame(await idsOf(url, { 'x-api-key': secret, 'x-tenant': 'a' }), [])
})

t.test('credentials that are no pair', async t => {
  const { url } = await sound(t, ({ headers }) => headers.authorization === `Basic ${secret}` ? undefined : refusal)
  t.strictSame(await idsOf(url, { authorization: `Basic ${secret}` }), [])
})

t.test('no credentials, and credentials that nobody looks at', async t => {
  const { url } = await sound(t)
  t.strictSame(await idsOf(url, {}), ['auth-open'])
  t.strictSame(await idsOf(url, { authorization: `Bearer ${secret}` }), ['auth-unchecked'])
})

t.test('credentials that are looked at with one eye', async t => {
  const right = encoded(`platform:${secret}`)
  const password = (header: unknown): string =>
    Buffer.from(String(header).slice(6), 'base64').toString().split(':')[1] ?? ''
  const accepts: Array<[what: string, (header: unknown) => boolean]> = [
    ['any scheme', header => String(header).startsWith('Basic')],
    ['any user', header => password(header) === secret],
    ['any password', header => Buffer.from(String(header).slice(6), 'base64').toString().startsWith('platform:')],
    ['a prefix', header => secret.startsWith(password(header)) && password(header).length > 3]
  ]
  for (const [what, knows] of accepts) {
    const { url } = await sound(t, ({ headers }) => knows(headers.authorization) ? undefined : refusal)
    const ids = await idsOf(url, { authorization: right })
    t.strictSame([...new Set(ids)], ['auth-wrong'], what)
  }
  const { url } = await sound(t, ({ headers }) =>
    String(headers.authorization).toLowerCase() === `bearer ${secret}`.toLowerCase() ? undefined : refusal)
  t.strictSame(await idsOf(url, { authorization: `Bearer ${secret}` }), ['auth-wrong'])
})

t.test('refusals that are none, or tell something', async t => {
  const right = `Bearer ${secret}`
  const refusals: Array<[Answer, string]> = [
    [{ status: 400, body: {} }, 'warning'],
    [{ status: 500, body: {} }, 'error'],
    [{ status: 302, headers: { location: '/login' }, body: '' }, 'error'],
    [{ status: 302, body: '' }, 'error'],
    [{ body: 'who are you?' }, 'error']
  ]
  for (const [answer, severity] of refusals) {
    const { url } = await sound(t, ({ headers }) => headers.authorization === right ? undefined : answer)
    const report = await check({ url, headers: { authorization: right }, only: ['auth'] })
    t.match(report.findings, [{ rule: 'auth-status', severity }])
    t.equal(report.findings.length, 1)
  }
  const silent = await webhook(t, (response, { headers }) => {
    if (headers.authorization === right) response.end('{}'); else response.socket?.destroy()
  })
  const report = await check({ url: silent.url, headers: { authorization: right }, only: ['auth'] })
  t.match(report.findings,
    [{ rule: 'auth-status', severity: 'error', saw: /closed without an answer/, answer: { failure: String } }])
  t.match(toSarif(report), { runs: [{ results: [{ webResponse: { noResponseReceived: true } }] }] })
  const { url } = await sound(t, ({ headers: { authorization } }) => authorization === right
    ? undefined
    : { status: 401, body: { error: authorization === undefined ? 'no token' : 'wrong token' } })
  t.strictSame(await idsOf(url, { authorization: right }), ['auth-uniform'])
})

t.test('an answer that repeats the credentials', async t => {
  const { url } = await sound(t,
    ({ headers, json, memory }) => json && { body: { replies: [], conversation: { memory }, headers } })
  t.strictSame(await idsOf(url, { 'x-token': secret }), ['auth-unchecked', 'leak-secret'])
})

t.test('a call that is refused although credentials were given', async t => {
  const { url } = await sound(t, () => refusal)
  const report = await check({ url })
  t.match(report.findings[0], { rule: 'answer-status', fix: /--basic, --bearer or --header/ })
  const method = await sound(t, ({ url }) => url === '/' ? { status: 405, body: {} } : undefined)
  t.match((await check({ url: method.url })).findings, [{ rule: 'answer-status', fix: /--method/ }])
})

t.test('a shell makes the same wrong credentials of the right ones', t => {
  for (const right of [`Bearer ${secret}`, encoded(`platform:${secret}`), secret]) {
    for (const { value, shown, what } of wrongOf('x-key', right)) {
      const made = execFileSync('bash', ['-c', `printf %s "${shown}"`],
        { env: { ...process.env, X_KEY: right } }).toString()
      t.equal(made, value, `${what} of ${right.slice(0, 6)}`)
      t.not(value, right)
    }
  }
  t.end()
})
