import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

export const ISSUER = 'https://issuer.example.com/'
export const AUDIENCE = 'https://bot.example.com/webhook'

/** A pair of keys, and its public half as it stands in a key set. */
export interface Keys { kid: string, publicKey: KeyObject, privateKey: KeyObject, jwk: Record<string, unknown> }

export function rsaKeys (kid: string, modulusLength = 2048): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength })
  return { kid, publicKey, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } }
}

export function ecKeys (kid: string): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, publicKey, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } }
}

/** Claims that are good now. */
export function claims (changes: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return { iss: ISSUER, aud: AUDIENCE, sub: 'platform', iat: now, exp: now + 600, ...changes }
}

/** A token made by hand, since no library makes the bad ones. */
export function token (header: object, payload: object, signature: (input: string) => Buffer): string {
  const input = [header, payload].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${input}.${signature(input).toString('base64url')}`
}

export const rs256 = (key: KeyObject) => (input: string): Buffer => sign('sha256', Buffer.from(input), key)
export const es256 = (key: KeyObject) => (input: string): Buffer =>
  sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
export const hs256 = (secret: string | Buffer) =>
  (input: string): Buffer => createHmac('sha256', secret).update(input).digest()

/** A server on this machine that counts its requests. */
export async function countingServer (t: Pick<Test, 'teardown'>, answer: RequestListener): Promise<{
  url: string, requests: string[], answer: RequestListener, close: () => Promise<void>
}> {
  const requests: string[] = []
  const serving = {
    url: '',
    requests,
    answer,
    close: () => new Promise<void>(resolve => {
      server.close(() => { resolve() })
      server.closeAllConnections()
    })
  }
  // a connection that is closed while a busy machine lets it wait would look like a failure of the issuer
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    serving.answer(request, response)
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  serving.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.teardown(serving.close)
  return serving
}

/** Answers with a key set. */
export function serving (...keys: Keys[]): RequestListener {
  return (_request, response) => {
    response.setHeader('content-type', 'application/json')
      .end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
  }
}

/** Sets the monotonic clock ahead, as if so many milliseconds had passed; each call adds to that. */
export function timeMachine (t: Pick<Test, 'teardown'>): (milliseconds: number) => void {
  const now = performance.now.bind(performance)
  let ahead = 0
  performance.now = () => now() + ahead
  t.teardown(() => { performance.now = now })
  return milliseconds => { ahead += milliseconds }
}
