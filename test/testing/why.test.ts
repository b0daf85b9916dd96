import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import botWebhook, { text, type Handler } from '../../lib/index.ts'
import type { BotFile } from '../../lib/platform/bot-file/schema.ts'
import { openSession } from '../../lib/platform/session/session.ts'
import { encodeFailureDetails, decodeFailureDetails, toolTokens } from '../../lib/shared/failure-details.ts'
import { converse } from '../../lib/testing/index.ts'
import { call, listen, send } from '../support/app.ts'
import { setNodeEnv } from '../support/node-env.ts'

type Configure = (app: FastifyInstance) => unknown

async function botOf (t: Pick<Test, 'teardown'>, configure: Configure, options: object = {}): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false, handlerTimeout: 200, ...options })
  await configure(app)
  return app
}

const skill = (handler: Handler): Configure => app => { app.bot.fallback(handler) }
const anyReply = (reply: unknown) => skill(() => reply as never)

t.test('where stacks are off, what was thrown is told without a place', async t => {
  const { stackTraceLimit } = Error
  t.teardown(() => { Error.stackTraceLimit = stackTraceLimit })
  Error.stackTraceLimit = 0
  const app = await botOf(t, skill(() => { throw new RangeError('too far') }))
  const { why, calls } = await (await converse(app)).say('x')
  t.match(why, /fallback threw RangeError: too far/)
  t.notMatch(why, / at |registered|packages/)
  t.match(calls[0]?.failure, { registeredAt: null, thrown: { name: 'RangeError', frames: [] } })
  Error.stackTraceLimit = 2
  t.match((await (await converse(app)).say('x')).why, /\n {2}at .*why\.test\.ts.*\n {2}and 1 line of packages and of Node/)
})

/** What developers break, and the words that lead them to it. */
const broken: ReadonlyArray<readonly [what: string, configure: Configure, ...words: RegExp[]]> = [
  [
    'a missing entity is read', skill(({ entity }) => entity('product')!.raw as string),
    /fallback threw TypeError: Cannot read properties of undefined/, /^ {2}at .*why\.test\.ts:\d+:\d+/m,
    /lines of packages/
  ],
  ['a promise rejects', skill(async () => {
    throw new Error('no price for 17')
  }), /threw Error: no price for 17/, /why\.test\.ts:\d+/],
  ['an error has a cause, and that one has, too', skill(() => {
    throw new Error('order 17 cannot be read', {
      cause: new SyntaxError('no JSON', { cause: 'a line that is cut off' })
    })
  }), /threw Error: order 17 cannot be read, caused by SyntaxError: no JSON, caused by a line that is cut off/],
  ['memory holds itself', skill(({ memory }) => { memory.order = { of: memory } }),
    /memory\/order\/of is something that holds it: a circle has no end/],
  ['a text is thrown', skill(() => { throw 'nope' }), /threw string: nope/], // eslint-disable-line no-throw-literal
  ['null is thrown', skill(() => { throw null }), /threw null: null/], // eslint-disable-line no-throw-literal
  ['what is thrown throws', skill(() => {
    throw new Proxy(new Error('x'),
      { get () { throw new Error('y') } })
  }), /fallback threw /],
  [
    'it never answers', skill(() => new Promise(() => {})),
    /the handler did not finish within 200 ms: it waits for something/, /turn\.signal/
  ],
  ['a reply without a type', anyReply({ content: 'x' }), /reply \/0.*type/],
  ['a text without content', anyReply({ type: 'text' }), /reply \/0.*content/],
  [
    'a card whose buttons are no list', anyReply({ type: 'card', content: { title: 'T', buttons: {} } }),
    /reply \/0\/content\/buttons/
  ],
  ['a number is returned', anyReply(5), /reply/],
  ['replies that JSON cannot hold', skill(() =>
    ({ type: 'custom', content: { n: 1n } }) as never), /reply \/0\/content\/n/],
  ['memory that JSON cannot hold', skill(turn => { turn.memory.n = 1n; return 'x' }), /memory\/n/],
  ['a language that is none', skill(turn => {
    (turn as { language: unknown }).language = 5
    return 'x'
  }), /language must be an ISO 639-1 code/],
  ['memory that is stale', app => {
    app.bot.skill('order', { memory: Type.Object({ count: Type.Number() }) },
      () => 'x')
  }, /memory that came does not fit.*\/count/, /onInvalidMemory/],
  ['memory that is too large', skill(turn => {
    turn.memory.all =
    'x'.repeat(300_000); return 'x'
  }), /the memory has \d+ bytes, and memoryLimit is/],
  ['a hook throws', app => {
    app.bot.onTurn(() => { throw new RangeError('in a hook') }); app.bot.fallback(() =>
      'x')
  }, /threw RangeError: in a hook/, /why\.test\.ts:\d+/],
  ['nobody handles the skill', app => {
    app.bot.skill('ordre',
      () => 'x')
  }, /no handler for this skill.*registered: .*ordre/, /app\.bot\.fallback/]
]

