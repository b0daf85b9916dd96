import Fastify from 'fastify'
import { build as exampleBot } from '../../examples/example-bot.ts'
import { injectInto } from '../../lib/platform/calls/inject.ts'
import { platform } from '../../lib/platform/api/index.ts'
import { openSession } from '../../lib/platform/session/session.ts'

// What serving a bot costs: a turn by the dialog API beside the same turn of a session, and many conversations at once.

const TOKEN = 'a-token-for-this-measurement'
const CONVERSATIONS = Number(process.env.CONVERSATIONS ?? 1000)
const TURNS = Number(process.env.TURNS ?? 10)
const SENTENCES = ['hello', 'weather in Paris', 'and in Brest?', 'weather in Lyon', 'qwertz']

const bot = await exampleBot()
const transport = injectInto(bot)
const file = new URL('../../../examples/bot.yml', import.meta.url)
const app = Fastify()
await app.register(platform, { bot: file, token: TOKEN, transport, rateLimit: false, webchat: false })
const session = await openSession({ bot: file, transport })

async function dialog (conversation: string, turn: number): Promise<number> {
  const started = performance.now()
  const response = await app.inject({
    method: 'POST',
    url: '/build/v1/dialog',
    headers: { authorization: `Token ${TOKEN}` },
    payload: { message: { type: 'text', content: SENTENCES[turn % SENTENCES.length] }, conversation_id: conversation }
  })
  if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`)
  return performance.now() - started
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

globalThis.gc?.()
const heapBefore = process.memoryUsage().heapUsed
const times: number[] = []
const started = performance.now()
await Promise.all(Array.from({ length: CONVERSATIONS }, async (_, conversation) => {
  for (let turn = 0; turn < TURNS; turn++) {
    await new Promise(resolve => { setTimeout(resolve, Math.random() * 20_000) }) // people think
    times.push(await dialog(`c-${conversation}`, turn))
  }
}))
const seconds = (performance.now() - started) / 1000
globalThis.gc?.()
const heap = (process.memoryUsage().heapUsed - heapBefore) / CONVERSATIONS / 1024
times.sort((a, b) => a - b)
const at = (share: number): string => (times[Math.floor(times.length * share)] as number).toFixed(0)
console.log(`${CONVERSATIONS} conversations at once, ${times.length} turns in ${seconds.toFixed(0)} s: median ` +
  `${at(0.5)} ms, p99 ${at(0.99)} ms; ${heap.toFixed(1)} KB of heap for each conversation`)
await app.close()
await bot.close()
