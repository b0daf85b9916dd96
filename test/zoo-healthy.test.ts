import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import t from 'tap'
import type { BotWebhookOptions } from '../lib/index.ts'
import * as library from '../lib/index.ts'
import { check, type CheckOptions } from '../lib/check/index.ts'
import { run } from './program.ts'
import { skip, snippets } from './snippets.ts'
import { found } from './zoo/found.ts'
import { open } from './zoo/webhook.ts'

const token = 'a-long-token-of-the-bot'
const headers = { authorization: `Bearer ${token}` }

t.test('a healthy webhook breaks no rule, in at most 500 calls and well under a minute', async t => {
  const { url, requests } = await open(t, { admits: authorization => authorization === headers.authorization })
  const started = performance.now()
  const report = await check({ url, headers })
  t.strictSame(found(report), [], report.findings.map(({ saw }) => saw).join('\n'))
  t.equal(report.ended, 'complete')
  t.ok(requests() <= 500, `${requests()} calls`)
  t.ok(performance.now() - started < 30_000)
})

for (const [program, commandOf] of Object.entries(snippets)) {
  t.test(`the platform's own ${program} is open to anyone, and has its demo memory`, { skip }, async t => {
    const { url, printed } = await run(t, commandOf)
    const report = await check({ url: `${url}/` })
    t.strictSame(found(report), ['auth-open', 'memory-demo'], `${report.findings.map(({ rule, saw }) => `${rule}: ${saw}`).join('\n')}\n${printed()}`)
  })
}

/** The plugin, that asks for credentials whatever an example says. */
const guarded = Object.assign(
  ((app, options) => library.default(app, { ...options, auth: library.bearer(token) })) satisfies FastifyPluginAsync<BotWebhookOptions>,
  library.default
)

/** Each example whose webhook takes the platform's own body, and what is called of it. What forgets on purpose is left out: cancel of booking, leave of memory. */
const examples: Record<string, Array<Pick<CheckOptions, 'skills' | 'method' | 'errorsUrl'> & { path?: string }>> = {
  booking: [{ skills: ['book-room', 'small-talk'] }],
  'by-route': [{ path: '/actions/order/4711', method: 'GET', errorsUrl: '/actions/errors' }, { path: '/actions/cancel', errorsUrl: '/actions/errors' }],
  channels: [{}],
  'example-bot': [{ skills: ['small-talk', 'get-weather'] }],
  hooks: [{ skills: ['hello', 'buy'] }],
  memory: [{ skills: ['add', 'pay'] }],
  replies: [{ skills: ['words', 'questions', 'hotels', 'special'] }],
  'roger-that': [{}],
  'skills-folder/app': [{ skills: ['greetings', 'hello', 'faq-price'] }],
  weather: [{ skills: ['get-weather'] }]
}

for (const [name, checks] of Object.entries(examples)) {
  t.test(`the example ${name} breaks no rule`, async t => {
    const { build } = await t.mockImport(`../examples/${name}.ts`, { 'fastify-bot-webhook': { ...library, default: guarded } })
    const app: FastifyInstance = await build()
    t.teardown(() => app.close())
    const root = await app.listen({ port: 0, host: '127.0.0.1' })
    for (const { path = '/', errorsUrl, ...options } of checks) {
      const report = await check({ url: root + path, headers, ...options, ...(errorsUrl !== undefined && { errorsUrl: root + String(errorsUrl) }) })
      t.strictSame(found(report), [], report.findings.map(({ rule, saw }) => `${rule}: ${saw}`).join('\n'))
      t.equal(report.ended, 'complete')
    }
  })
}
