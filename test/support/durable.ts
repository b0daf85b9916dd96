import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import { durable, type DurableOptions } from '../../lib/durable/index.ts'
import { buildWithLogs, type Configure, type LogLine, type Options } from './app.ts'
import type { StubConnector } from './connector.ts'

let bots = 0

/** An app with one bot that may answer later; each has a name of its own in the store that they share. */
export async function buildDurable (t: Pick<
  Test, 'teardown'
>, store: string, { url, token }: Pick<StubConnector, 'url' | 'token'>, configure: Configure = () => {}, {
  bot = {}, options = {}, server = {}
}: {
  bot?: Options, options?: Partial<DurableOptions>, server?: FastifyServerOptions
} = {}): Promise<{ app: FastifyInstance, lines: LogLine[], text: () => string }> {
  return buildWithLogs(t, bot, async app => {
    await app.register(durable,
      { store, name: `bot${++bots}`, connector: { url, token, retry: { limit: 2, delay: 10 } }, ...options })
    await configure(app)
  }, { pluginTimeout: 120_000, ...server }) // a new PGlite takes its time where many tests run at once
}

/** Waits until something is so. Fails after so many milliseconds. */
export async function until (isSo: () => unknown, timeoutMs = 300_000): Promise<void> {
  const began = Date.now()
  while (!await isSo()) {
    if (Date.now() - began > timeoutMs) throw new Error(`still not so after ${timeoutMs} ms: ${isSo}`)
    await sleep(25)
  }
}
