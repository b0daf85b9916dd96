import { gzipSync } from 'node:zlib'
import type { ServerResponse } from 'node:http'
import type { Animal } from './animal.ts'
import { json, says } from './webhook.ts'

/** Sends a body as it is. */
const raw = (response: ServerResponse, body: string | Buffer, headers: Record<string, string | number> = {}, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)

/** Those whose answers cannot be used, or not for long. */
export const badAnswers: Record<string, Animal> = {
  'never answers': { rule: 'answer-arrives', timeout: 1000, habits: { send: () => {} } },
  'hangs up': { rule: 'answer-arrives', habits: { send: response => response.destroy() } },
  'drips its answer for ever': {
    rule: 'answer-arrives',
    timeout: 1000,
    habits: {
      send: response => {
        const drip = setInterval(() => { response.write(' ') }, 50)
        response.on('close', () => { clearInterval(drip) })
      }
    }
  },
  'pours out its answer for ever': {
    rule: 'answer-size',
    habits: {
      send: response => {
        const pour = () => { while (!response.destroyed && response.write(' '.repeat(65536))) ; }
        response.on('drain', pour)
        pour()
      }
    }
  },
  'sends all of its rows': { rule: 'answer-size', habits: { send: (response, answer) => json(response, { ...answer as object, rows: 'x'.repeat(2 ** 21) }) } },
  'promises more bytes than it sends': { rule: 'answer-http', habits: { send: response => raw(response, '{"replies":', { 'content-length': 999 }).socket?.end() } },
  'speaks no HTTP': { rule: 'answer-http', habits: { send: response => response.socket?.end('Roger that\r\n\r\n') } },
  'is found at another address': { rule: 'answer-redirect', habits: { send: response => raw(response, '', { location: '/webhook/' }, 302) } },
  'answers GET only': {
    rule: 'answer-status',
    habits: { admits: (_, { method, url }) => method === 'GET' || url === '/errors', refuse: response => raw(response, 'Cannot POST /', {}, 404) }
  },
  'answers Created': { rule: 'answer-status', habits: { send: (response, answer) => json(response, answer, 201) } },
  'answers nothing': { rule: 'answer-empty', habits: { send: response => response.end() } },
  'answers OK': { rule: 'answer-json', habits: { send: response => raw(response, 'OK', { 'content-type': 'text/plain' }) } },
  'answers with its front page': { rule: 'answer-json', habits: { send: response => raw(response, '<!doctype html><title>Welcome</title>', { 'content-type': 'text/html' }) } },
  'stringifies twice': { rule: 'answer-string', habits: { send: (response, answer) => json(response, JSON.stringify(answer)) } },
  'answers with the replies alone': { rule: 'answer-object', habits: { answer: call => says(call, 'Hello').replies } },
  'saves its answers with a byte order mark': { rule: 'answer-utf8', habits: { send: (response, answer) => raw(response, '\uFEFF' + JSON.stringify(answer)) } },
  'writes Latin 1': { rule: 'answer-utf8', habits: { answer: call => says(call, 'Où ça ?'), send: (response, answer) => raw(response, Buffer.from(JSON.stringify(answer), 'latin1')) } },
  'packs what nobody asked it to pack': { rule: 'answer-utf8', habits: { send: (response, answer) => raw(response, gzipSync(JSON.stringify(answer)), { 'content-encoding': 'gzip' }) } },
  'says that it is HTML': { rule: 'answer-media-type', habits: { send: (response, answer) => raw(response, JSON.stringify(answer), { 'content-type': 'text/html' }) } },
  'looks long sentences up in a slow service': {
    rule: 'answer-slow',
    timeout: 1500,
    habits: {
      answer: async call => {
        if (call.nlp.source.length > 500) await new Promise(resolve => setTimeout(resolve, 1000))
        return says(call, 'Hello')
      }
    }
  }
}
