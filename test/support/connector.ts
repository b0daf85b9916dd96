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
}

export async function startConnector (t: Pick<Test, 'teardown'>): Promise<StubConnector> {
  const app: FastifyInstance = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 10_000 } })
  t.teardown(() => app.close())
  const received: Received[] = []
  const taken = new Map<string, unknown[]>()
  const next: StubConnector['next'] = []
  app.all('*', async ({ url, headers: { authorization }, body }, reply) => {
    received.push({ url, authorization, body: body as Received['body'] })
    const answer = next.shift() ?? 201
    if (typeof answer === 'function') return answer(reply)
    if (answer < 300) {
      const conversation = decodeURIComponent(/\/conversations\/([^/]+)\/messages$/.exec(url)?.[1] ?? '')
      taken.set(conversation,
        [...taken.get(conversation) ?? [], ...(body as Received['body']).messages.map(({ content }) => content)])
    }
    return reply.code(answer).send({ results: null, message: 'stub' })
  })
  const port = await listen(app)
  return {
    url: `http://127.0.0.1:${port}/connect/v1`,
    token: 'request-token-of-a-bot',
    received,
    read: conversation => taken.get(conversation) ?? [],
    next
  }
}
