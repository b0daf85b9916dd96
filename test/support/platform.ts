import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import { build as exampleBot } from '../../examples/example-bot.ts'
import type { BotFile } from '../../lib/platform/bot-file/schema.ts'
import { injectInto } from '../../lib/platform/calls/inject.ts'
import { platform, webchatTokenOf, type PlatformOptions } from '../../lib/platform/api/index.ts'
import { repository } from './repository.ts'

export const TOKEN = 'a-token-of-these-tests'
export const WEBCHAT_TOKEN = webchatTokenOf(TOKEN, 'bot')
export const exampleFile = new URL('examples/bot.yml', repository)

/** Says what it knows of the page, or of the person. */
export const memoryBot: BotFile = {
  name: 'memory-bot',
  languages: ['en', 'fr'],
  intents: { hi: { expressions: { en: ['hello', 'who am I'], fr: ['bonjour'] } } },
  skills: {
    greet: {
      triggers: '@hi', actions: [{ message: 'You are on {{memory.page}}{{memory.name}}{{participant_data.name}}' }]
    },
    help: { actions: [{ message: { en: 'What?', fr: 'Quoi ?' } }] }
  },
  fallback: 'help'
}

/** A served bot: the example bot, unless the options name another. */
export async function serve (t: Pick<
  Test, 'teardown'
>, options: Partial<PlatformOptions> = {}, server: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({ forceCloseConnections: true, pluginTimeout: 120_000, ...server })
  t.teardown(() => app.close())
  const example = options.bot === undefined && options.url === undefined ? await startExample(t) : {}
  await app.register(platform, { bot: exampleFile, token: TOKEN, rateLimit: false, ...example, ...options })
  await app.ready()
  return app
}

async function startExample (t: Pick<Test, 'teardown'>): Promise<Pick<PlatformOptions, 'transport'>> {
  const bot = await exampleBot()
  t.teardown(() => bot.close())
  return { transport: injectInto(bot) }
}

/** Calls the API as a program does. */
export function programOf (app: FastifyInstance, token: string = TOKEN) {
  return async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown, headers: Record<
    string, string
  > = {}): Promise<{ status: number, body: any }> => {
    const response = await app.inject({
      method,
      url,
      headers: {
        authorization: `Token ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) })
    })
    return { status: response.statusCode, body: response.body === '' ? undefined : response.json() }
  }
}
