import { setImmediate } from 'node:timers/promises'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import botWebhook, { basic, jwt, type JwtOptions } from '../../lib/index.ts'
import { build, buildWithLogs, call, post, refused, type LogLine } from '../support/app.ts'
import {
  AUDIENCE, ISSUER, claims, countingServer, ecKeys, es256, hs256, rs256, rsaKeys, serving, timeMachine, token,
  type Keys
} from '../support/token-issuer.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const first = rsaKeys('first')
const second = rsaKeys('second')
const unknownCaller = rsaKeys('first') // another pair under a name that is known
const elliptic = ecKeys('elliptic')
const weak = rsaKeys('weak', 1024)

const now = (): number => Math.floor(Date.now() / 1000)
const good = (changes: Record<
  string, unknown
> = {}, header: Record<string, unknown> = {}, { kid, privateKey }: Keys = first): string =>
  token({ alg: 'RS256', kid, ...header }, claims(changes), rs256(privateKey))
const bearing = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

type Issuer = Awaited<ReturnType<typeof countingServer>>

/** An app that takes the tokens of an issuer. */
async function accepting (t: Test, options: Partial<JwtOptions> = {}, keys: Keys[] = [first, elliptic, weak]) {
  const issuer = await countingServer(t, serving(...keys))
  const verifier = jwt({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${issuer.url}/keys`, ...options })
  const { app, lines, text } = await buildWithLogs(t, { auth: verifier }, ({ bot }) => { bot.fallback(() => 'in') })
  const status = async (token: string): Promise<number> => (await post(app, call(), '/', bearing(token))).statusCode
  return { app, issuer, lines, text, status }
}

function warningsOf (lines: LogLine[]): LogLine[] {
  return lines.filter(({ msg }) => msg.includes('keys of the issuer'))
}

t.test('a token of the issuer for this bot lets its bearer in', async t => {
  const { status, issuer } = await accepting(t, {}, [first, elliptic])
  const tokens = {
    plain: good(),
    'typ JWT': good({}, { typ: 'JWT' }),
    'typ at+jwt': good({}, { typ: 'at+jwt' }),
    'typ as a media type': good({}, { typ: 'application/at+JWT' }),
    'several audiences': good({ aud: ['other', AUDIENCE] }),
    'no kid, when one key fits': good({}, { kid: undefined }),
    'nbf in the past': good({ nbf: now() - 60 }),
    'a clock that is 10 seconds behind': good({ exp: now() - 10 }),
    'a clock that is 10 seconds ahead': good({ nbf: now() + 10 })
  }
  for (const [what, token] of Object.entries(tokens)) t.equal(await status(token), 200, what)
  t.strictSame(issuer.requests, ['GET /keys'], 'the keys are asked for once')
})

t.test('the name of the scheme is read in any case, with blanks around the token', async t => {
  const { app } = await accepting(t)
  for (const authorization of [`bearer ${good()}`, `BEARER   ${good()} `]) {
    t.equal((await post(app, call(), '/', { authorization })).statusCode, 200)
  }
})

t.test('no bad token is accepted, and none makes the bot call an address of its own', async t => {
  const attacker = await countingServer(t, serving(unknownCaller))
  const { app, issuer } = await accepting(t, { scope: 'webhook.call' }, [first, elliptic, weak])
  const pem = first.publicKey.export({ format: 'pem', type: 'spki' })
  const fine = { scope: 'webhook.call' }
  const hosted = `${attacker.url}/keys`
  const signed = good(fine)
  const [head = '', body = '', signature = ''] = signed.split('.')
  const without = (...names: string[]): Record<string, unknown> =>
    Object.fromEntries(Object.entries(claims(fine)).filter(([name]) => !names.includes(name)))
  const signedAs = (header: object, payload: object = claims(fine)): string =>
    token({ kid: 'first', ...header }, payload, rs256(first.privateKey))

  const bad: Record<string, string> = {
    'alg none, no signature': token({ alg: 'none' }, claims(fine), () => Buffer.alloc(0)),
    'alg none with a signature': signedAs({ alg: 'none' }),
    'alg None': signedAs({ alg: 'None' }),
    'no alg': signedAs({}),
    'alg that is a list': signedAs({ alg: ['RS256'] }),
    'alg in another case': signedAs({ alg: 'rs256' }),
    'HS256 with the public key as PEM': token({ alg: 'HS256', kid: 'first' }, claims(fine), hs256(pem)),
    'HS256 with the public key as DER': token({ alg: 'HS256', kid: 'first' }, claims(fine),
      hs256(first.publicKey.export({ format: 'der', type: 'spki' }))),
    'HS256 with the modulus': token({ alg: 'HS256', kid: 'first' }, claims(fine),
      hs256(Buffer.from(String(first.jwk.n), 'base64url'))),
    'HS256 with an empty secret': token({ alg: 'HS256', kid: 'first' }, claims(fine), hs256('')),
    'RS384, which is not chosen': signedAs({ alg: 'RS384' }),
    'PS256, which is not chosen': signedAs({ alg: 'PS256' }),
    'ES256, which is not chosen, rightly signed': token({ alg: 'ES256', kid: 'elliptic' }, claims(fine),
      es256(elliptic.privateKey)),
    'RS256 said of a key for ES256': signedAs({ alg: 'RS256', kid: 'elliptic' }),
    'a key that is too short': good(fine, {}, weak),
    'another issuer': good({ ...fine, iss: 'https://attacker.example.com/' }),
    'an issuer without its slash': good({ ...fine, iss: ISSUER.slice(0, -1) }),
    'a list of issuers': good({ ...fine, iss: [ISSUER] }),
    'no issuer': signedAs({ alg: 'RS256' }, without('iss')),
    'another audience': good({ ...fine, aud: 'https://other.example.com/' }),
    'an audience that begins alike': good({ ...fine, aud: `${AUDIENCE}/more` }),
    'no audience': signedAs({ alg: 'RS256' }, without('aud')),
    'no audience in the list': good({ ...fine, aud: [] }),
    'no expiry': signedAs({ alg: 'RS256' }, without('exp')),
    'an expiry that is text': good({ ...fine, exp: String(now() + 600) }),
    'an expiry that is null': good({ ...fine, exp: null }),
    'expired an hour ago': good({ ...fine, exp: now() - 3600 }),
    'expired a minute ago': good({ ...fine, exp: now() - 60 }),
    'not yet valid': good({ ...fine, nbf: now() + 600 }),
    'a start that is text': good({ ...fine, nbf: 'now' }),
    'an unknown kid': good(fine, { kid: 'unknown' }),
    'a kid that is a path': good(fine, { kid: '../../../dev/null' }),
    'a kid that is an address': good(fine, { kid: hosted }),
    'a key of somebody else under a known kid': good(fine, {}, unknownCaller),
    'jku that leads to the attacker': good(fine, { jku: hosted }, unknownCaller),
    'jku and an unknown kid': good(fine, { jku: hosted, kid: 'unknown' }, unknownCaller),
    'x5u that leads to the attacker': good(fine, { x5u: hosted }, unknownCaller),
    'its own key in jwk': good(fine, { jwk: unknownCaller.jwk }, unknownCaller),
    'its own key in jwk, without kid': good(fine, { jwk: unknownCaller.jwk, kid: undefined }, unknownCaller),
    'its own certificate in x5c': good(fine,
      { x5c: [first.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')] }, unknownCaller),
    'an unknown critical extension': good(fine,
      { crit: ['http://example.com/unknown'], 'http://example.com/unknown': 1 }),
    'a known critical extension': good(fine, { crit: ['b64'], b64: true }),
    'an unencoded payload': good(fine, { crit: ['b64'], b64: false }),
    'an empty list of critical extensions': good(fine, { crit: [] }),
    'a token for something else: dpop+jwt': good(fine, { typ: 'dpop+jwt' }),
    'a token for something else: logout+jwt': good(fine, { typ: 'logout+jwt' }),
    'typ that is a number': good(fine, { typ: 5 }),
    'no scope': good(),
    'another scope': good({ scope: 'webhook.read' }),
    'a scope that begins alike': good({ scope: 'webhook.call.none' }),
    'a scope that is an object': good({ scope: { 'webhook.call': true } }),
    'another payload under the signature': [
      head, Buffer.from(JSON.stringify(claims({ ...fine, sub: 'admin' }))).toString('base64url'), signature
    ].join('.'),
    'a signature that is cut': signed.slice(0, -10),
    'no signature': `${head}.${body}.`,
    'no signature and no dot': `${head}.${body}`,
    'five parts, as if encrypted': `${signed}.e30.e30`,
    'a payload that is no JSON': `${head}.bm9uZQ.${signature}`,
    'a payload that is a list': token({ alg: 'RS256', kid: 'first' }, [claims(fine)], rs256(first.privateKey)),
    'a header that is no JSON': `bm9uZQ.${body}.${signature}`,
    'not a token at all': 'secret-of-16-characters',
    '9 kB, rightly signed': good({ ...fine, more: 'x'.repeat(7000) })
  }
  t.ok(Object.keys(bad).length >= 30)

  const answers = new Set<string>()
  for (const [what, token] of Object.entries(bad)) {
    const response = await post(app, call(), '/', bearing(token))
    const { requestId, ...told } = refused(t, response, 401, 'FST_BOT_UNAUTHORIZED', what)
    answers.add(JSON.stringify([told, response.headers['www-authenticate'], response.headers.connection]))
  }
  t.equal(answers.size, 1, 'one answer to all of them')
  t.equal((await post(app, call(), '/', bearing(good(fine)))).statusCode, 200, 'a good one is still accepted')
  t.strictSame(attacker.requests, [], 'nobody else was asked')
  t.same([...new Set(issuer.requests)], ['GET /keys'])
  t.ok(issuer.requests.length <= 2, 'and the issuer at most twice')
})

t.test('64 kB of a token are refused', async t => {
  const issuer = await countingServer(t, serving(first))
  const app = await build(t, { auth: jwt({ issuer: ISSUER, audience: AUDIENCE, jwksUri: issuer.url }) },
    ({ bot }) => { bot.fallback(() => 'in') }, { http: { maxHeaderSize: 256 * 1024 } } as FastifyServerOptions)
  t.equal((await post(app, call(), '/', bearing(good({ more: 'x'.repeat(48 * 1024) })))).statusCode, 401)
  t.strictSame(issuer.requests, [], 'before anything is done about them')
})

t.test('other algorithms are accepted when they are chosen, and then no others', async t => {
  const { status } = await accepting(t, { algorithms: ['ES256'] })
  t.equal(await status(token({ alg: 'ES256', kid: 'elliptic' }, claims(), es256(elliptic.privateKey))), 200)
  t.equal(await status(good()), 401)
})

t.test('scopes are read as text and as list, under scope and scp, and all of them are asked for', async t => {
  const { status } = await accepting(t, { scope: 'call report' })
  for (const [granted, expected] of [
    [{ scope: 'report other call' }, 200], [{ scope: ['call', 'report'] }, 200], [{ scp: 'call report' }, 200],
    [{ scp: ['report', 'call'] }, 200],
    [{ scope: 'call' }, 401], [{ scope: ['call'] }, 401], [{ scope: 'other', scp: 'call report' }, 401],
    [{ scope: 'CALL report' }, 401], [{}, 401]
  ] as const) t.equal(await status(good(granted)), expected, JSON.stringify(granted))
})

t.test('a thousand tokens with unknown keys ask the issuer once, and twice a minute at most', async t => {
  const passTime = timeMachine(t)
  // a thousand signatures may take long
  t.intercept(AbortSignal, 'timeout', { value: () => new AbortController().signal })
  const { status, issuer } = await accepting(t)
  t.equal(await status(good()), 200)
  const unknown = (number: number): string => good({}, { kid: `unknown-${number}` })
  for (let asked = 1; asked <= 3; asked++) {
    passTime(31 * SECOND)
    const statuses = await Promise.all(Array.from({ length: 334 }, (_, index) => status(unknown(index))))
    t.ok(statuses.every(status => status === 401))
    t.equal(issuer.requests.length, 1 + asked, `after ${asked} times 31 seconds`)
  }
  passTime(20 * SECOND)
  t.equal(await status(unknown(0)), 401)
  t.equal(issuer.requests.length, 4, 'not again within half a minute')
})

t.test('a new key of the issuer is accepted with the first token it signs', async t => {
  const passTime = timeMachine(t)
  const { status, issuer } = await accepting(t)
  t.equal(await status(good()), 200)
  passTime(31 * SECOND)
  issuer.answer = serving(first, second)
  t.equal(await status(good({}, {}, second)), 200)
  t.equal(await status(good()), 200)
  t.equal(issuer.requests.length, 2)
})

t.test('a key that the issuer has withdrawn is refused ten minutes later', async t => {
  const passTime = timeMachine(t)
  const { status, issuer } = await accepting(t)
  t.equal(await status(good()), 200)
  issuer.answer = serving(second)
  passTime(9 * MINUTE)
  t.equal(await status(good()), 200, 'nobody has asked yet')
  t.equal(issuer.requests.length, 1)
  passTime(2 * MINUTE)
  t.equal(await status(good()), 401)
  t.equal(issuer.requests.length, 2)
})

t.test('while the issuer is down, known keys are used for a day, and the log says so', async t => {
  const passTime = timeMachine(t)
  const { status, issuer, lines, text } = await accepting(t)
  t.equal(await status(good()), 200)
  await issuer.close()
  for (const [what, time] of [
    ['10 minutes', 11 * MINUTE], ['an hour', HOUR], ['23 hours', 22 * HOUR - 12 * MINUTE]
  ] as const) {
    passTime(time)
    t.equal(await status(good()), 200, `known, after ${what}`)
    t.equal(await status(good({}, {}, second)), 401, `unknown, after ${what}`)
  }
  t.match(warningsOf(lines)[0], { level: 40, jwksUri: `${issuer.url}/keys`, failure: /^fetch failed: [A-Z_]+$/ })
  t.notMatch(text(), good().split('.')[1], 'no token is in the log')
  passTime(HOUR + 15 * MINUTE)
  t.equal(await status(good()), 401, 'after a day')
})

t.test('keys that are known do not wait for an issuer that hangs, but for the first time', async t => {
  const passTime = timeMachine(t)
  const { status, issuer } = await accepting(t)
  t.equal(await status(good()), 200)
  const { timeout } = AbortSignal
  AbortSignal.timeout = milliseconds => timeout.call(AbortSignal, milliseconds === 5000 ? 100 : milliseconds)
  t.teardown(() => { AbortSignal.timeout = timeout })
  issuer.answer = () => {}
  passTime(11 * MINUTE)
  t.equal(await status(good()), 200, 'the request is given up')
  AbortSignal.timeout = timeout // from here on it hangs
  passTime(MINUTE)
  const outcome = await Promise.race([
    status(good()), new Promise(resolve => { setTimeout(resolve, 60_000, 'waited').unref() })
  ])
  t.equal(outcome, 200)
  while (issuer.requests.length < 3) await setImmediate() // it was asked again all the same
  await issuer.close()
})

t.test('an issuer that comes back is heard of half a minute later', async t => {
  const passTime = timeMachine(t)
  const { status, issuer, lines } = await accepting(t)
  issuer.answer = (_request, response) => { response.writeHead(503).end('later') }
  t.equal(await status(good()), 401)
  issuer.answer = serving(first)
  t.equal(await status(good()), 401, 'it is not asked again at once')
  t.equal(issuer.requests.length, 1)
  passTime(31 * SECOND)
  t.equal(await status(good()), 200)
  t.match(warningsOf(lines), [{ failure: 'answered with status 503' }])
})

t.test('what is no key set is not used', async t => {
  const attacker = await countingServer(t, serving(first))
  const answers: Record<string, Issuer['answer']> = {
    'a redirect': (_request, response) => { response.writeHead(302, { location: attacker.url }).end() },
    'another status': (_request, response) => { response.writeHead(201).end(JSON.stringify({ keys: [first.jwk] })) },
    'no content': (_request, response) => { response.writeHead(204).end() },
    'no JSON': (_request, response) => { response.end('<html></html>') },
    'no list of keys': (_request, response) => { response.end(JSON.stringify({ keys: first.jwk })) },
    'too many bytes': (_request, response) => {
      response.end(JSON.stringify({ keys: [first.jwk], more: 'x'.repeat(128 * 1024) }))
    },
    'too many bytes, in pieces': (_request, response) => {
      response.write('{"keys":[')
      const timer = setInterval(() => { response.write(' '.repeat(16 * 1024)) }, 1)
      response.on('close', () => { clearInterval(timer) })
    },
    'a private key': (_request, response) => {
      response.end(JSON.stringify({ keys: [{ ...first.privateKey.export({ format: 'jwk' }), kid: 'first' }] }))
    },
    'a secret as key': (_request, response) => {
      response.end(JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'first' }] }))
    },
    'an answer that breaks off': (_request, response) => {
      response.writeHead(200, { 'content-length': 500 })
        .write('{"keys":[', () => { response.destroy() })
    }
  }
  for (const [what, answer] of Object.entries(answers)) {
    const { status, issuer } = await accepting(t, {}, [])
    issuer.answer = answer
    t.equal(await status(good()), 401, what)
    t.equal(await status(token({ alg: 'HS256', kid: 'first' }, claims(), hs256('secret'))), 401, `${what}, HS256`)
    t.equal(issuer.requests.length, 1, what)
  }
  t.strictSame(attacker.requests, [], 'the redirect is not followed')
})

t.test('a token without kid is refused when several keys could have signed it', async t => {
  const { status } = await accepting(t, {}, [first, second])
  t.equal(await status(good({}, { kid: undefined })), 401)
})

t.test('it stands beside other verifiers, on the errors route too', async t => {
  const issuer = await countingServer(t, serving(first))
  const password = 'sixteen-characters'
  const auth = [
    basic({ username: 'platform', password }), jwt({ issuer: ISSUER, audience: AUDIENCE, jwksUri: issuer.url })
  ]
  const app = await build(t, { auth }, ({ bot }) => { bot.fallback(() => 'in') })
  const known = { authorization: `Basic ${Buffer.from(`platform:${password}`).toString('base64')}` }
  for (const url of ['/', '/errors']) {
    t.equal((await post(app, call(), url, known)).statusCode, 200, `${url} with the password`)
    t.equal((await post(app, call(), url, bearing(good()))).statusCode, 200, `${url} with a token`)
    refused(t, await post(app, call(), url, bearing(good({ aud: 'other' }))), 401, 'FST_BOT_UNAUTHORIZED', url)
    refused(t, await post(app, call(), url), 401, 'FST_BOT_UNAUTHORIZED', url)
  }
  t.strictSame(issuer.requests, ['GET /'])
})

t.test('before it is prepared it lets nobody in', t => {
  const { verify } = jwt({ issuer: ISSUER, audience: AUDIENCE, jwksUri: 'https://issuer.example.com/keys' })
  t.equal(verify(bearing(good())), false)
  t.end()
})

t.test('options that cannot work are refused when it is made', t => {
  const fine = { issuer: ISSUER, audience: AUDIENCE, jwksUri: 'https://issuer.example.com/keys' }
  const wrong: Array<[object | undefined, RegExp]> = [
    [undefined, /issuer/], [{}, /issuer/], [{ ...fine, issuer: '' }, /issuer/],
    [{ ...fine, issuer: [ISSUER] }, /issuer/],
    [{ ...fine, audience: undefined }, /audience/], [{ ...fine, audience: '' }, /audience/],
    [{ ...fine, jwksUri: undefined }, /jwksUri/], [{ ...fine, jwksUri: 'keys' }, /jwksUri/],
    [{ ...fine, jwksUri: 'http://issuer.example.com/keys' }, /jwksUri.*https/],
    [{ ...fine, jwksUri: 'http://127.0.0.1.example.com/keys' }, /jwksUri/],
    [{ ...fine, jwksUri: 'file:///keys.json' }, /jwksUri/],
    [{ ...fine, jwksUri: 'https://user:password@issuer.example.com/keys' }, /credentials/],
    [{ ...fine, jwksUri: 'https://issuer.example.com/keys#first' }, /fragment/],
    [{ ...fine, scope: '' }, /scope/], [{ ...fine, scope: 'a  b' }, /scope/], [{ ...fine, scope: ['a'] }, /scope/],
    [{ ...fine, algorithms: [] }, /algorithms/], [{ ...fine, algorithms: 'RS256' }, /algorithms/],
    [{ ...fine, algorithms: ['HS256'] }, /algorithms/], [{ ...fine, algorithms: ['RS256', 'none'] }, /algorithms/],
    [{ ...fine, tokenUrl: 'http://issuer.example.com/token' }, /tokenUrl/]
  ]
  for (const [options, message] of wrong) {
    t.throws(() => jwt(options as never),
      { code: 'FST_BOT_OPTION_INVALID', message })
  }
  t.throws(() => jwt({ ...fine, clockTolerance: 5 } as never),
    { code: 'FST_BOT_OPTION_UNKNOWN', message: /unknown option clockTolerance; valid options: issuer/ })
  for (const jwksUri of ['http://localhost:8080/keys', 'http://127.0.0.2/keys', 'http://[::1]:80/keys']) {
    t.doesNotThrow(() => jwt({ ...fine, jwksUri }), jwksUri)
  }
  t.end()
})

t.test('the document shows it as OAuth 2 client credentials, or as a bearer of tokens', async t => {
  const settings = {
    issuer: 'http://issuer.example.com:8080/oauth/token',
    audience: AUDIENCE,
    jwksUri: 'https://issuer.example.com/keys'
  }
  const documentOf = async (options: Partial<JwtOptions>) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Test', version: '1.0.0' } } })
    await app.register(botWebhook, { auth: jwt({ ...settings, ...options }) })
    await app.ready()
    const { components, paths } = app.swagger() as {
      components?: { securitySchemes?: object }, paths?: Record<string, { post?: { security?: object[] } }>
    }
    return { schemes: components?.securitySchemes, security: paths?.['/']?.post?.security }
  }
  const name = 'botJwt-issuer.example.com_8080_oauth_token'
  t.match(await documentOf({ scope: 'call report', tokenUrl: 'https://issuer.example.com/token' }), {
    schemes: {
      [name]: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://issuer.example.com/token', scopes: { call: '', report: '' } } }
      }
    },
    security: [{ [name]: ['call', 'report'] }]
  })
  t.match(await documentOf({ scope: 'call' }), {
    schemes: { [name]: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    security: [{ [name]: [] }]
  })
})
