import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Socket } from 'node:net'
import t from 'tap'
import type { FastifyInstance } from 'fastify'
import { basic, bearer, header, type Auth, type Verifier } from '../../lib/index.ts'
import {
  announceUpload, build, buildWithLogs, call, listen, post, received, refused, registrationError, send
} from '../support/app.ts'

type Headers = Record<string, string>
/** What a request is described by, and the headers with which it is made. */
type Case = readonly [what: string, headers: Headers]

const passwords = ['first-password-0001', 'zweites Pässwort №2 🔑', 'third:with:colons:3'] as const
const tokens = ['first-token-00000001', 'second.token~with+all/chars-2==', 'THIRD_token_00000003'] as const
const keys = ['first-key-0000000001', 'second key with blanks', '"third" {key}, ;=/\\3'] as const
const [password, , colons] = passwords
const [token] = tokens
const [key] = keys

const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64')
const authorization = (value: string): Headers => ({ authorization: value })
const xKey = (value: string): Headers => ({ 'x-bot-key': value })

const kinds: Array<{ name: string, verifier: Verifier, challenge: string, right: Case[], wrong: Case[] }> = [
  {
    name: 'basic()',
    verifier: basic({ username: 'plätform', password: passwords }),
    challenge: 'Basic',
    right: [
      ...passwords.map((each, index): Case =>
        [`password ${index + 1}`, authorization(`Basic ${base64(`plätform:${each}`)}`)]),
      ['scheme in lower case', authorization(`basic ${base64(`plätform:${password}`)}`)],
      ['scheme in upper case', authorization(`BASIC ${base64(`plätform:${password}`)}`)],
      ['scheme in mixed case', authorization(`bAsIc ${base64(`plätform:${password}`)}`)],
      ['several blanks after the scheme', authorization(`Basic   ${base64(`plätform:${password}`)}`)],
      ['base64 without its padding', authorization(`Basic ${base64(`plätform:${colons}`).replace(/=+$/, '')}`)]
    ],
    wrong: [
      ['scheme only', authorization('Basic')],
      ['scheme and a blank', authorization('Basic ')],
      ['scheme and padding', authorization('Basic ==')],
      ['no scheme', authorization(base64(`plätform:${password}`))],
      ['no blank after the scheme', authorization(`Basic${base64(`plätform:${password}`)}`)],
      ['scheme twice', authorization(`Basic Basic ${base64(`plätform:${password}`)}`)],
      ['Bearer instead', authorization(`Bearer ${base64(`plätform:${password}`)}`)],
      ['Digest instead', authorization(`Digest ${base64(`plätform:${password}`)}`)],
      ['a scheme that begins alike', authorization(`Basically ${base64(`plätform:${password}`)}`)],
      ['not in base64', authorization(`Basic plätform:${password}`)],
      ['no base64', authorization('Basic !"§$%&')],
      ['base64 for URLs', authorization(`Basic ${Buffer.from('plätform:?>?>?>?>?>?>?>?>').toString('base64url')}`)],
      ['right user, wrong password', authorization(`Basic ${base64('plätform:wrong-password-0001')}`)],
      ['right user, no password', authorization(`Basic ${base64('plätform:')}`)],
      ['user without a colon', authorization(`Basic ${base64('plätform')}`)],
      ['wrong user, right password', authorization(`Basic ${base64(`platform:${password}`)}`)],
      ['no user, right password', authorization(`Basic ${base64(`:${password}`)}`)],
      ['password only', authorization(`Basic ${base64(password)}`)],
      ['password as user', authorization(`Basic ${base64(`${password}:plätform`)}`)],
      ['start of the password', authorization(`Basic ${base64(`plätform:${password.slice(0, -1)}`)}`)],
      ['end of the password', authorization(`Basic ${base64(`plätform:${password.slice(1)}`)}`)],
      ['part of the password before its colon', authorization(`Basic ${base64('plätform:third')}`)],
      ['one character more', authorization(`Basic ${base64(`plätform:${password}1`)}`)],
      ['a blank more', authorization(`Basic ${base64(`plätform:${password} `)}`)],
      ['a line break more', authorization(`Basic ${base64(`plätform:${password}\n`)}`)],
      ['a NUL more', authorization(`Basic ${base64(`plätform:${password}\0`)}`)],
      ['another letter case', authorization(`Basic ${base64(`plätform:${password.toUpperCase()}`)}`)],
      ['another case of the user', authorization(`Basic ${base64(`Plätform:${password}`)}`)],
      ['two passwords at once', authorization(`Basic ${base64(`plätform:${password}${colons}`)}`)],
      ['the list of passwords', authorization(`Basic ${base64(`plätform:${passwords.join(',')}`)}`)],
      ['in Latin-1 instead of UTF-8', authorization(`Basic ${base64(`plätform:${password}`, 'latin1')}`)],
      ['in UTF-16 instead of UTF-8', authorization(`Basic ${base64(`plätform:${password}`, 'utf16le')}`)],
      ['percent-encoded', authorization(`Basic ${base64(encodeURIComponent(`plätform:${password}`))}`)],
      ['encoded twice', authorization(`Basic ${base64(base64(`plätform:${password}`))}`)],
      ['garbage behind', authorization(`Basic ${base64(`plätform:${password}`)} garbage`)],
      ['a list of two', authorization(`Basic ${base64(`plätform:${password}`)}, Basic ${base64('a:b')}`)],
      ['garbage before', authorization(`garbage Basic ${base64(`plätform:${password}`)}`)],
      ['16 kB of text', authorization('x'.repeat(16384))],
      ['16 kB of base64', authorization(`Basic ${base64(`plätform:${'x'.repeat(12288)}`)}`)],
      ['16 kB of blanks', authorization(`Basic${' '.repeat(16384)}!`)],
      ['in another header', { 'proxy-authorization': `Basic ${base64(`plätform:${password}`)}` }]
    ]
  },
  {
    name: 'bearer()',
    verifier: bearer(tokens),
    challenge: 'Bearer',
    right: [
      ...tokens.map((each, index): Case => [`token ${index + 1}`, authorization(`Bearer ${each}`)]),
      ['scheme in lower case', authorization(`bearer ${token}`)],
      ['scheme in upper case', authorization(`BEARER ${token}`)],
      ['scheme in mixed case', authorization(`bEaReR ${token}`)],
      ['several blanks after the scheme', authorization(`Bearer   ${token}`)]
    ],
    wrong: [
      ['scheme only', authorization('Bearer')],
      ['scheme and a blank', authorization('Bearer ')],
      ['scheme and padding', authorization('Bearer ==')],
      ['no scheme', authorization(token)],
      ['no blank after the scheme', authorization(`Bearer${token}`)],
      ['a tab after the scheme', authorization(`Bearer\t${token}`)],
      ['a colon after the scheme', authorization(`Bearer: ${token}`)],
      ['scheme twice', authorization(`Bearer Bearer ${token}`)],
      ['Basic instead', authorization(`Basic ${token}`)],
      ['Token instead', authorization(`Token ${token}`)],
      ['a scheme that begins alike', authorization(`Bearers ${token}`)],
      ['wrong token', authorization('Bearer wrong-token-00000001')],
      ['start of the token', authorization(`Bearer ${token.slice(0, -1)}`)],
      ['end of the token', authorization(`Bearer ${token.slice(1)}`)],
      ['one character more', authorization(`Bearer ${token}1`)],
      ['padding more', authorization(`Bearer ${token}=`)],
      ['padding less', authorization(`Bearer ${tokens[1].slice(0, -1)}`)],
      ['another letter case', authorization(`Bearer ${token.toUpperCase()}`)],
      ['two tokens at once', authorization(`Bearer ${token}${tokens[2]}`)],
      ['the list of tokens', authorization(`Bearer ${tokens.join(',')}`)],
      ['in quotes', authorization(`Bearer "${token}"`)],
      ['in base64', authorization(`Bearer ${base64(token)}`)],
      ['percent-encoded', authorization(`Bearer ${encodeURIComponent(tokens[1])}`)],
      ['garbage behind', authorization(`Bearer ${token} garbage`)],
      ['a parameter behind', authorization(`Bearer ${token}; realm=x`)],
      ['a list of two', authorization(`Bearer ${token}, Bearer ${token}`)],
      ['garbage before', authorization(`garbage Bearer ${token}`)],
      ['16 kB of text', authorization('x'.repeat(16384))],
      ['16 kB of token', authorization(`Bearer ${'x'.repeat(16384)}`)],
      ['16 kB of padding', authorization(`Bearer x${'='.repeat(16384)}!`)],
      ['in another header', { 'x-access-token': token }]
    ]
  },
  {
    name: 'header()',
    verifier: header('X-Bot-Key', keys),
    challenge: 'ApiKey',
    right: [
      ...keys.map((each, index): Case => [`value ${index + 1}`, xKey(each)]),
      ['name in upper case', { 'X-BOT-KEY': key }]
    ],
    wrong: [
      ['empty', xKey('')],
      ['a blank', xKey(' ')],
      ['wrong value', xKey('wrong-key-0000000001')],
      ['start of the value', xKey(key.slice(0, -1))],
      ['end of the value', xKey(key.slice(1))],
      ['one character more', xKey(`${key}1`)],
      ['a comma more', xKey(`${key},`)],
      ['another letter case', xKey(key.toUpperCase())],
      ['two values at once', xKey(key + keys[1])],
      ['the list of values', xKey(keys.join(','))],
      ['the same value twice', xKey(`${key}, ${key}`)],
      ['two blanks instead of one', xKey(keys[1].replace(' ', '  '))],
      ['in quotes', xKey(`"${key}"`)],
      ['in base64', xKey(base64(key))],
      ['percent-encoded', xKey(encodeURIComponent(keys[2]))],
      ['with a scheme', xKey(`Bearer ${key}`)],
      ['garbage behind', xKey(`${key} garbage`)],
      ['the name of a property', xKey('[object Object]')],
      ['16 kB of text', xKey('x'.repeat(16384))],
      ['in a header that begins alike', { 'x-bot-keys': key }],
      ['in Authorization', authorization(key)],
      ['in Authorization, as a bearer token', authorization(`Bearer ${key}`)]
    ]
  }
]
const missing: Case[] = [
  ['nothing', {}],
  ['an empty Authorization', authorization('')],
  ['a blank Authorization', authorization(' ')],
  ['the word undefined', { ...authorization('undefined'), ...xKey('undefined') }],
  ['the word null', { ...authorization('null'), ...xKey('null') }],
  ['the word true', { ...authorization('true'), ...xKey('true') }],
  ['a cookie', { cookie: `authorization=${token}; x-bot-key=${key}` }]
]
const everyRight = kinds.flatMap(({ right }) => right)
const everyWrong = [...missing, ...kinds.flatMap(({ wrong }) => wrong)]
const verifiers = kinds.map(({ verifier }) => verifier)
const good = authorization(`Bearer ${token}`)
const bad = authorization('Bearer wrong-token-00000001')

