import t from 'tap'
import { check } from '../../lib/check/index.ts'
import { run } from '../support/program.ts'
import { skipSnippet, snippets } from '../support/snippets.ts'
import { found, toldOf } from '../fixtures/faulty-webhooks/found.ts'
import { unusual } from '../fixtures/unusual-webhooks.ts'
import { open } from '../fixtures/faulty-webhooks/webhook.ts'

const token = 'a-long-token-of-the-bot'
const headers = { authorization: `Bearer ${token}` }

t.test('a healthy webhook breaks no rule, in at most 500 calls', async t => {
  const { url, requests } = await open(t, { admits: authorization => authorization === headers.authorization })
  const report = await check({ url, headers })
  t.strictSame(found(report), [], toldOf(report))
  t.equal(report.ended, 'complete')
  t.ok(requests() <= 500, `${requests()} calls`)
})

for (const [name, habits] of Object.entries(unusual)) {
  t.test(`a webhook that ${name} breaks no rule`, async t => {
    const { url } = await open(t, { admits: authorization => authorization === headers.authorization, ...habits })
    const report = await check({ url, headers })
    t.strictSame(found(report), [], toldOf(report))
    t.equal(report.ended, 'complete')
  })
}

/**
 * What is true of the platform's own programs, beside their memory and their open door: some die of an exception when
 * a body is no JSON, and Express and Sinatra then show their stack to whoever asks. Only Express has a limit for
 * bodies, and none of them minds the media type.
 */
const truths: Readonly<Record<string, string[]>> = {
  'app.cjs': ['body-media-type', 'errors-anything', 'input-memory-large', 'leak-stack'],
  'app.py': ['body-deep', 'body-empty', 'body-huge', 'body-malformed', 'body-media-type', 'errors-anything'],
  'app.rb': [
    'body-deep', 'body-empty', 'body-huge', 'body-malformed', 'body-media-type', 'errors-anything', 'leak-stack'
  ],
  'app.php': ['body-deep', 'body-huge', 'body-malformed', 'body-media-type']
}

for (const [program, commandOf] of Object.entries(snippets)) {
  t.test(`of the platform's own ${program} nothing is told that is not true`, {
    skip: skipSnippet(program)
  }, async t => {
    const { url, printed } = await run(t, commandOf, { NODE_ENV: 'development', APP_ENV: 'development' })
    const report = await check({ url: `${url}/` })
    t.strictSame(found(report), ['auth-open', 'memory-demo', ...truths[program] ?? []].sort(),
      `${toldOf(report)}\n${printed()}`)
  })
}