t.test('each broken handler is told with its cause, in words that name the line or the key', async t => {
  for (const [what, configure, ...words] of broken) {
    const app = await botOf(t, configure)
    const chat = await converse(app, { memory: { count: 'many' } })
    const step = await chat.say('hi', { skill: 'order' })
    for (const word of words) t.match(step.why, word, `${what}: in a test`)
    t.ok(step.logs.some(({ level, code }) => level === 'error' && code === 'E_WEBHOOK_FAILED'), what)
    const [{ problem, response }] = step.calls as [typeof step.calls[0]]
    t.match(problem?.message, words[0], `${what}: in the call`)
    t.equal(response?.headers['bot-webhook-failure'], undefined, 'it is no header of the bot')
  }
})

t.test('over HTTP the same is told, on this machine', async t => {
  const port = await listen(await botOf(t, skill(() => { throw new Error('no price') })))
  const session = await openSession({ url: `http://127.0.0.1:${port}`, errorsUrl: false })
  const { calls } = await session.say('hi')
  t.match(calls, [{
    problem: { message: /^answered with status 500: fallback threw Error: no price$/ },
    failure: {
      code: 'FST_BOT_HANDLER_FAILED', handler: 'fallback', thrown: { frames: [{ at: /why\.test\.ts/, own: true }] }
    }
  }])
  t.equal(calls[0]?.request.headers['bot-webhook-tool'], undefined, 'the token is in no record')
})

t.test('an error reply that was sent with 200 marks the turn as failed', async t => {
  const app = await botOf(t,
    app => { app.bot.fallback(() => { throw new Error('no price') }); app.bot.setErrorReply(() => 'Sorry.') })
  const step = await (await converse(app)).say('hi')
  t.match(step, {
    status: 200,
    text: 'Sorry.',
    logs: [
      { level: 'info' },
      { level: 'error', code: 'E_HANDLER_FAILED', message: /threw Error: no price; its error reply was sent/ }
    ]
  })
  t.match(step.why, /threw Error: no price; its error reply was sent\n {2}at .*why\.test\.ts/)
})

t.test('nobody else is told: not another user, not from elsewhere, not in production', async t => {
  const app = await botOf(t, skill(() => { throw new Error('a secret') }))
  const port = await listen(app)
  const ask = async (headers: Record<string, string>) => (await send(port, '/', {
    headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(call())
  })).headers['bot-webhook-failure']
  const tool = { 'bot-webhook-tool': toolTokens(String(port)) }
  t.type(await ask(tool), 'string')
  t.equal(await ask({}), undefined)
  for (const token of ['', 'guessed', toolTokens('1'), toolTokens(String(port)).slice(1)]) {
    t.equal(await ask({ 'bot-webhook-tool': token }), undefined, token)
  }
  const from = async (remoteAddress: string) => (await app.inject({
    method: 'POST', url: '/', remoteAddress, payload: call(), headers: tool
  })).headers['bot-webhook-failure']
  t.type(await from('127.0.0.1'), 'string')
  t.equal(await from('192.0.2.7'), undefined)
  setNodeEnv(t, 'production')
  t.equal(await ask(tool), undefined)
})

t.test('what is long still fits into a header, and what is none is not read', t => {
  const frame = { at: `f (/app/bot.ts:1:1) ${'x'.repeat(300)}`, own: true }
  const frames = Array.from({ length: 50 }, () => frame)
  const details = {
    code: 'X',
    handler: 'skill x',
    registeredAt: null,
    message: 'm',
    thrown: { name: 'Error', message: 'e', frames },
    errorReply: false
  }
  t.match(decodeFailureDetails(encodeFailureDetails(details)), { thrown: { frames: { length: 3 } } })
  const long = {
    ...details, message: 'm'.repeat(10_000), thrown: { name: 'Error', message: '\u{1f600}'.repeat(9000), frames }
  }
  t.ok(encodeFailureDetails(long).length < 8000)
  t.match(decodeFailureDetails(encodeFailureDetails(long)), { message: /^m{500}$/, thrown: { frames: [] } })
  t.match(decodeFailureDetails(encodeFailureDetails({ ...details, thrown: null })), { thrown: null })
  t.match(decodeFailureDetails(encodeFailureDetails({ ...long, thrown: null })), { message: /^m{500}$/, thrown: null })
  for (const header of ['', 'x', 'bnVsbA', Buffer.from('{"code":5}').toString('base64url')]) {
    t.equal(decodeFailureDetails(header), null)
  }
  t.end()
})