const UPLOAD = 40 * 2 ** 20 // bytes

const answering = (app: FastifyInstance) => { app.bot.fallback(() => 'come in') }

t.test('forgetting to say who may call is an error, not an open webhook', async t => {
  for (const [what, options] of Object.entries({
    'no options': {}, 'auth undefined': { auth: undefined }, 'errorsAuth only': { errorsAuth: false }
  })) {
    const { code, message } = await registrationError(t, options)
    t.equal(code, 'FST_BOT_AUTH_REQUIRED', what)
    t.match(message, /basic\(\), bearer\(\), header\(\) or jwt\(\), or auth: false/,
      `${what}: the message says what to give`)
  }
})

t.test('anything else than a verifier, a list of these or false is an error', async t => {
  const values: Record<string, unknown> = {
    'an empty list': [],
    'an object': {},
    true: true,
    null: null,
    'a number': 0,
    'a string': 'x',
    'an empty string': '',
    'a function': () => true,
    'an object whose verify is no function': { verify: true },
    'a list with false': [false],
    'a list with a hole': [bearer(token), undefined],
    'a list in a list': [[bearer(token)]],
    'the secret itself': [token]
  }
  for (const [what, value] of Object.entries(values)) {
    const { code, message } = await registrationError(t, { auth: value })
    t.equal(code, 'FST_BOT_OPTION_INVALID', `auth: ${what}`)
    t.match(message, /^option auth /, `auth: ${what}: the message names the option`)
    t.notMatch(message, token, `auth: ${what}: the message holds no secret`)

    const errors = await registrationError(t, { auth: bearer(token), errorsAuth: value })
    t.equal(errors.code, 'FST_BOT_OPTION_INVALID', `errorsAuth: ${what}`)
    t.match(errors.message, /^option errorsAuth /, `errorsAuth: ${what}: the message names the option`)
  }
})

