import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import type { BotFile } from '../../lib/platform/bot-file/schema.ts'
import { injectInto } from '../../lib/platform/calls/inject.ts'
import { playground, type PlaygroundOptions } from '../../lib/playground/index.ts'

/** Opens the pages of tests. */
export const PAGE_TOKEN = 'token-of-the-pages-of-tests'

/** What a webhook is told of a conversation, as far as tests look at it. */
export interface Observation {
  conversation: { skill: string | null, language: string | null, memory: Record<string, unknown> },
  nlp: { source: string }
}

/** A webhook that answers what a test wants. It takes reports on /errors. */
export function webhook (t: Pick<Test, 'teardown'>, answer: (told: Observation) => unknown): FastifyInstance {
  const app: FastifyInstance = Fastify({ onProtoPoisoning: 'ignore' })
  t.teardown(() => app.close())
  app.post('/*', async ({ body }) => answer(body as Observation))
  app.post('/errors', async () => ({}))
  return app
}

/** An app with a playground for that webhook, which is called in-process. */
export async function withPlayground (
  t: Pick<Test, 'teardown'>, bot: FastifyInstance, options: PlaygroundOptions = {}, server: FastifyServerOptions = {}
): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({ pluginTimeout: 120_000, ...server }) // a busy machine trains slowly
  t.teardown(() => app.close())
  await app.register(playground, { transport: injectInto(bot), token: PAGE_TOKEN, ...options })
  return app
}

/** Says what it was told, and counts. */
export function echo ({ conversation: { memory }, nlp: { source } }: Observation): unknown {
  return {
    replies: [{ type: 'text', content: `You said ${source}` }],
    conversation: { memory: { ...memory, count: Number(memory.count ?? 0) + 1 } }
  }
}

/** A bot that says hello, and offers a choice when it does not understand. */
export const smallBot: BotFile = {
  name: 'small',
  languages: ['en', 'fr'],
  intents: { hi: { expressions: { en: ['hello', 'hi there'], fr: ['bonjour'] } } },
  skills: {
    greet: { triggers: '@hi', actions: [{ webhook: '/' }] },
    help: {
      actions: [{
        message: { type: 'quickReplies', content: { title: 'What?', buttons: [{ title: 'Greet', value: 'hello' }] } }
      }]
    }
  },
  fallback: 'help'
}

/** Calls the API as the page does. */
export function pageOf (app: FastifyInstance, prefix = '/playground') {
  const own = { 'sec-fetch-site': 'same-origin' }
  let cookie: string | undefined
  return { post, get, open, headers: async () => ({ ...own, cookie: await open() }) }

  /** Opens the page as a browser does, once. */
  async function open (): Promise<string> {
    if (cookie !== undefined) return cookie
    const { headers } = await app.inject(`${prefix}/?token=${PAGE_TOKEN}`)
    cookie = String(headers['set-cookie']).split(';')[0] as string
    return cookie
  }

  async function post (path: string, body: unknown = {}): Promise<{ status: number, body: any }> {
    const headers = { ...own, cookie: await open(), 'content-type': 'application/json' }
    const response = await app.inject({
      method: 'POST', url: `${prefix}/${path}`, headers, payload: JSON.stringify(body)
    })
    return { status: response.statusCode, body: response.json() }
  }

  async function get (path: string): Promise<{ status: number, text: string, headers: Record<string, unknown> }> {
    const response = await app.inject({ url: `${prefix}/${path}`, headers: { ...own, cookie: await open() } })
    return { status: response.statusCode, text: response.body, headers: response.headers }
  }
}
