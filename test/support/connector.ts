import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Test } from 'tap'
import { listen } from './app.ts'

/** A push as it came in. */
export interface Received {
  url: string, authorization: string | undefined, body: { messages: Array<{ content: unknown }> }
}

/** A Bot Connector that notes what is pushed, and answers as it is told to. */
export interface StubConnector {
  url: string
  token: string
  received: Received[]
  /** What users read, by conversation: the contents of the messages that were taken. */
  read: (conversation: string) => unknown[]
  /** Answers the next pushes, each with one of these, and then 201 again. */
  next: Array<number | ((reply: FastifyReply) => unknown)>
  /** Is waited for when a message was taken, before that is answered. */
  onTaken: ((conversation: string, contents: readonly unknown[]) => unknown) | undefined
}

export async function startConnector (t: Pick<Test, 'teardown'>): Promise<StubConnector> {
  const app: FastifyInstance = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 10_000 } })
  t.teardown(() => app.close())
  const received: Received[] = []
  const taken = new Map<string, unknown[]>()
  const next: StubConnector['next'] = []
  let port = 0
  const connector: StubConnector = {
    get url () { return `http://127.0.0.1:${port}/connect/v1` },
    token: 'request-token-of-a-bot',
    received,
    read: conversation => taken.get(conversation) ?? [],
    next,
    onTaken: undefined
  }
  app.all('*', async ({ url, headers: { authorization }, body }, reply) => {
    received.push({ url, authorization, body: body as Received['body'] })
    const answer = next.shift() ?? 201
    if (typeof answer === 'function') return answer(reply)
    if (answer < 300) {
      const conversation = decodeURIComponent(/\/conversations\/([^/]+)\/messages$/.exec(url)?.[1] ?? '')
      const contents = (body as Received['body']).messages.map(({ content }) => content)
      const known = taken.get(conversation)
      if (known === undefined) taken.set(conversation, contents)
      else known.push(...contents)
      await connector.onTaken?.(conversation, contents)
    }
    return reply.code(answer).send({ results: null, message: 'stub' })
  })
  port = await listen(app)
  return connector
}