t.test('a secret of fewer than 16 characters is refused at boot, and not repeated in the message', async t => {
  for (const secret of ['hunter2', 'fifteen-letters']) {
    const makers = {
      'basic({ password })': () => basic({ username: 'platform', password: secret }),
      'bearer(token)': () => bearer(secret),
      'header(value)': () => header('x-bot-key', secret),
      'basic({ password }) in a list': () => basic({ username: 'platform', password: [password, secret] }),
      'bearer(token) in a list': () => bearer([secret, token]),
      'header(value) in a list': () => header('x-bot-key', [key, secret])
    }
    for (const [what, make] of Object.entries(makers)) {
      const error = thrownBy(make)
      t.match(error, { code: 'FST_BOT_SECRET_WEAK', message: what.replace(' in a list', '') },
        `${what} of ${secret.length} characters`)
      t.match(error.message, `${secret.length} characters`, `${what}: the message says how long it is`)
      t.notOk(`${error.message}${error.stack}${JSON.stringify(error)}`.includes(secret),
        `${what}: the error does not hold the secret`)
    }
  }
  t.doesNotThrow(() => bearer('sixteen-letters!'.replace('!', '.')), '16 characters are enough')
})

t.test('credentials that nobody could ever send are refused at boot', async t => {
  const long = 'x'.repeat(16)
  const makers: Record<string, () => Verifier> = {
    'a user name with a colon': () => basic({ username: 'plat:form', password: long }),
    'an empty user name': () => basic({ username: '', password: long }),
    'no user name': () => basic({ password: long } as never),
    'a user name that is a number': () => basic({ username: 5 as never, password: long }),
    'no password': () => basic({ username: 'platform' } as never),
    'a password with a line break': () => basic({ username: 'platform', password: `${long}\n` }),
    'a password with a NUL': () => basic({ username: 'platform', password: `\0${long}` }),
    'a token with a blank': () => bearer(`${long} ${long}`),
    'a token with a line break': () => bearer(`${long}\n`),
    'a token with an umlaut': () => bearer(`${long}ä`),
    'a token with padding inside': () => bearer(`${long}=${long}`),
    'a token with its scheme': () => bearer(`Bearer ${long}`),
    'an empty token': () => bearer(''),
    'a header with a blank at the start': () => header('x-bot-key', ` ${long}`),
    'a header with a blank at the end': () => header('x-bot-key', `${long} `),
    'a header with a line break': () => header('x-bot-key', `${long}\r\nx-admin: 1`),
    'a header with an umlaut': () => header('x-bot-key', `${long}ä`),
    'an empty header': () => header('x-bot-key', ''),
    'an empty header name': () => header('', long),
    'a header name with a blank': () => header('x bot key', long),
    'a header name with a colon': () => header('x-bot-key:', long),
    'a header name with a line break': () => header('x-bot-key\n', long),
    'a header name with an umlaut': () => header('x-böt-key', long),
    'a header name that is a number': () => header(5 as never, long)
  }
  for (const secrets of [undefined, null, 5, true, {}, [], [5], [long, null], [[long]]]) {
    const written = JSON.stringify(secrets) ?? 'undefined'
    makers[`the password ${written}`] = () => basic({ username: 'platform', password: secrets as never })
    makers[`the token ${written}`] = () => bearer(secrets as never)
    makers[`the header ${written}`] = () => header('x-bot-key', secrets as never)
  }
  for (const [what, make] of Object.entries(makers)) {
    const { code, message } = thrownBy(make)
    t.equal(code, 'FST_BOT_OPTION_INVALID', what)
    t.match(message, /^option (basic|bearer|header)\(/, `${what}: the message names the function`)
    t.notMatch(message, long, `${what}: the message holds no secret`)
  }
})

for (const { name, verifier, right, wrong } of kinds) {
  t.test(`${name} lets in whoever has one of its secrets`, async t => {
    const app = await build(t, { auth: verifier }, answering)
    for (const [what, headers] of right) {
      const response = await post(app, call(), '/', headers)
      t.equal(response.statusCode, 200, what)
      t.match(response.json(), { replies: [{ content: 'come in' }] }, `${what}: the handler answers`)
    }
  })

  t.test(`${name} refuses everybody else`, async t => {
    const app = await build(t, { auth: verifier },
      app => { app.bot.fallback(() => { t.fail('the handler was called') }) })
    for (const [what, headers] of [...missing, ...wrong]) {
      refused(t, await post(app, call(), '/', headers), 401, 'FST_BOT_UNAUTHORIZED', what)
    }
  })

  t.test(`${name} is not opened by the secrets of another kind`, async t => {
    const app = await build(t, { auth: verifier },
      app => { app.bot.fallback(() => { t.fail('the handler was called') }) })
    const others = kinds.filter(kind => kind.name !== name)
    for (const other of others) {
      for (const [what, headers] of other.right) {
        t.equal((await post(app, call(), '/', headers)).statusCode, 401,
        `${other.name}: ${what}`)
      }
    }
  })
}

t.test('of several verifiers any may let a caller in', async t => {
  const app = await build(t, { auth: verifiers }, answering)
  for (const [what, headers] of everyRight) t.equal((await post(app, call(), '/', headers)).statusCode, 200, what)
  t.equal((await post(app, call(), '/', { ...authorization('Bearer wrong-token-00000001'), ...xKey(key) })).statusCode,
    200, 'one right, one wrong')
})

t.test('of several verifiers none lets in a caller without a secret', async t => {
  const app = await build(t, { auth: verifiers },
    app => { app.bot.fallback(() => { t.fail('the handler was called') }) })
  for (const [what, headers] of everyWrong) t.equal((await post(app, call(), '/', headers)).statusCode, 401, what)
})

t.test('the answer to a refused caller is the same whatever was wrong', async t => {
  for (const auth of [...verifiers, verifiers]) {
    const app = await build(t, { auth }, answering)
    const answers = new Set<string>()
    for (const [, headers] of everyWrong) {
      const response = await post(app, call(), '/', headers)
      const { requestId, ...body } = response.json()
      t.type(requestId, 'string')
      const { date, 'content-length': length, ...sent } = response.headers
      answers.add(JSON.stringify({ body, sent, length: Number(length) - requestId.length }))
    }
    t.equal(answers.size, 1, 'one answer to all of them')
  }
})

t.test('a refused caller is told of each kind of credentials once', async t => {
  const auth = [
    ...verifiers, bearer('another-token-000001'), basic({ username: 'other', password: 'another-password' })
  ]
  const port = await listen(await build(t, { auth }))
  const response = await send(port, '/')
  const challenges = response.headers['www-authenticate']?.split(/, (?=[A-Z][A-Za-z]+ realm)/) ?? []
  t.same(challenges.map(challenge => challenge.split(' ')[0]), kinds.map(({ challenge }) => challenge))
  for (const challenge of challenges) t.match(challenge, / realm="/, `${challenge} names a realm`)
})

t.test('an accepted caller is not told how to identify', async t => {
  const app = await build(t, { auth: verifiers }, answering)
  const { headers } = await post(app, call(), '/', good)
  t.notOk('www-authenticate' in headers)
  t.not(headers.connection, 'close')
})

t.test('a header that is sent twice does not get round a wrong value', async t => {
  const port = await listen(await build(t, { auth: verifiers }, answering))
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(call())
  const once = await send(port, '/', { headers: { ...headers, 'x-bot-key': [key] }, body })
  t.equal(once.statusCode, 200, 'once')
  const twice = await send(port, '/', { headers: { ...headers, 'x-bot-key': [key, key] }, body })
  t.equal(twice.statusCode, 401, 'twice the right value')
  const both = await send(port, '/', { headers: { ...headers, 'x-bot-key': ['wrong', key] }, body })
  t.equal(both.statusCode, 401, 'a wrong value and the right one')
  const second = await send(port, '/',
    { headers: { ...headers, authorization: ['Bearer wrong-token-00000001', `Bearer ${token}`] }, body })
  t.equal(second.statusCode, 401, 'a right Authorization after a wrong one')
})

t.test('credentials are asked for before the body is looked at', async t => {
  let parsed = 0
  const app = await build(t, { auth: verifiers, bodyLimit: 100 }, app => {
    app.addHook('preParsing', async () => { parsed++ })
    app.bot.fallback(() => 'come in')
  })
  const bodies: Record<string, [body: string, type: string]> = {
    'malformed JSON': ['{"conversation":', 'application/json'],
    'a body over the limit': [JSON.stringify('x'.repeat(1000)), 'application/json'],
    'another media type': ['hello', 'text/plain'],
    'an invalid media type': ['hello', 'nonsense'],
    'a body that breaks the schema': ['[]', 'application/json'],
    'an empty body': ['', 'application/json']
  }
  for (const [what, [body, type]] of Object.entries(bodies)) {
    refused(t, await post(app, body, '/', { ...bad, 'content-type': type }), 401, 'FST_BOT_UNAUTHORIZED', what)
  }
  t.equal(parsed, 0, 'no body was read')
  const response = await post(app, '{"conversation":', '/', good)
  t.equal(response.statusCode, 400, 'with the right credentials it is')
  t.equal(parsed, 1)
})

t.test('a refused caller who announces an upload is answered without waiting for it', async t => {
  const port = await listen(await build(t, { auth: bearer(token), bodyLimit: UPLOAD }))
  const answer = await received(announceUpload(port, '/', UPLOAD))
  t.match(answer, /^HTTP\/1\.1 401 /, 'the caller is told')
  t.match(answer, /^connection: close\r$/im, 'and told that this connection ends')
  t.match(answer, /"code":"FST_BOT_UNAUTHORIZED"/)
})

t.test('an upload without credentials is cut off, not read to its end', async t => {
  const app = await build(t, { auth: bearer(token), bodyLimit: UPLOAD })
  let accepted: Socket | undefined
  app.server.on('connection', socket => { accepted = socket })
  const port = await listen(app)
  await new Promise(resolve => {
    const socket = announceUpload(port, '/', UPLOAD)
    const chunk = Buffer.alloc(64 * 1024, ' ')
    let left = UPLOAD
    const upload = () => {
      while (left > 0 && socket.writable) {
        left -= chunk.length
        if (!socket.write(chunk)) return
      }
    }
    socket.on('drain', upload)
    received(socket).then(resolve)
    upload()
  })
  t.ok(accepted?.destroyed, 'the connection is closed')
  t.ok((accepted?.bytesRead ?? Infinity) <= 5 * 2 ** 20, `at most 5 MB of 40 MB were read: ${accepted?.bytesRead}`)
})

t.test('every route and every spelling of it asks for credentials', async t => {
  for (const prefix of ['', '/bots/1']) {
    const app = await build(t, {
      auth: bearer(token), prefix, path: '/hook', methods: ['GET', 'POST', 'PUT', 'PATCH']
    }, app => {
      answering(app)
      app.bot.action('/order/:id', { method: 'GET' }, () => 'order')
      app.bot.action('/cancel', () => 'cancelled')
    })
    const port = await listen(app)
    const routes = [
      'GET /hook', 'POST /hook', 'PUT /hook', 'PATCH /hook', 'GET /order/1', 'POST /cancel', 'POST /errors'
    ]
    for (const [method = '', path = ''] of routes.map(route => route.split(' '))) {
      for (const spelling of [path, `${path}/`, `/${path}`, `/${path}/`]) {
        const url = prefix + spelling
        const content = method === 'GET' ? {} : { 'content-type': 'application/json' }
        const body = method === 'GET' ? '' : JSON.stringify(call())
        t.equal((await send(port, url, { method, headers: { ...content, ...bad }, body })).statusCode, 401,
          `${method} ${url} without credentials`)
        t.equal((await send(port, url, { method, headers: { ...content, ...good }, body })).statusCode, 200,
          `${method} ${url} with credentials`)
      }
    }
  }
})

t.test('every verifier is asked every time, whichever lets the caller in', async t => {
  const asked: string[] = []
  const custom = (name: string): Verifier => ({
    verify (headers) {
      asked.push(name)
      return headers['x-name'] === name
    },
    challenge: `${name} realm="test"`,
    scheme: [name, { type: 'http', scheme: name }]
  })
  const app = await build(t, { auth: [custom('first'), custom('second'), custom('third')] }, answering)
  for (const [name, status] of [['first', 200], ['second', 200], ['third', 200], ['nobody', 401]] as const) {
    asked.length = 0
    t.equal((await post(app, call(), '/', { 'x-name': name })).statusCode, status, name)
    t.same(asked, ['first', 'second', 'third'], `${name}: all were asked`)
  }
})

t.test('every secret of a list is compared every time, in constant time', async t => {
  const { timingSafeEqual } = crypto
  const compared: number[] = []
  Object.assign(crypto, {
    timingSafeEqual (a: Buffer, b: Buffer) {
      compared.push(a.byteLength, b.byteLength)
      return timingSafeEqual(a, b)
    }
  })
  syncBuiltinESMExports()
  t.teardown(() => {
    Object.assign(crypto, { timingSafeEqual })
    syncBuiltinESMExports()
  })
  for (const { name, verifier, right, wrong } of kinds) {
    for (const [what, headers] of [...right, ...missing, ...wrong]) {
      compared.length = 0
      verifier.verify(Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value])))
      t.same(compared, Array(6).fill(32), `${name}, ${what}: three comparisons, of equal length whatever was sent`)
    }
  }
})

