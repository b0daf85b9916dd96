import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import {
  openSession, type ChaosOptions, type Outgoing, type SessionOptions, type Transport
} from '../../lib/platform/index.ts'
import { createChaos } from '../../lib/platform/chaos/chaos.ts'
import { chaosOptionsSchema, type ChaosSettings } from '../../lib/platform/chaos/options.ts'
import { readOptions } from '../../lib/shared/options/read-options.ts'
import { converse } from '../../lib/testing/index.ts'
import { answering, atTerminal, bot as program } from '../support/cli.ts'
import { build } from '../support/app.ts'

const request: Outgoing = {
  method: 'POST', url: 'http://bot.test/', headers: {}, body: JSON.stringify({ a: 'bcdefgh', n: [1, 2, 3] })
}
const { signal } = new AbortController()

/** A webhook that answers which call it was. */
function counting (): { transport: Transport, seen: Outgoing[] } {
  const seen: Outgoing[] = []
  const transport: Transport = async request => {
    const body = Buffer.from(JSON.stringify({ replies: [{ type: 'text', content: `call ${seen.push(request)}` }] }))
    return { status: 200, headers: {}, body: (async function * () { yield body })() }
  }
  return { transport, seen }
}

const sessionWith = (chaos: ChaosOptions, transport: Transport, options: SessionOptions = {}) =>
  openSession({ url: 'http://bot.test', errorsUrl: false, chaos, transport, ...options })

/** What happens to so many calls. */
const settingsOf = (options: ChaosOptions) => readOptions(chaosOptionsSchema, options) as ChaosSettings

async function fatesOf (options: ChaosOptions, calls: number): Promise<string[]> {
  const chaos = createChaos(settingsOf(options), async () => {})
  const fates: string[] = []
  for (let call = 0; call < calls; call++) {
    const way = chaos(counting().transport, 1000)
    await way.transport(request, signal).catch(() => {})
    await way.second()
    fates.push(way.faults.map(({ message }) => message).join('; '))
  }
  return fates
}

t.test('the same seed makes the same faults, call by call; another one others', async t => {
  const options = { slow: 0.2, duplicate: 0.2, dropped: 0.2, malformed: 0.2 }
  const fates = await fatesOf({ ...options, seed: 7 }, 100)
  t.strictSame(await fatesOf({ ...options, seed: 7 }, 100), fates)
  t.notSame(await fatesOf({ ...options, seed: 8 }, 100), fates)
  t.notSame((await fatesOf(options, 20)).map(fate => fate.replaceAll(/seed \d+/g, '')),
    (await fatesOf(options, 20)).map(fate => fate.replaceAll(/seed \d+/g, '')), 'without one any')
  const more = await fatesOf({ ...options, seed: 7, slow: 1 }, 100)
  const others = (all: string[]): string[] =>
    all.map(fate => fate.split('; ').filter(fault => !/held the call/.test(fault)).join('; '))
  t.strictSame(others(more), others(fates), 'one kind does not change what the others do')
})

t.test('each kind happens about as often as it was asked for, from never to always', async t => {
  const words = {
    slow: 'held the call back',
    duplicate: 'second time|twice at once',
    dropped: 'lost',
    malformed: 'cut the body|put a NUL'
  }
  for (const [kind, word] of Object.entries(words)) {
    for (const [chance, least, most] of [[0, 0, 0], [0.2, 120, 280], [1, 1000, 1000]] as const) {
      const happened = (await fatesOf({ [kind]: chance, seed: 1 }, 1000)).filter(fate =>
        new RegExp(word).test(fate)).length
      t.ok(happened >= least && happened <= most, `${kind} ${chance}: ${happened}`)
    }
  }
})

t.test('slow: held back from 1 to 10 seconds', async t => {
  const held: number[] = []
  const chaos = createChaos(settingsOf({ slow: 1, seed: 3 }), async ms => { held.push(ms) })
  for (let call = 0; call < 200; call++) await chaos(counting().transport, 1000).transport(request, signal)
  t.ok(Math.min(...held) >= 1000 && Math.min(...held) < 1500, `${Math.min(...held)}`)
  t.ok(Math.max(...held) <= 10_000 && Math.max(...held) > 9500, `${Math.max(...held)}`)
})