const shop: BotFile = {
  name: 'shop',
  languages: ['en'],
  intents: {
    hi: { expressions: { en: ['hello', 'hi there'] } },
    price: { expressions: { en: ['what does it cost', 'how much is it'] } }
  },
  skills: {
    greet: { triggers: '@hi', actions: [{ message: 'Hello' }] },
    cost: {
      triggers: [{ intent: 'price' }, { memory: 'wants', not: { intent: 'hi' } }],
      requirements: [{ entity: 'location', as: 'product', question: 'Of what?' } as never],
      actions: [{ message: '5' }]
    },
    help: { actions: [{ message: 'What?' }] }
  },
  fallback: 'help'
}

t.test('the decision is told: intents and what they need, triggers, what was waited for, the ' +
  'fallback as one', async t => {
  const app = await botOf(t, skill(() => text('x')))
  const chat = await converse(app, { bot: shop, memory: { wants: null } })
  const greeted = await chat.say('hello')
  t.match(greeted.decision, {
    skill: 'greet',
    reason: 'triggered',
    intents: [{ slug: 'hi', needs: 0.5 }],
    triggers: [
      { skill: 'greet', held: true, conditions: [{ text: '@hi', held: true }] }, { skill: 'cost', held: false }
    ],
    waiting: null
  })
  t.match(greeted.why, /^the trigger of greet holds\nintents:\n {2}@hi \d+ %/)
  t.match(greeted.why, /does not hold: cost, memory\.wants \(memory\.wants is null\) and not \(@hi\)/)
  const lost = await chat.say('qwertz uiop')
  t.match(lost.decision, { skill: 'help', reason: 'fallback' })
  t.match(lost.why, /^no trigger holds: help, the fallback, runs\nintents:/)
  t.match((await chat.say('how much is it')).decision, { reason: 'triggered', skill: 'cost' })
  const again = await chat.say('qwertz')
  t.match(again,
    { decision: { reason: 'asks-again', skill: 'cost', waiting: { skill: 'cost', key: 'product', filled: false } } })
  t.match(again.why, /cost waited for product: the sentence does not have it/)
  t.match((await chat.say('hello')).why,
    /^the trigger of greet holds, and cost, which waits for product, got none from the sentence/)
  t.match((await chat.say('tea', { entities: { location: 'tea' } })).decision,
    { reason: 'answered', skill: 'cost', waiting: { filled: true }, intents: [] })
  t.match((await chat.say('x', { skill: 'greet' })).decision, { reason: 'chosen' })
  t.match((await chat.say('x', { skill: 'gone' })).decision, { reason: 'unknown', skill: null })
  t.match((await chat.say('x', { intent: 'hi' })).decision, { intents: [{ slug: 'hi', confidence: 1, needs: 0 }] })
  await sleep(1)
})

t.test('two triggers at once, a goto that waits, and no fallback', async t => {
  const app = await botOf(t, skill(() => text('x')))
  const bot: BotFile = {
    name: 'two',
    languages: ['en'],
    intents: { hi: { expressions: { en: ['hello'] } } },
    skills: {
      a: { triggers: '@hi', actions: [{ message: 'A' }] },
      b: { triggers: { or: [{ intent: 'hi' }, { entity: 'person' }] }, actions: [{ message: 'B' }] },
      c: { triggers: 'memory.step is 5', actions: [{ goto: { skill: 'd', wait: true } }] },
      d: { actions: [{ message: 'D' }] }
    }
  }
  const chat = await converse(app, { bot, memory: { step: 5 } })
  t.match((await chat.say('x')).decision, {
    reason: 'triggered',
    skill: 'c',
    triggers: [
      {}, { conditions: [{ text: '(@hi or #person)' }] },
      { conditions: [{ text: 'memory.step is 5 (memory.step is 5)', held: true }] }
    ]
  })
  t.match((await chat.say('y')).decision, { reason: 'waiting', skill: 'd' })
  chat.session.setMemory({ step: 'x'.repeat(100) })
  const both = await chat.say('hello')
  t.match(both,
    { decision: { reason: 'nothing', skill: null, summary: /a and b hold at once, and there is no fallback/ } })
  t.match(both.why, /memory\.step is "x{59}\.\.\./)
  t.match((await chat.say('nothing')).decision, { summary: 'no trigger holds, and the bot has no fallback' })
  const withFallback = await converse(app, { bot: { ...bot, fallback: 'd' } })
  t.match((await withFallback.say('hello')).decision, { reason: 'ambiguous', skill: 'd' })
})