t.test('the errors route has the same credentials as the webhook unless it is given its own', async t => {
  const own = header('x-errors-key', 'errors-key-000000001')
  const ownHeader = { 'x-errors-key': 'errors-key-000000001' }
  const settings: Record<string, { options: { auth: Auth, errorsAuth?: Auth }, open: Headers[], closed: Headers[] }> = {
    'the same': { options: { auth: bearer(token) }, open: [good], closed: [{}, bad, ownHeader] },
    'its own': { options: { auth: bearer(token), errorsAuth: own }, open: [ownHeader], closed: [{}, bad, good] },
    'its own list': {
      options: { auth: bearer(token), errorsAuth: [own, bearer(token)] }, open: [ownHeader, good], closed: [{}, bad]
    },
    none: { options: { auth: bearer(token), errorsAuth: false }, open: [{}, bad, good], closed: [] },
    'its own beside an open webhook': {
      options: { auth: false, errorsAuth: own }, open: [ownHeader], closed: [{}, good]
    },
    'none, as the webhook': { options: { auth: false }, open: [{}, bad, good], closed: [] }
  }
  for (const [what, { options, open, closed }] of Object.entries(settings)) {
    const app = await build(t, options, answering)
    for (const headers of open) {
      t.equal((await post(app, 'trouble', '/errors', headers)).statusCode, 200,
      `${what}: open to ${JSON.stringify(headers)}`)
    }
    for (const headers of closed) {
      refused(t, await post(app, 'trouble', '/errors', headers), 401,
        'FST_BOT_UNAUTHORIZED', `${what}: closed to ${JSON.stringify(headers)}`)
    }
    t.equal((await post(app, call(), '/', {})).statusCode, options.auth === false ? 200 : 401,
      `${what}: the webhook without credentials`)
    t.equal((await post(app, call(), '/', good)).statusCode, 200, `${what}: the webhook with credentials`)
  }
})

