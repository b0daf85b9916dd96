import t from 'tap'
import type { FastifyInstance } from 'fastify'
import { readDurableOptions } from '../../../lib/durable/options.ts'
import type { InboxOptions } from '../../../lib/durable/inbox/options.ts'
import { basic, bearer } from '../../../lib/index.ts'
import { call, collectLog, listen, post, send } from '../../support/app.ts'
import { openTestStore, until, withInbox } from '../../support/inbox.ts'

const store = await openTestStore(t)
let bots = 0
const fresh = () => `access-${bots++}`
const secret = 'a-long-secret-of-mine'
const own = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

t.test('each wrong option is told at boot', async t => {
  const auth = bearer(secret)
  const cases: Array<[unknown, RegExp]> = [
    [{ path: '/inbox' }, /inbox\.auth is required with inbox\.path/], [{ path: 'inbox', auth }, /inbox\.path/],
    [{ path: '/', auth }, /inbox\.path/], [{ path: '/a b', auth }, /inbox\.path/], [{ path: 5, auth }, /inbox\.path/],
    [{ auth }, /inbox\.auth is for the page/], [{ path: '/inbox', auth: 'x' }, /inbox\.auth must be false/],
    [{ path: '/inbox', auth: [] }, /inbox\.auth/],
    [{ redact: 'x' }, /inbox\.redact/], [{ redact: [5] }, /inbox\.redact/], [{ redact: ['--'] }, /inbox\.redact/],
    [{ days: 0 }, /inbox\.days/], [{ days: 'x' }, /inbox\.days/], [{ days: 5000 }, /inbox\.days/],
    [{ entries: 0 }, /inbox\.entries/], [{ bytes: 1.5 }, /inbox\.bytes/], [{ spoolBytes: '5' }, /inbox\.spoolBytes/], [
      { spool: '' }, /inbox\.spool/
    ], [{ spool: true }, /inbox\.spool/], [{ colour: 'red' }, /unknown option inbox\.colour; valid options: path, auth, /],
    [{ pth: '/inbox' }, /did you mean path\?/]
  ]
  for (const [options, message] of cases) {
    t.throws(() => readDurableOptions({ store: 'pglite:', inbox: options as InboxOptions }),
      { code: /^FST_BOT_OPTION_(INVALID|UNKNOWN)$/, message }, JSON.stringify(options))
  }
})

t.test('the page and all that it asks for is behind its auth', async t => {
  const prepared: string[] = []
  const prepare = async () => { prepared.push('bearer') }
  const app = await withInbox(t, store, {
    inbox: {
      spool: false,
      path: '/inbox/',
      auth: [{ ...bearer(secret), prepare }, basic({ username: 'ada', password: secret })]
    },
    bot: fresh()
  }, ({ bot }) => { bot.fallback(() => { throw new Error('x') }) })
  t.strictSame(prepared, ['bearer'], 'who must get ready has')
  await post(app, call())
  await until(async () => (await app.bot.inbox.list()).length === 1)
  const id = (await app.bot.inbox.list())[0]?.id ?? ''
  const gets = [
    '/inbox', '/inbox/', '/inbox/page/main.js', '/inbox/page/lit/lit-html.js', '/inbox/page/base.css', '/inbox/groups',
    '/inbox/entries', `/inbox/entries/${id}`, `/inbox/entries/${id}/raw`, `/inbox/entries/${id}/inbox.test.js`
  ]
  for (const url of gets) {
    const refused = await app.inject({ url, headers: own })
    t.equal(refused.statusCode, 401, url)
    t.match(refused.headers, { 'www-authenticate': Array, 'content-security-policy': String })
    const answer = await app.inject({ url, headers: { ...own, authorization: `Bearer ${secret}` } })
    t.equal(answer.statusCode, url === '/inbox' ? 302 : 200, url)
    t.match(answer.headers, {
      'content-security-policy':
        /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'/,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache'
    })
  }
  for (const url of [`/inbox/entries/${id}/replay`, '/inbox/erase']) {
    t.equal((await app.inject({ method: 'POST', url, headers: own, payload: '{}' })).statusCode, 401, url)
  }
  const html = (await app.inject({ url: '/inbox/', headers: { authorization: `Bearer ${secret}` } })).body
  t.notMatch(html, /<script(?![^>]* src=)|<style|style=| on\w+=/, 'nothing inline')
  t.equal((await app.inject({
    url: '/inbox/page/../plugin.ts', headers: { authorization: `Bearer ${secret}` }
  })).statusCode, 404)
  t.equal((await post(app, call())).statusCode, 500, 'the routes of the bot are not behind it')
})

