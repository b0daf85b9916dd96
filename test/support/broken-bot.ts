import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import botWebhook from '../../lib/index.ts'
import { RIGHT_FILE, type BrokenBot } from '../fixtures/broken-bots.ts'
import { listen } from './app.ts'

/** Starts the app of a bot. @returns its address, its bot file without the mistake, and what makes the mistake */
export async function startBroken (t: Pick<Test, 'teardown'>, { handlers, file }: BrokenBot) {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false, handlerTimeout: 200 })
  await (handlers ?? (app => app.bot.skill('order', () => 'Done')))(app)
  const folder = mkdtempSync(join(tmpdir(), 'broken-bot-'))
  t.teardown(() => { rmSync(folder, { recursive: true }) })
  const path = join(folder, 'bot.yml')
  writeFileSync(path, RIGHT_FILE)
  return {
    url: `http://127.0.0.1:${await listen(app)}`,
    path,
    spoil () { if (file !== undefined) writeFileSync(path, RIGHT_FILE.replace(...file as [string, string])) }
  }
}
