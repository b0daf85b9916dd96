import { createServer, type IncomingMessage } from 'node:http'
import { Type } from '@sinclair/typebox'
import { optionsSchema } from '../../shared/options/option.ts'
import { readOptions } from '../../shared/options/read-options.ts'
import { isLocalHost } from '../../web/host.ts'
import type { Session } from '../session/session-types.ts'
import { answer, MAX_PUSH_BYTES, receivePush, type PushAnswer } from './accept-push.ts'
import { createToken, tokenCheck, tokenOption, type TokenCheck } from './token.ts'

/** Stands in for the platform's Bot Connector: what a bot pushes to a conversation arrives in its session. */
export interface Connector {
  /** What a bot is told of it, as `connector: { url, token }`. */
  readonly url: string
  readonly token: string
  /** Lets a conversation take what is pushed to its id. Returns what ends that. */
  serve: (session: Session) => () => void
  close: () => Promise<void>
}

/** Options of a local Bot Connector. */
export interface ConnectorServerOptions {
  /** Default: any that is free. */
  port?: number
  /** At least 16 characters. Default: a random one. */
  token?: string
}

export const connectorServerOptionsSchema = optionsSchema<ConnectorServerOptions>({
  port: Type.Integer({
    description: 'Where it listens.', minimum: 0, maximum: 65_535, defaultText: 'any that is free'
  }),
  token: tokenOption({ description: 'What the bot pushes with.', defaultText: 'a random one' })
}, { title: 'ConnectorServerOptions', description: 'Options of `openConnector`.' })

const HOST = '127.0.0.1'
const BASE = '/connect/v1'

/**
 * Listens for pushed messages, on this machine only. It does not keep the process alive.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN, FST_BOT_SECRET_WEAK
 * @throws what Node.js has to say of a port that is taken
 *
 * @example
 * const connector = await openConnector()
 * await app.register(durable, { store, connector: { url: connector.url, token: connector.token } })
 */
export async function openConnector (options: ConnectorServerOptions = {}): Promise<Connector> {
  const { port = 0, token = createToken() } = readOptions(connectorServerOptionsSchema, options)
  const isToken = tokenCheck(token, 'token')
  const sessions = new Set<Session>()
  const find = (id: string): Session | undefined => [...sessions].find(({ state }) => state.id === id)
  const server = createServer(async (request, response) => {
    const { status, body } = await answerTo(request, isToken, find).catch(() => answer(400, 'The body did not arrive'))
    const whole = status !== 413 // what is left of a body is not waited for
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8', ...(!whole && { connection: 'close' })
    }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, resolve)
  })
  server.unref()
  const address = server.address() as { port: number }
  return {
    url: `http://${HOST}:${address.port}${BASE}`,
    token,
    serve (session) {
      sessions.add(session)
      return () => { sessions.delete(session) }
    },
    close: () => new Promise(resolve => {
      server.close(() => { resolve() })
      server.closeAllConnections()
    })
  }
}

async function answerTo (
  request: IncomingMessage, isToken: TokenCheck, find: (id: string) => Session | undefined
): Promise<PushAnswer> {
  const { method, url = '', headers: { host = '', authorization }, socket } = request
  if (!isLocalHost(host, socket.localPort)) return answer(403, 'The connector is called localhost or 127.0.0.1')
  const conversation = conversationIn(url)
  if (method !== 'POST' ||
    conversation === undefined) return answer(404, `Route not found: there is POST ${BASE}/conversations/:id/messages`)
  const body = await textOf(request)
  return body === undefined
    ? answer(413, `The body is larger than ${MAX_PUSH_BYTES} bytes`)
    : receivePush({ conversation, authorization, body }, isToken, find)
}

function conversationIn (url: string): string | undefined {
  const [, id] = /^\/connect\/v1\/conversations\/([^/?]+)\/messages\/?(?:\?.*)?$/.exec(url) ?? []
  try {
    return id === undefined ? undefined : decodeURIComponent(id)
  } catch {
    return undefined
  }
}

/** @returns undefined when it is too large */
async function textOf (request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > MAX_PUSH_BYTES) return undefined
  }
  return Buffer.concat(chunks).toString()
}