t.test('a route that is open to anyone is named in one warning at boot', async t => {
  const settings: Array<[options: { auth: Auth, errorsAuth?: Auth }, named: RegExp | undefined]> = [
    [{ auth: false }, /\bauth and errorsAuth off/],
    [{ auth: false, errorsAuth: bearer(token) }, /\bauth off/],
    [{ auth: bearer(token), errorsAuth: false }, /\berrorsAuth off/],
    [{ auth: bearer(token) }, undefined],
    [{ auth: verifiers, errorsAuth: bearer(token) }, undefined]
  ]
  for (const [options, named] of settings) {
    const { lines } = await buildWithLogs(t, options)
    const warnings = lines.filter(({ level }) => level >= 40)
    t.equal(warnings.length, named === undefined ? 0 : 1, `warnings of ${Object.keys(options)}, ${named}`)
    if (named !== undefined) t.match(warnings[0]?.msg, named)
  }
})

t.test('neither secrets nor what callers try appear in the log or in an answer', async t => {
  const { app, text } = await buildWithLogs(t, { auth: verifiers }, answering)
  const answers: string[] = []
  for (const [, headers] of [...everyRight, ...everyWrong]) {
    for (const url of ['/', '/errors']) {
      const response = await post(app, call(), url, headers)
      answers.push(response.body, JSON.stringify(response.headers))
    }
  }
  const given = [...everyRight, ...everyWrong].flatMap(([, headers]) => Object.values(headers)).filter(value =>
    value.trim().length > 9)
  const secrets = [...passwords, ...tokens, ...keys, ...passwords.map(each => base64(`plätform:${each}`)), 'plätform']
  t.ok(text().includes('FST_BOT_UNAUTHORIZED'), 'refusals are logged')
  for (const [what, output] of [['the log', text()], ['the answers', answers.join('\n')]] as const) {
    const found = [...secrets, ...given].filter(each =>
      output.includes(each) || output.includes(JSON.stringify(each).slice(1, -1)))
    t.same(found, [], `nothing of ${secrets.length + given.length} words in ${what}`)
  }
})

