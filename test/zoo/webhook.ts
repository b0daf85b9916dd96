import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

/** A call as a careless author believes that it always is. */
export interface Call {
  conversation: { id: string, language: 'en' | 'fr', skill: 'greetings', memory: Record<string, unknown> }
  nlp: { source: string, type: string, intents: [{ slug: string }], entities: { location: [{ raw: string }], number?: [{ scalar: number }] } }
}

/** The habits of a webhook. An animal of the zoo has a bad one in place of a good one. */
export interface Webhook {
  /** Whether a caller may call. */
  admits: (authorization: string, request: IncomingMessage) => boolean
  refuse: (response: ServerResponse, authorization: string) => unknown
  /** @throws when the text is no call */
  parse: (text: string) => Call
  malformed: (response: ServerResponse, error: unknown) => unknown
  /** What a call is answered. */
  answer: (call: Call, request: IncomingMessage) => unknown
  /** Sends what was thrown instead. */
  failed: (response: ServerResponse, error: unknown) => unknown
  send: (response: ServerResponse, answer: unknown, request: IncomingMessage) => unknown
  /** Takes what is posted to the errors route. */
  report: (response: ServerResponse, text: string, request: IncomingMessage) => unknown
}

/** A body that is no call, and the status that says so. */
class Refused extends Error {
  readonly status: number

  constructor (status: number, why: string) {
    super(why)
    this.status = status
  }
}

const LARGEST = 2 ** 20 // characters
const DEEPEST = 100 // levels

/** One that does everything well, and is open to anyone. */
export const healthy: Webhook = {
  admits: () => true,
  refuse: response => json(response, { error: 'Unauthorized' }, 401),
  parse: text => {
    if (text.length > LARGEST) throw new Refused(413, 'too large')
    const body = JSON.parse(text)
    if (isDeep(text)) throw new Refused(400, 'too deep')
    if (body?.conversation === undefined || body.nlp === undefined) throw new Error('no call')
    return body
  },
  malformed: (response, error) => json(response, { error: 'Refused' }, error instanceof Refused ? error.status : 400),
  answer: call => says(call, 'Hello'),
  failed: response => json(response, { replies: [{ type: 'text', content: 'Sorry, something went wrong.' }] }),
  send: (response, answer) => json(response, answer),
  report: response => response.end()
}

function isDeep (text: string): boolean {
  let level = 0
  for (const character of text.replaceAll(/"(?:\\.|[^"\\])*"/g, '')) {
    if (character === '{' || character === '[') level++
    if (character === '}' || character === ']') level--
    if (level > DEEPEST) return true
  }
  return false
}

/** A good answer: one text, and the memory as it came. */
export function says (call: Call, content: unknown): { replies: unknown[], conversation: { memory: unknown } } {
  return { replies: [{ type: 'text', content }], conversation: { memory: call.conversation.memory } }
}

/** Sends JSON. */
export function json (response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export function wait (milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

/** Starts a webhook on a free port until the test ends, by https when there is a certificate. @returns its URL, and how many requests it has had */
export async function open (t: Pick<Test, 'teardown'>, habits: Partial<Webhook> = {}, certificate?: ServerOptions): Promise<{ url: string, requests: () => number }> {
  const webhook = { ...healthy, ...habits }
  let requests = 0
  const listener: RequestListener = (request, response) => {
    requests++
    request.on('error', () => {}) // the caller may hang up
    serve(webhook, request, response).catch(() => { response.destroy() })
  }
  const server = certificate === undefined ? createServer(listener) : createTlsServer(certificate, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests: () => requests }
}

async function serve (webhook: Webhook, request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const { authorization = '' } = request.headers
  const body = await text(request)
  if (!webhook.admits(authorization, request)) return webhook.refuse(response, authorization)
  if (request.url === '/errors') return webhook.report(response, body, request)

  if (!request.headers['content-type']?.includes('json')) return webhook.malformed(response, new Refused(415, 'no JSON'))
  if (body === '') return webhook.malformed(response, new Refused(400, 'no body'))

  const call = parsed(webhook, body, response)
  if (call === undefined) return undefined // it has had its answer
  try {
    return webhook.send(response, await webhook.answer(call, request), request)
  } catch (error) {
    return webhook.failed(response, error)
  }
}

function parsed (webhook: Webhook, body: string, response: ServerResponse): Call | undefined {
  try {
    return webhook.parse(body)
  } catch (error) {
    webhook.malformed(response, error)
    return undefined
  }
}
