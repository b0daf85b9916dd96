import { readdirSync } from 'node:fs'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import t, { type Test } from 'tap'
import { build as production } from '../../examples/production.ts'
import { build as twoBots } from '../../examples/two-bots.ts'
import type { BotFile, Transport } from '../../lib/platform/index.ts'
import { check, type CheckOptions } from '../../lib/check/index.ts'
import { overHttp } from '../../lib/check/runner/over-http.ts'
import * as library from '../../lib/index.ts'
import { startConnector } from '../support/connector.ts'
import { authorization, environment, orders } from '../support/production-child.ts'
import { found, toldOf } from '../fixtures/faulty-webhooks/found.ts'
import { repository } from '../support/repository.ts'

const token = 'a-long-token-of-the-bot'
const bearer = { authorization: `Bearer ${token}` }

/** The plugin, that asks for credentials whatever an example says. */
const guarded = Object.assign(
  ((app, options) => library.default(app,
    { ...options, auth: library.bearer(token) })) satisfies FastifyPluginAsync<library.BotWebhookOptions>,
  library.default
)

/** A check of one example: `path` and `errors` are parts of its URLs. */
interface Part extends Omit<CheckOptions, 'url' | 'errorsUrl'> { path?: string, errors?: string }

/** A body that the bot's author wrote: two keys of his own, before those of the platform. */
const transfer: Transport = ({ body, ...request }, signal) =>
  overHttp({
    ...request,
    body: body?.replace(/^\{(?=")/, '{"targetBot":"livechat","conversation_id":"dfe96cdd-e98b-44ae-a4d7-ea68d5570094",')
  }, signal)

/** Why rules may be left unchecked. What is called by GET is sent no memory either, so it cannot lose any. */
const unchecked = ['no channel was named', 'it is called by http']
const uncheckedOfGet = [...unchecked, 'a GET call has no body', 'no answer called for it']

/** Of jwt.ts; it is not asked for anything here. */
const server = {
  issuer: 'https://tokens.example', jwksUri: 'https://tokens.example/keys', tokenUrl: 'https://tokens.example/token'
}

/** Every skill of every example, as its bot would call it. */
const examples: Readonly<Record<string, readonly Part[]>> = {
  'booking.ts': [
    { skills: ['book-room', 'small-talk'] },
    { skills: ['cancel'], skip: ['memory-emptied'] } // it forgets: that is what it is for
  ],
  'by-route.ts': [
    { path: '/actions/order/4711', method: 'GET', errors: '/actions/errors' },
    { path: '/actions/cancel', errors: '/actions/errors' },
    { path: '/actions/transfer', method: 'PUT', transport: transfer, errors: '/actions/errors' }
  ],
  'channels.ts': [{ channels: ['webchat', 'telegram', 'twilio'] }],
  'example-bot.ts': [{ bot: 'examples/bot.yml' }, { bot: 'examples/bot.yml', language: 'fr' }],
  'hooks.ts': [{ skills: ['hello', 'buy'] }],
  'jwt.ts': [{}],
  'memory.ts': [
    // its memoryLimit is 64 KiB, which a memory of 100 KiB exceeds
    { skills: ['add', 'pay'], skip: ['input-memory-large'] },
    { skills: ['leave'], skip: ['input-memory-large', 'memory-emptied'] } // it forgets: that is what it is for
  ],
  'once.ts': [{ skills: ['book', 'throw-dice'] }],
  'replies.ts': [{ skills: ['words', 'questions', 'hotels', 'special'], skip: ['reply-quick-replies-not-last'] }],
  'roger-that.ts': [{}],
  'skills-folder/app.ts': [{ skills: ['greetings', 'hello', 'faq-price'] }],
  'weather.ts': [{ skills: ['get-weather'] }]
}

/** The one intent of the help bot of two-bots. */
const help: BotFile = {
  name: 'help',
  languages: ['en'],
  intents: { question: { expressions: { en: ['how does it work'] } } },
  skills: { help: { triggers: { intent: 'question' }, actions: [{ webhook: '/help' }] } }
}

t.test('every example is checked here, but for what has no webhook of its own, listens by itself, or is to fail', t => {
  const others = [
    'api.yml', 'bot.yml', 'cloud-function.ts', 'conversation.ts', 'first-bot.js', 'first-bot.ts', 'import.ts',
    'inbox.ts', 'listen.ts', 'pushed.ts', 'replicas', 'serve', 'start.ts', 'telemetry.ts'
  ]
  const below = ['deferred.ts', 'production.ts', 'two-bots.ts']
  const names = Object.keys(examples).map(name => name.split('/')[0])
  t.strictSame(readdirSync(new URL('examples', repository)).sort(), [...names, ...others, ...below].sort())
  t.end()
})

for (const [name, parts] of Object.entries(examples)) {
  t.test(`examples/${name} breaks no rule, with credentials`, async t => {
    const { build } = await t.mockImport(new URL(`dist/examples/${name.replace(/\.ts$/, '.js')}`, repository).href,
      { 'fastify-bot-webhook': { ...library, default: guarded } })
    const root = await listening(t, await build(server))
    for (const part of parts) await isClean(t, root, { headers: bearer, ...part })
  })
}

t.test('examples/two-bots.ts breaks no rule, each bot with credentials of its own', async t => {
  const root = await listening(t,
    await twoBots({ salesPassword: 'a-password-for-sales', helpTokens: ['an-older-long-token-of-the-bot', token] }))
  const basic = { authorization: `Basic ${Buffer.from('platform:a-password-for-sales').toString('base64')}` }
  await isClean(t, root, { path: '/sales', skills: ['offer'], headers: basic })
  await isClean(t, root, { bot: help, errors: '/help/errors', headers: bearer })
})

t.test('examples/deferred.ts breaks no rule, with credentials', async t => {
  const { build } = await t.mockImport(new URL('dist/examples/deferred.js', repository).href, {
    'fastify-bot-webhook': { ...library, default: guarded },
    'fastify-bot-webhook/durable': await import('../../lib/durable/index.ts')
  })
  const { url, token } = await startConnector(t)
  const root = await listening(t, await build('pglite:', { url, token }, { pluginTimeout: 60_000 }))
  await isClean(t, root, { skills: ['statement', 'balance'], headers: bearer })
})

t.test('examples/production.ts breaks no rule', async t => {
  const { app } = await production({ ...environment, ORDERS_URL: await orders(t, 0) })
  await isClean(t, await listening(t, app), { skills: ['order-status'], headers: { authorization } })
})

async function listening (t: Test, app: FastifyInstance): Promise<string> {
  t.teardown(() => app.close())
  return await app.listen({ port: 0, host: '127.0.0.1' })
}

/** Nothing is found, all is looked at that can be. */
async function isClean (t: Test, root: string, { path = '', errors, ...options }: Part): Promise<void> {
  const report = await check({
    url: root + path, ...(errors !== undefined && { errorsUrl: root + errors }), ...options
  })
  t.strictSame(found(report), [], toldOf(report))
  t.equal(report.ended, 'complete')
  const because = options.method === 'GET' ? uncheckedOfGet : unchecked
  t.strictSame(report.rules.filter(rule =>
    rule.result !== 'passed' && !options.skip?.includes(rule.id) && !because.includes(rule.because ?? '')), [])
  t.ok(report.requests <= 500, `${report.requests} calls`)
}
