import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { INBOX_TOKEN } from './settings.ts'

/** What came of a request: 0 when there was no answer. */
export interface Asked { status: number, milliseconds: number }

const agent = new Agent({ keepAlive: true, maxSockets: 500 })
const TIMEOUT_MS = 20_000 // milliseconds

/** Posts JSON to a bot. */
export function post (url: string, path: string, body: unknown): Promise<Asked> {
  const began = performance.now()
  return new Promise(resolve => {
    const end = (status: number): void => { resolve({ status, milliseconds: performance.now() - began }) }
    const outgoing = request(url +
      path, {
      method: 'POST', agent, headers: { 'content-type': 'application/json' }, timeout: TIMEOUT_MS
    }, incoming => {
      incoming.resume()
      incoming.on('end', () => { end(incoming.statusCode as number) })
      incoming.on('error', () => { end(0) })
    })
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', () => { end(0) })
    outgoing.end(JSON.stringify(body))
  })
}

/** Asks a bot for JSON. @throws when it does not answer 200 */
export function get<T> (url: string, path: string): Promise<T> {
  const headers = { authorization: `Bearer ${INBOX_TOKEN}`, 'sec-fetch-site': 'same-origin' }
  return new Promise((resolve, reject) => {
    request(url + path, { agent, headers, timeout: TIMEOUT_MS }, incoming => {
      if (incoming.statusCode === 200) json(incoming).then(value => { resolve(value as T) }, reject)
      else reject(new Error(`${path} was answered ${incoming.resume().statusCode}`))
    }).on('error', reject).end()
  })
}
