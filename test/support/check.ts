import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'
import { check, type CheckOptions, type Report } from '../../lib/check/index.ts'
import { isDeeperThan } from '../../lib/shared/json/json-depth.ts'
import { parseJsonOrUndefined } from '../../lib/shared/json/json-or-undefined.ts'
import { isObject } from '../../lib/replies/kind.ts'
import { webhook, type Received } from './cli.ts'

/** What a webhook answers: a status, a body and headers; a body that is no text is written as JSON. */
export interface Answer {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A call as a webhook reads it. */
export interface Call extends Received {
  readonly json: Record<string, unknown> | undefined
  readonly conversation: Record<string, unknown>
  readonly memory: Record<string, unknown>
  readonly nlp: Record<string, unknown>
}

/** A webhook that does all that it should, but for what `answer` says of single calls. */
export async function sound (
  t: Pick<Test, 'teardown'>, answer: (call: Call) => Answer | undefined | Promise<Answer | undefined> = () => undefined
): Promise<{ url: string, received: Received[] }> {
  return await webhook(t, async (response, received) => {
    const json = callIn(received)
    const conversation = isObject(json?.conversation) ? json.conversation : {}
    const memory = isObject(conversation.memory) ? conversation.memory : {}
    const nlp = isObject(json?.nlp) ? json.nlp : {}
    const { status = 200, body, headers } = await answer({ ...received, json, conversation, memory, nlp }) ??
      usual(received, json, conversation)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body))
  })
}

/** What a sound webhook answers to most calls: one text, and the memory as it came. */
export function roger (memory?: unknown): Answer {
  return {
    body: {
      replies: [{ type: 'text', content: 'Roger that' }], ...(memory !== undefined && { conversation: { memory } })
    }
  }
}

function usual (
  { url }: Received, json: Record<string, unknown> | undefined, { memory }: Record<string, unknown>
): Answer {
  if (url.endsWith('/errors')) return { body: '' }
  return json === undefined ? { status: 400, body: { error: 'send a JSON object' } } : roger(memory)
}

const LARGEST = 1024 * 1024 // characters
const DEEPEST = 100 // levels

/** The JSON object in a body; undefined for what is none, does not say that it is one, is too large or too deep. */
function callIn ({ headers, body }: Received): Record<string, unknown> | undefined {
  if (headers['content-type'] !== 'application/json' || body.length > LARGEST) return undefined
  const value = parseJsonOrUndefined(body)
  return isObject(value) && !isDeeperThan(value, DEEPEST) ? value : undefined
}

/** The findings of a check in short, without advice. */
export async function findingsOf (url: string, options: Partial<CheckOptions> = {}): Promise<{
  report: Report, ids: string[]
}> {
  const report = await check({ url, skip: ['auth'], timeout: 5000, ...options })
  return {
    report, ids: [...new Set(report.findings.filter(({ severity }) => severity !== 'advice').map(({ rule }) => rule))]
  }
}

/** A server that does with a connection what it likes, once a request has come. */
export async function raw (t: Pick<
  Test, 'teardown'
>, misbehave: (socket: Socket, request: string) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => { sockets.delete(socket) })
    socket.once('data', data => { misbehave(socket, data.toString()) })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