function thrownBy (make: () => unknown): { code?: string, message: string, stack?: string } {
  try {
    make()
  } catch (error) {
    return error as Error
  }
  return { message: 'nothing was thrown' }
}

t.test('a verifier of one\'s own may answer with a promise, of which only true is a yes', async t => {
  const promising = (answer: unknown): Verifier => ({
    verify: async () => answer as boolean, challenge: 'Own', scheme: ['own', {}]
  })
  const plain = (answer: boolean): Verifier => ({ verify: () => answer, challenge: 'Own', scheme: ['own', {}] })
  for (const [auth, expected] of [
    [promising(true), 200], [promising(false), 401], [promising('true'), 401], [promising(1), 401],
    [[promising(false), promising(true)], 200], [[plain(true), promising(false)], 200],
    [[promising(false), plain(true)], 200], [[plain(false), promising(false)], 401]
  ] as const) {
    const app = await build(t, { auth }, ({ bot }) => { bot.fallback(() => 'in') })
    t.equal((await post(app, call())).statusCode, expected)
  }
  const failing: Verifier = {
    verify: async () => { throw new Error('the database of secrets is down') }, challenge: 'Own', scheme: ['own', {}]
  }
  const app = await build(t, { auth: [failing, plain(true)] }, ({ bot }) => { bot.fallback(() => 'in') })
  refused(t, await post(app, call()), 500, 'FST_BOT_INTERNAL')
})

t.test('a verifier without a challenge or a scheme is refused', async t => {
  const verify = () => true
  for (const auth of [{ verify }, { verify, challenge: 'Own' }, { challenge: 'Own', scheme: ['own', {}] }]) {
    await t.rejects(build(t, { auth: auth as never }), { code: 'FST_BOT_OPTION_INVALID' })
  }
})

t.test('credentials that are none are refused in words', t => {
  for (const credentials of [undefined, null, 5, {}, { username: 'a\nb', password: 'sixteen-characters' }]) {
    t.throws(() => basic(credentials as never), { code: 'FST_BOT_OPTION_INVALID' })
  }
  t.end()
})