t.test('what is asked is checked, and answered as JSON', async t => {
  const app = await withInbox(t, store, { inbox: { spool: false, path: '/inbox', auth: bearer(secret) }, bot: fresh() },
    ({ bot }) => { bot.fallback(() => { throw new Error('no price') }) })
  await post(app, call('order', { id: 'c1' }))
  await post(app, '{broken', '/errors')
  await until(async () => (await app.bot.inbox.list()).length === 2)
  const headers = { ...own, authorization: `Bearer ${secret}` }
  const get = async (url: string) => app.inject({ url: `/inbox/${url}`, headers })
  const change = async (url: string, body: unknown) =>
    app.inject({ method: 'POST', url: `/inbox/${url}`, headers, payload: JSON.stringify(body) })
  const { entries } = (await get('entries?limit=10')).json()
  t.match(entries, [
    { kind: 'report', preview: '{broken', bytes: 7 },
    { kind: 'failure', preview: 'no price', skill: 'order', conversation: 'c1' }
  ])
  t.match((await get(`entries?conversation=c1&group=${entries[1].group.id}&before=${entries[0].id}`)).json().entries,
    [{ id: entries[1].id }])
  t.match((await get('groups?limit=1')).json(), { groups: [{ count: 1 }] })
  const { groups: [group] } = (await get('groups?search=order&sort=count&done=false')).json()
  t.match(group, { skill: 'order', message: 'no price', isDone: false })
  t.equal((await change(`groups/${group.id}/done`, { count: 1 })).statusCode, 200)
  t.match((await get('groups?done=true')).json(), { groups: [{ id: group.id }] })
  t.match(await change('groups/99999/done', {}), { statusCode: 404, body: /no group 99999, or no longer/ })
  t.match(await change('groups/x/done', {}), { statusCode: 422 })
  t.equal((await change(`groups/${group.id}/done`, { count: -1 })).statusCode, 400)
  t.equal((await get('groups?sort=up')).statusCode, 400)
  await t.rejects(app.bot.inbox.markDone(1, 0.5), { code: 'FST_BOT_OPTION_INVALID' })
  for (const wrong of [{ search: 5 }, { search: 'x'.repeat(201) }, { sort: 'up' }, { isDone: 'yes' }]) {
    await t.rejects(app.bot.inbox.groups(wrong as never), { code: 'FST_BOT_OPTION_INVALID' }, JSON.stringify(wrong))
  }
  t.match((await get(`entries/${entries[0].id}`)).json(), { text: '{broken', bytes: 7, cause: null })
  t.strictSame((await get(`entries/${entries[0].id}/raw`)).rawPayload, Buffer.from('{broken'))
  t.match((await get(`entries/${entries[0].id}/raw`)).headers,
    { 'content-type': 'application/octet-stream', 'content-disposition': /^attachment/ })
  t.match((await change(`entries/${entries[1].id}/replay`, {})).json(),
    { then: { status: 500 }, now: { status: 500 }, deferred: [] })
  t.match(await change(`entries/${entries[0].id}/replay`, {}), { statusCode: 409 })
  t.match((await get(`entries/${entries[1].id}/transcript.json`)).headers,
    { 'content-disposition': 'attachment; filename="transcript.json"' })
  t.match((await get('entries/nothing')).json(), { statusCode: 404, code: 'FST_BOT_INBOX_NOT_FOUND' })
  for (const url of ['entries?limit=0', 'entries?limit=5000', 'entries?before=x']) {
    t.match(await get(url), { statusCode: 422 }, url)
  }
  for (const url of [
    'entries?limit=x', 'entries?limit=-1', 'entries?colour=red', 'entries?conversation=', 'groups?x=1',
    'entries?group=1;'
  ]) t.match(await get(url), { statusCode: 400 }, url)
  for (const body of [{}, { conversation: '' }, { conversation: 5 }, { conversation: 'c1', x: 1 }, [], null]) {
    t.match(await change('erase', body), { statusCode: 400 }, JSON.stringify(body))
  }
  t.match(await change('erase', { conversation: 'x'.repeat(20_000) }), { statusCode: 413 })
  t.strictSame((await change('erase', { conversation: 'c1' })).json(), { erased: 1 })
})

