import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import t from 'tap'
import { build as twoBots } from '../examples/two-bots.ts'
import type { BotFile } from '../lib/builder/index.ts'
import type { BotWebhookOptions } from '../lib/index.ts'
import * as library from '../lib/index.ts'
import { check, type CheckOptions } from '../lib/check/index.ts'
import { run } from './program.ts'
import { skip, snippets } from './snippets.ts'
import { found, toldOf } from './zoo/found.ts'
import { open } from './zoo/webhook.ts'

const token = 'a-long-token-of-the-bot'
const headers = { authorization: `Bearer ${token}` }

t.test('a healthy webhook breaks no rule, in at most 500 calls and well under a minute', async t => {
  const { url, requests } = await open(t, { admits: authorization => authorization === headers.authorization })
  const started = performance.now()
  const report = await check({ url, headers })
  t.strictSame(found(report), [], toldOf(report))
  t.equal(report.ended, 'complete')
  t.ok(requests() <= 500, `${requests()} calls`)
  t.ok(performance.now() - started < 30_000)
})

/**
 * What is true of the platform's own programs, beside their memory and their open door: some die of an exception when
 * a body is no JSON, and Express and Sinatra then show their stack to whoever asks. Only Express has a limit for bodies,
 * and none of them minds the media type.
 */
const truths: Readonly<Record<string, string[]>> = {
  'app.cjs': ['body-media-type', 'errors-anything', 'input-memory-large', 'leak-stack'],
  'app.py': ['body-deep', 'body-empty', 'body-huge', 'body-malformed', 'body-media-type', 'errors-anything'],
  'app.rb': ['body-deep', 'body-empty', 'body-huge', 'body-malformed', 'body-media-type', 'errors-anything', 'leak-stack'],
  'app.php': ['body-deep', 'body-huge', 'body-malformed', 'body-media-type']
}

for (const [program, commandOf] of Object.entries(snippets)) {
  t.test(`of the platform's own ${program} nothing is told that is not true`, { skip }, async t => {
    const { url, printed } = await run(t, commandOf, { NODE_ENV: 'development', APP_ENV: 'development' })
    const report = await check({ url: `${url}/` })
    t.strictSame(found(report), ['auth-open', 'memory-demo', ...truths[program] ?? []].sort(), `${toldOf(report)}\n${printed()}`)
  })
}

/** The plugin, that asks for credentials whatever an example says. */
const guarded = Object.assign(
  ((app, options) => library.default(app, { ...options, auth: library.bearer(token) })) satisfies FastifyPluginAsync<BotWebhookOptions>,
  library.default
)

/** Each example whose webhook takes the platform's own body, and what is called of it. What forgets on purpose is left out: cancel of booking, leave of memory. */
const examples: Record<string, Array<Pick<CheckOptions, 'skills' | 'skip' | 'method' | 'errorsUrl'> & { path?: string }>> = {
  booking: [{ skills: ['book-room', 'small-talk'] }],
  'by-route': [{ path: '/actions/order/4711', method: 'GET', errorsUrl: '/actions/errors' }, { path: '/actions/cancel', errorsUrl: '/actions/errors' }],
  channels: [{}],
  'example-bot': [{ skills: ['small-talk', 'get-weather'] }],
  hooks: [{ skills: ['hello', 'buy'] }],
  memory: [{ skills: ['add', 'pay'], skip: ['input-memory-large'] }], // it takes 64 KiB at most
  replies: [{ skills: ['words', 'questions', 'hotels', 'special'] }],
  'roger-that': [{}],
  'skills-folder/app': [{ skills: ['greetings', 'hello', 'faq-price'] }],
  weather: [{ skills: ['get-weather'] }]
}

/** The help bot of the example is called when its intent is understood. */
const helpBot: BotFile = {
  name: 'help',
  languages: ['en'],
  intents: { question: { expressions: { en: ['how does it work'] } } },
  skills: { help: { triggers: { intent: 'question' }, actions: [{ webhook: '/help' }] }, lost: { actions: [{ message: 'I know nothing of that.' }] } },
  fallback: 'lost'
}

for (const [name, checks] of Object.entries(examples)) {
  t.test(`the example ${name} breaks no rule`, async t => {
    const { build } = await t.mockImport(`../examples/${name}.ts`, { 'fastify-bot-webhook': { ...library, default: guarded } })
    const app: FastifyInstance = await build()
    t.teardown(() => app.close())
    const root = await app.listen({ port: 0, host: '127.0.0.1' })
    for (const { path = '/', errorsUrl, ...options } of checks) {
      const report = await check({ url: root + path, headers, ...options, ...(errorsUrl !== undefined && { errorsUrl: root + String(errorsUrl) }) })
      t.strictSame(found(report), [], toldOf(report))
      t.equal(report.ended, 'complete')
    }
  })
}

t.test('the example two-bots breaks no rule, each bot with credentials of its own', async t => {
  const app = await twoBots({ salesPassword: 'a-password-for-sales', helpTokens: ['an-older-long-token-of-the-bot', token] })
  t.teardown(() => app.close())
  const root = await app.listen({ port: 0, host: '127.0.0.1' })
  const basic = { authorization: `Basic ${Buffer.from('platform:a-password-for-sales').toString('base64')}` }
  const sales = await check({ url: `${root}/sales`, skills: ['offer'], headers: basic })
  t.strictSame(found(sales), [], toldOf(sales))
  const help = await check({ url: root, bot: helpBot, headers, errorsUrl: `${root}/help/errors`, skip: ['input-intents-empty'] }) // it knows one intent, and has no fallback
  t.strictSame(found(help), [], toldOf(help))
})