t.test('slow: the time counts, and what is held back beyond the timeout never arrives', async t => {
  const { transport, seen } = counting()
  const { calls: [call], logs } = await (await sessionWith({ slow: 1, seed: 1 }, transport, { timeout: 50 })).say('hi')
  t.match(call, { problem: { kind: 'timeout' }, response: null })
  t.match(logs[0], {
    level: 'warn',
    code: 'W_CHAOS',
    message: /^chaos \(seed 1\) held the call back for \d+ ms$/,
    data: { kind: 'slow' }
  })
  await pause(50)
  t.equal(seen.length, 0)
})

t.test('duplicate: both are answered, the first counts, the second is recorded', async t => {
  const spoken = new Set<string>()
  for (let seed = 1; seed < 20 && spoken.size < 2; seed++) {
    const { transport, seen } = counting()
    const session = await sessionWith({ duplicate: 1, seed }, transport)
    const { calls, logs, replies } = await session.say('hi')
    const [first, second] = calls
    const atOnce = /twice at once/.test(logs[0]?.message ?? '')
    spoken.add(logs[0]?.message.replace(/seed \d+/, '') ?? '')
    t.strictSame(calls.map(({ purpose }) => purpose), ['webhook', 'duplicate'])
    t.strictSame(seen[0], seen[1], 'the same call')
    t.strictSame(replies, [{ type: 'text', content: atOnce ? 'call 2' : 'call 1' }], 'those of the first')
    t.match(second, {
      request: first?.request,
      response: { status: 200, json: { replies: [{ content: atOnce ? 'call 1' : 'call 2' }] } },
      problem: null
    })
  }
  t.strictSame([...spoken].sort(),
    ['chaos () made the call a second time after the first', 'chaos () made the call twice at once'])
})

t.test('duplicate: what becomes of the second changes nothing, not even when it is never answered', async t => {
  let calls = 0
  const transport: Transport = request => calls++ === 0 ? counting().transport(request, signal) : new Promise(() => {})
  const session = await sessionWith({ duplicate: 1, seed: 1 }, transport, { timeout: 80 })
  const turn = await session.say('hi')
  t.match(turn.calls.map(({ purpose, problem }) => [purpose, problem?.kind]).sort(),
    [['duplicate', /timeout/], ['webhook']].sort())
})

t.test('dropped: the platform has no answer, whether the webhook has seen the call or not', async t => {
  const seenBy = new Map<string, number>()
  for (let seed = 1; seed < 20 && seenBy.size < 2; seed++) {
    const { transport, seen } = counting()
    const { calls: [call], logs, replies, memory } = await (await sessionWith({ dropped: 1, seed }, transport,
      { memory: { a: 1 } })).say('hi')
    t.match(call, {
      response: null,
      problem: { kind: 'unreachable', message: /no answer from http:\/\/bot\.test: chaos lost the (call|answer)/ }
    })
    t.strictSame({ replies, memory }, { replies: [], memory: { a: 1 } })
    t.match(logs, [{ code: 'W_CHAOS' }, { code: 'E_WEBHOOK_FAILED' }])
    seenBy.set(/has not seen/.test(logs[0]?.message ?? '') ? 'lost on its way' : 'answer lost', seen.length)
  }
  t.strictSame(Object.fromEntries(seenBy), { 'lost on its way': 0, 'answer lost': 1 })
})

t.test('malformed: never JSON, wherever it is cut or broken; without a body there is nothing to break', async t => {
  const chaos = createChaos(settingsOf({ malformed: 1, seed: 5 }))
  const { transport, seen } = counting()
  for (let call = 0; call < 300; call++) await chaos(transport, 1000).transport(request, signal)
  for (const { body = '' } of seen) t.throws(() => JSON.parse(body), body)
  t.ok(seen.some(({ body }) => body?.includes('\0')) && seen.some(({ body = '' }) => body.length < 10))

  const { body, ...get } = request
  const way = chaos(transport, 1000)
  await way.transport({ ...get, body: undefined }, signal)
  t.strictSame(way.faults, [])
})

t.test('a webhook of this package refuses a malformed call, and the conversation goes on; reports are ' +
  'left in peace', async t => {
  const reports: unknown[] = []
  const app = await build(t, {}, app => {
    app.bot.fallback(() => 'fine')
    app.bot.onReport(({ body }) => { reports.push(body) })
  })
  const chat = await converse(app, { chaos: { malformed: 1, dropped: 0, seed: 2 } })
  t.match(await chat.say('hi'), {
    status: 400,
    response: { json: { code: 'FST_BOT_JSON_INVALID' } },
    calls: [{}, { purpose: 'errors', problem: null }]
  })
  t.match(reports, [{ error: { status: 400 } }])
})