t.test('bytes that are no text are counted, and downloaded', async t => {
  const inbox = { spool: false as const, path: '/inbox', auth: bearer(secret), redact: { only: [] } }
  const app = await withInbox(t, store, { inbox, bot: fresh() })
  const bytes = Buffer.from([0xff, 0xfe])
  await post(app, bytes, '/errors')
  const [entry] = await app.bot.inbox.list()
  const get = async (rest: string) => app.inject({
    url: `/inbox/entries/${entry?.id}${rest}`, headers: { ...own, authorization: `Bearer ${secret}` }
  })
  t.match((await get('')).json(), { text: null, bytes: 2 })
  t.strictSame((await get('/raw')).rawPayload, bytes)
})

t.test('what another site has the browser send is refused, also behind a proxy that ends TLS', async t => {
  const app = await withInbox(t, store, { inbox: { spool: false, path: '/inbox', auth: bearer(secret) }, bot: fresh() })
  const ask = async (method: 'GET' | 'POST', headers: Record<string, string>) => (await app.inject({
    method,
    url: method === 'GET' ? '/inbox/groups' : '/inbox/erase',
    headers: {
      host: 'bot.test', 'content-type': 'application/json', authorization: `Bearer ${secret}`, ...headers
    },
    ...(method === 'POST' && { payload: '{"conversation":"x"}' })
  })).statusCode
  for (const headers of [
    { origin: 'http://bot.test' }, { origin: 'https://bot.test' }, { 'sec-fetch-site': 'same-origin' },
    { origin: 'https://public.test', 'sec-fetch-site': 'same-origin' }
  ]) t.equal(await ask('POST', headers), 200, JSON.stringify(headers))
  for (const headers of [
    {}, { origin: 'http://evil.test' }, { origin: 'null' }, { origin: 'http://bot.test:1' },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' },
    { origin: 'http://bot.test', 'sec-fetch-site': 'cross-site' }
  ]) t.equal(await ask('POST', headers), 403, JSON.stringify(headers))
  for (const headers of [{}, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-origin' }]) {
    t.equal(await ask('GET', headers), 200, `reading ${JSON.stringify(headers)}`)
  }
  for (const headers of [{ origin: 'http://evil.test' }, { 'sec-fetch-site': 'cross-site' }]) {
    t.equal(await ask('GET', headers), 403, `reading ${JSON.stringify(headers)}`)
  }
})

t.test('without auth the page is for whoever reads the log, on the machine itself', async t => {
  const { stream, lines } = collectLog()
  const app = await withInbox(t, store,
    { inbox: { spool: false, path: '/inbox', auth: false }, bot: fresh(), server: { logger: { stream } } })
  const port = await listen(app)
  const url = lines.map(({ msg }) => /^bot inbox: (.*)$/.exec(msg)?.[1]).find(found => found !== undefined) ?? ''
  t.match(url, new RegExp(`^http://127\\.0\\.0\\.1:${port}/inbox/\\?token=[\\w-]{32}$`))
  t.match(await send(port, '/inbox/groups', { method: 'GET' }), { statusCode: 403, body: /FST_BOT_INBOX_REJECTED/ })
  const cookieOf = (given: unknown) => String(given).split(';')[0] as string
  const cookie = cookieOf((await fetch(url)).headers.get('set-cookie'))
  const status = async (headers: Record<string, string>) =>
    (await send(port, '/inbox/groups', { method: 'GET', headers: { cookie, ...headers } })).statusCode
  t.equal(await status({}), 200)
  t.equal(await status({ host: `localhost:${port}` }), 200)
  for (const headers of [
    { host: 'evil.test' }, { 'x-forwarded-for': '1.2.3.4' }, { forwarded: 'for=1.2.3.4' }, { via: '1.1 proxy' },
    { 'x-real-ip': '1.2.3.4' }, { 'x-forwarded-host': 'bot.test' }
  ]) t.equal(await status(headers), 403, JSON.stringify(headers))
  const second = String(lines.findLast(({ msg }) => msg.startsWith('bot inbox: '))?.msg).replace(/^.*(?=\/inbox)/, '')
  const injected = cookieOf((await (app as FastifyInstance).inject(second)).headers['set-cookie'])
  const from = async (remoteAddress: string) =>
    (await (app as FastifyInstance).inject({
      url: '/inbox/groups', remoteAddress, headers: { cookie: injected }
    })).statusCode
  for (const address of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) {
    t.equal(await from(address), 200,
      address)
  }
  for (const address of ['192.168.0.5', '::ffff:10.0.0.1', '1270.0.0.1', 'fe80::1']) {
    t.equal(await from(address), 403,
      address)
  }
})
