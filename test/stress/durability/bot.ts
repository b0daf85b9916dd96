import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import { durable } from '../../../lib/durable/index.ts'
import botWebhook, { bearer } from '../../../lib/index.ts'
import { INBOX_TOKEN, type Settings } from './settings.ts'

// A bot in a process of its own. It says where it listens, or which error it did not start with and after how long.
const {
  store, connector = 'http://127.0.0.1:9/', retryMs = 60_000, spool, spoolBytes, keepsAll = false
}: Settings = JSON.parse(process.argv[2] as string)

process.on('disconnect', () => process.exit()) // it does not outlive who started it

const app = Fastify({ pluginTimeout: 120_000 })
await app.register(botWebhook, { auth: false })
const began = performance.now()
try {
  if (store !== undefined) {
    await app.register(durable, {
      store,
      connector: { url: connector, token: 'token', retry: { limit: 1000, delay: retryMs, backoff: false } },
      inbox: {
        path: '/inbox',
        auth: bearer(INBOX_TOKEN),
        ...(spool !== undefined && { spool }),
        ...(spoolBytes !== undefined && { spoolBytes }),
        ...(keepsAll && { entries: 10_000_000, bytes: 10_000_000_000 })
      }
    })
  }
} catch (error) {
  const { code, message } = error as { code?: string, message: string }
  await new Promise(resolve => process.send?.(
    { refused: code ?? 'without a code', message, milliseconds: performance.now() - began }, resolve
  ))
  process.exit(1)
}

const { bot } = app
bot.skill('fine', async () => 'Yes')
bot.skill('fails', () => { throw new Error('the same again') })
if (store !== undefined) addJobs()

function addJobs (): void {
  const count = bot.job('count', { input: Type.Object({ number: Type.Number() }) }, ({ number }) => {
    return [`${number}a`, `${number}b`]
  })
  bot.job('slow', async () => { await sleep(1000) })
  bot.skill('later', turn => {
    turn.defer(count, { number: Number(turn.memory.number) })
    return 'Later'
  })
  bot.skill('later, and fails', turn => {
    turn.defer(count, { number: Number(turn.memory.number) })
    throw new Error('after it was deferred')
  })
}

process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }), pid: process.pid })