t.test('nothing happens to what is not sent', async t => {
  const session = await openSession({
    bot: { name: 'x', languages: ['en'], skills: { a: { actions: [{ webhook: '{{memory.none}}' }] } } },
    errorsUrl: false,
    chaos: { slow: 1, duplicate: 1, dropped: 1, malformed: 1 }
  })
  const { logs, calls } = await session.say('', { skill: 'a' })
  t.equal(calls.length, 1)
  t.notOk(logs.some(({ code }) => code === 'W_CHAOS'))
})

t.test('wrong options', async t => {
  for (const [chaos, message] of [
    ['slow', /option chaos must be an object/], [null, /option chaos/], [
      { slow: 2 }, /option chaos\.slow must be a number from 0 to 1/
    ], [{ slow: '1' }, /chaos\.slow/], [{ slow: NaN }, /chaos\.slow/],
    [{ slwo: 1 }, /unknown option chaos\.slwo; valid options: slow, duplicate, .*; did you mean slow\?/],
    [{ seed: 1.5 }, /option chaos\.seed/], [{ seed: -1 }, /chaos\.seed/], [{ seed: 2 ** 32 }, /chaos\.seed/]
  ] as const) {
    await t.rejects(openSession({ chaos: chaos as ChaosOptions }),
      { code: /^FST_BOT_OPTION_(INVALID|UNKNOWN)$/, message }, JSON.stringify(chaos))
  }
})

t.test('--chaos: kinds, chances and the seed', async t => {
  const { url, received } = await answering(t, { replies: [{ type: 'text', content: 'fine' }] })
  const twice = await program(['send', url, '--chaos', 'duplicate:1', '--seed', '7'])
  t.match(twice, { code: 0, output: /^warning: chaos \(seed 7\) made the call .*\n200 in \d+ ms\nfine\n$/, errors: '' })
  t.equal(received.length, 2)
  t.match(await program(['send', url, '--chaos', 'malformed:0,dropped:1']),
    { code: 1, output: /^warning: chaos \(seed \d+\) lost .*\nerror: no answer from .*: chaos lost/ })
  const json = JSON.parse((await program(['send', url, '--chaos', 'duplicate:1.0', '--seed', '7', '--json'])).output)
  t.match(json,
    { ok: true, faults: [/^chaos \(seed 7\) made/], second: { purpose: 'duplicate', response: { status: 200 } } })
  t.match(await program(['chat', url, '--chaos', 'dropped:1,slow:0'], ['hi']),
    { code: 1, output: '', errors: /^warning: chaos .*lost .*\nerror: POST / })
  const { type, ended } = atTerminal(['chat', url, '--no-history', '--chaos', 'duplicate:1'])
  await type('', '> ')
  t.match(await type('hi\r', /fine[^]*> /), /fine\nwarning: chaos \(seed \d+\) made the call/)
  await type('/quit\r', '')
  await ended

  const often = await Promise.all(Array.from({ length: 60 },
    (_, seed) => program(['send', url, '--chaos', 'dropped', '--seed', String(seed)])))
  const dropped = often.filter(({ code }) => code === 1).length
  t.ok(dropped > 2 && dropped < 30, `one in five by default: ${dropped} of 60`)
})

t.test('--chaos: what is wrong with it', async t => {
  for (const [args, errors] of [
    [['--chaos', 'slwo'], /--chaos takes slow, duplicate, dropped, malformed, not `slwo`: did you mean `slow`\?/],
    [['--chaos', ''], /not ``/], [['--chaos', 'slow,'], /not ``/],
    [['--chaos', 'slow:2'], /--chaos slow: the chance must be a number from 0 to 1/],
    [['--chaos', 'slow:'], /the chance/], [['--chaos', 'slow:1.5'], /the chance/],
    [['--seed', '1'], /--seed is for --chaos/], [['--chaos', 'slow', '--seed', 'x'], /--seed must be a whole number/],
    [['--chaos', 'slow', '--seed', '9999999999'], /option chaos\.seed/]
  ] as const) {
    t.match(await program(['send', 'http://127.0.0.1:2', ...args]), { code: 2, output: '', errors },
      args.join(' '))
  }
})
