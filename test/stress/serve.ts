import { loadavg } from 'node:os'
import process from 'node:process'
import Fastify from 'fastify'
import { build as exampleBot } from '../../examples/example-bot.ts'
import { injectInto } from '../../lib/platform/calls/inject.ts'
import { platform } from '../../lib/platform/api/index.ts'
import { openSession } from '../../lib/platform/session/session.ts'

// What serving a bot costs: a turn by the dialog API beside the same turn of a session, and many conversations at once.

const TOKEN = 'a-token-for-this-measurement'
const CONVERSATIONS = Number(process.env.CONVERSATIONS ?? 1000)
const TURNS = Number(process.env.TURNS ?? 4)
const THINKING_MS = 60_000 // at most, between two sentences of a person
const SENTENCES = ['hello', 'weather in Paris', 'and in Brest?', 'weather in Lyon', 'qwertz']

const bot = await exampleBot()
const transport = injectInto(bot)
const file = new URL('../../../examples/bot.yml', import.meta.url)
const app = Fastify()
await app.register(platform, { bot: file, token: TOKEN, transport, rateLimit: false, webchat: false })
const session = await openSession({ bot: file, transport })

async function dialog (conversation: string, turn: number): Promise<void> {
  const { statusCode } = await app.inject({
    method: 'POST',
    url: '/build/v1/dialog',
    headers: { authorization: `Token ${TOKEN}` },
    payload: bodyOf(conversation, turn)
  })
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
}

/** The same as a client calls it. */
async function dialogByHttp (conversation: string, turn: number): Promise<number> {
  const started = performance.now()
  const response = await fetch(`${address}/build/v1/dialog`, {
    method: 'POST',
    headers: { authorization: `Token ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(bodyOf(conversation, turn))
  })
  await response.json()
  if (response.status !== 200) throw new Error(`answered ${response.status}`)
  return performance.now() - started
}

function bodyOf (conversation: string, turn: number): object {
  return {
    message: { type: 'text', content: SENTENCES[turn % SENTENCES.length] }, conversation_id: conversation
  }
}

/** Megabytes, after a collection. */
function memory (): { rss: number, heap: number } {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { rss: Math.round(rss / 2 ** 20), heap: Math.round(heapUsed / 2 ** 20) }
}

/** Milliseconds of CPU for one call. */
async function cpuOf (times: number, work: (index: number) => Promise<unknown>): Promise<number> {
  for (let index = 0; index < 200; index++) await work(index)
  const before = process.cpuUsage()
  for (let index = 0; index < times; index++) await work(index)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / times
}

const bySession = await cpuOf(1000, index => session.say(SENTENCES[index % SENTENCES.length] as string))
const byDialog = await cpuOf(1000, index => dialog('one', index))
console.log(`CPU of a turn with NLU and webhook in the process: ${byDialog.toFixed(2)} ms by the dialog API, ` +
  `${bySession.toFixed(2)} ms in a session`)

const address = await app.listen({ port: 0, host: '127.0.0.1' })
const before = memory()
const times: number[] = []
const started = performance.now()
await Promise.all(Array.from({ length: CONVERSATIONS }, async (_, conversation) => {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise(resolve => { setTimeout(resolve, Math.random() * THINKING_MS) })
    times.push(await dialogByHttp(`c-${conversation}`, turn))
  }
}))
const seconds = (performance.now() - started) / 1000
const after = memory()
times.sort((a, b) => a - b)
const at = (share: number): string => (times[Math.floor((times.length - 1) * share)] as number).toFixed(0)
console.log(`${CONVERSATIONS} conversations at once, ${times.length} turns over HTTP in ${seconds.toFixed(0)} s, ` +
  `their callers in the same process: median ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms; memory ` +
  `${before.rss} MB before and ${after.rss} MB after, heap in use ${before.heap} and ${after.heap} MB; ` +
  `load of the machine ${loadavg().map(load => load.toFixed(1)).join(', ')}`)
await app.close()
await bot.close()
