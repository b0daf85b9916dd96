import { METHODS } from 'node:http'
import fc from 'fast-check'
import { WebhookRequestSchema } from '../../schemas/index.ts'
import { call } from '../support/app.ts'
import { fromSchema } from './schema-arbitrary.ts'
import { byteEdits, mutateBytes, mutateValue, pick, pieces, valueEdits } from './mutate.ts'
import { credentials, routes, skills } from './target.ts'

/** A request as it is injected. */
export interface Request { method: string, url: string, headers: Record<string, string>, payload: Buffer }

const PLATFORM = { 'content-type': 'application/json' }
const BASES = 200 // good bodies that are mutated

/**
 * Requests that no platform sends: of ten, six are good bodies that were mutated, two are mere bytes, two have odd
 * headers and paths. They are drawn as short recipes, which are quick to draw and to shrink.
 */
export function requests (seed: number): fc.Arbitrary<Request> {
  const bases = [call(), ...fc.sample(fromSchema(WebhookRequestSchema), { seed, numRuns: BASES - 1 })].map(body =>
    JSON.stringify(body))

  const mutated = fc.record({
    base: fc.nat(), skill: fc.nat(), route: fc.nat(), values: valueEdits, bytes: byteEdits
  }).map(({ base, skill, route, values, bytes }) => {
    const body = mutateValue(withSkill(JSON.parse(pick(bases, base)), pick(skills, skill)), values)
    return {
      method: 'POST',
      url: pick(routes, route),
      headers: { ...PLATFORM, ...credentials },
      payload: mutateBytes(Buffer.from(JSON.stringify(body)), bytes)
    }
  })

  const raw = fc.record({
    route: fc.nat(), bytes: fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(), { maxLength: 8 }))
  }).map(({ route, bytes }) => {
    const payload = bytes instanceof Uint8Array
      ? Buffer.from(bytes)
      : Buffer.concat(bytes.map(index =>
        pick(pieces, index)))
    return { method: 'POST', url: pick(routes, route), headers: { ...PLATFORM, ...credentials }, payload }
  })

  const unusual = fc.record({
    method: fc.nat(),
    path: fc.array(fc.nat(), { maxLength: 5 }),
    headers: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 }),
    base: fc.nat()
  }).map(({ method, path, headers, base }) => ({
    method: pick(methods, method),
    url: `/${path.map(index => pick(steps, index)).join('')}`,
    headers: {
      ...PLATFORM,
      ...Object.fromEntries(headers.map(([name, value]) => [pick(headerNames, name), pick(headerValues, value)]))
    },
    payload: Buffer.from(pick(bases, base))
  })).filter(({ url }) => URL.canParse(url, 'http://localhost')) // inject takes no other

  return fc.oneof({ weight: 6, arbitrary: mutated }, { weight: 2, arbitrary: raw }, { weight: 2, arbitrary: unusual })
    .map(legible)
}

/** A request that is reported, when it was answered badly, with its bytes as text (Latin-1). */
function legible (request: Request): Request {
  return Object.assign(request,
    { [fc.toStringMethod]: () => JSON.stringify({ ...request, payload: request.payload.toString('latin1') }) })
}

/** Most of the mutated bodies reach a handler only if they name its skill. */
function withSkill (body: unknown, skill: string | undefined): unknown {
  if (skill === undefined) return body
  const { conversation, ...more } = body as Record<string, unknown>
  return { ...more, conversation: { ...(conversation as object | undefined), skill } }
}

const methods = [
  'POST', 'POST', 'POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'QUERY', 'PROPFIND', 'SEARCH'
].filter(method => METHODS.includes(method))

const steps = [
  '', '/', 'errors', 'errors/', 'act', 'act/', 'act/5', 'guarded', 'guarded/', 'guarded/errors', 'orders/', '%2f',
  '%00', '%zz', '%', '%e2%82', '..', '../', './', ';', ';a=b', ':', '*', ' ', 'é', '💬', '\\', '//',
  '?', '?a=1', '?__proto__[x]=1', '?a=%zz', '&b', '#', 'x'.repeat(200), 'ERRORS', '.json', '@', '__proto__',
  'constructor'
]

const headerNames = [
  'content-type', 'content-type', 'content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'expect',
  'accept', 'accept-encoding', 'authorization', 'authorization', 'x-bot-key', 'cookie',
  'host', 'origin', 'x-forwarded-for', 'x-http-method-override', 'accept-version', 'range', 'if-none-match', 'upgrade',
  'connection', 'user-agent', '__proto__', 'constructor', 'x-request-id'
]

const headerValues = [
  '', ' ', '*', '*/*', '0', '-1', '5', '1e9', '999999999', 'NaN', 'application/json',
  'application/json; charset=utf-16', 'application/json;', ' application/json', 'APPLICATION/JSON',
  'application/json, text/plain',
  'text/plain', 'text/html', 'application/x-www-form-urlencoded', 'multipart/form-data',
  'multipart/form-data; boundary=', 'application/\tjson', 'application', '/', ';', 'gzip', 'chunked', '100-continue',
  'identity',
  'Basic', 'Basic ', 'Basic !!!', 'Basic OnBhc3M=', 'Bearer', 'Bearer x', 'bearer  x', 'Digest a="b"', 'x'.repeat(5000),
  '"', "'", '💬', '\t', 'null', '{}', '1.2.3', '>=1', 'a=b; c=d', '127.0.0.1', 'h2c', 'close',
  ...Object.values(credentials)
]
