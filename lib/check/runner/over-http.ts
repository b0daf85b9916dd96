import { request as overTcp } from 'node:http'
import { request as overTls } from 'node:https'
import type { Transport } from '../../platform/calls/transport.ts'

/**
 * Calls over the network, each on a connection of its own: one that a server closes after an answer must not look like
 * a call that was not answered. Redirects are not followed, and nothing is unpacked.
 */
export const overHttp: Transport = ({ method, url, headers, body }, signal) => new Promise((resolve, reject) => {
  const open = new URL(url).protocol === 'https:' ? overTls : overTcp
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const outgoing = open(
    url,
    { method, signal, agent: false, headers: { ...headers, ...length, connection: 'close' } },
    incoming => {
      const answered = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])
      resolve({ status: incoming.statusCode as number, headers: Object.fromEntries(answered), body: incoming })
    }
  )
  // of no effect once there is an answer: a server may refuse a body that it has not read
  outgoing.on('error', reject)
  outgoing.on('close', () => { reject(new Error('it switched protocols')) })
  outgoing.end(body)
})
