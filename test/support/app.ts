import { randomUUID } from 'node:crypto'
import { request, STATUS_CODES, type IncomingHttpHeaders } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Value } from '@sinclair/typebox/value'
import type { Test } from 'tap'
import Fastify, {
  type FastifyError, type FastifyInstance, type FastifyServerOptions, type LightMyRequestResponse
} from 'fastify'
import botWebhook, { type BotWebhookOptions } from '../../lib/index.ts'
import { ErrorBodySchema, type ErrorBody } from '../../schemas/index.ts'

export type Options = Partial<BotWebhookOptions>
/** Adds handlers before the app is ready. */
export type Configure = (app: FastifyInstance) => unknown
/** A line of the log, parsed. */
export type LogLine = Record<string, unknown> & { level: number, msg: string }

/** An app with one bot, open to anyone unless the options say otherwise; ready, and closed when the test ends. */
export async function build (
  t: Pick<Test, 'teardown'>, options: Options = {}, configure: Configure = () => {}, server: FastifyServerOptions = {}
): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify(server)
  t.teardown(() => app.close())
  await app.register(botWebhook, { auth: false, ...options })
  await configure(app)
  await app.ready()
  return app
}

/** The same with all that is logged, at any level: `lines` parsed, `text()` as it was written. */
export async function buildWithLogs (
  t: Pick<Test, 'teardown'>, options: Options = {}, configure: Configure = () => {}, server: FastifyServerOptions = {}
): Promise<{ app: FastifyInstance, lines: LogLine[], text: () => string }> {
  const { stream, lines, text } = collectLog()
  const app = await build(t, options, configure, { ...server, logger: { level: 'trace', stream } })
  return { app, lines, text }
}

/** A stream for a logger, and what was written to it. */
export function collectLog (): { stream: Writable, lines: LogLine[], text: () => string } {
  const lines: LogLine[] = []
  const written: string[] = []
  const stream = new Writable({
    decodeStrings: false,
    write (chunk: string, _encoding, done) {
      written.push(chunk)
      for (const line of chunk.split('\n')) if (line !== '') lines.push(JSON.parse(line))
      done()
    }
  })
  return { stream, lines, text: () => written.join('') }
}

/** A call of the platform: a fresh body, with what is given of the conversation in place of the sample's. */
export function call (skill = 'greetings', conversation: Record<string, unknown> = {}) {
  return {
    conversation: {
      id: 'c1',
      language: 'en',
      memory: { person: { raw: 'Ada' } } as Record<string, unknown>,
      skill_stack: [skill],
      skill,
      skill_occurences: 1,
      participant_data: {},
      ...conversation
    },
    nlp: {
      uuid: randomUUID(), // a call of the same sentence would not be run again
      source: 'hi',
      intents: [{ slug: 'greetings', confidence: 0.99 }],
      entities: {} as Record<string, unknown>,
      act: 'assert',
      type: null,
      sentiment: 'neutral',
      language: 'en',
      processing_language: 'en',
      version: '2.10.1',
      timestamp: '2017-10-25T21:36:02.071243+00:00',
      status: 200
    }
  }
}

/** Posts JSON: text and bytes are sent as they are, anything else is written as JSON. */
export async function post (app: FastifyInstance, body: unknown, url = '/', headers: Record<
  string, string | string[]
> = {}): Promise<LightMyRequestResponse> {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } })
}

/** What the registration of a bot fails with. */
export async function registrationError (t: Test, options: object): Promise<Pick<FastifyError, 'code' | 'message'>> {
  const app = Fastify()
  t.teardown(() => app.close())
  try {
    await app.register(botWebhook, options as BotWebhookOptions)
  } catch (error) {
    return error as FastifyError
  }
  return { code: 'registered', message: 'the registration did not fail' }
}

/** Checks that an answer is a refusal in the one shape of an error body, and returns that. */
export function refused (t: Test, response: Pick<
  LightMyRequestResponse, 'statusCode' | 'body' | 'headers'
>, statusCode: number, code: string, what = code): ErrorBody {
  t.equal(response.statusCode, statusCode, `${what}: ${statusCode}`)
  t.match(response.headers['content-type'], /^application\/json\b/, `${what}: answered in JSON`)
  const body: ErrorBody = JSON.parse(response.body)
  t.match(body, { statusCode, code, error: STATUS_CODES[statusCode] ?? 'Error' }, `${what}: ${code}`)
  t.ok(Value.Check(ErrorBodySchema, body), `${what}: in the shape of an error body`)
  return body
}

/** Starts an app on a free port, which `inject` does not need, but duplicated slashes and headers do. */
export async function listen (app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

/** Sends a request with its path as it is. */
export function send (port: number, path: string, { method = 'POST', headers = {}, body = '' }: {
  method?: string, headers?: Record<string, string | string[]>, body?: string
} = {}): Promise<{ statusCode: number, headers: IncomingHttpHeaders, body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, incoming => {
      text(incoming).then(body => {
        resolve({ statusCode: incoming.statusCode ?? 0, headers: incoming.headers, body })
      }, reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** A connection on which an upload was announced and begun. */
export function announceUpload (port: number, path: string, bytes: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {}) // the server may hang up while we write
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: bot\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n{`
  )
  return socket
}

/** All that a connection receives until it is closed. */
export function received (socket: Socket): Promise<string> {
  return new Promise(resolve => {
    let all = ''
    socket.on('data', data => { all += data })
    socket.on('close', () => { resolve(all) })
  })
}
