import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { playground } from '../../lib/playground/index.ts'
import { readUserSecret } from '../../lib/shared/user-secret.ts'
import { collectLog, send } from '../support/app.ts'
import { openTestStore, withInbox } from '../support/inbox.ts'
import { PAGE_TOKEN } from '../support/playground.ts'

const state = await mkdtemp(join(tmpdir(), 'bot-pages-'))
process.env.XDG_STATE_HOME = state
t.teardown(() => rm(state, { recursive: true, force: true }))
const store = await openTestStore(t)
const own = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

interface Served { port: number, urls: string[], path: string, api: string }

/** A playground, or an inbox without auth, that listens on all addresses; and the addresses that it printed. */
async function serve (t: Test, what: string): Promise<Served> {
  const urls: string[] = []
  const { stream, lines } = collectLog()
  const app: FastifyInstance = what === 'playground'
    ? Fastify()
    : await withInbox(t, store,
      { inbox: { spool: false, path: '/inbox', auth: false }, server: { logger: { stream } } })
  if (what === 'playground') {
    t.teardown(() => app.close())
    await app.register(playground, { url: 'http://127.0.0.1:1', onAddress: url => { urls.push(url) } })
  }
  await app.listen({ port: 0, host: '0.0.0.0' })
  const logged = lines.flatMap(({ msg }) => /^bot inbox: (http.*)$/.exec(msg)?.[1] ?? [])
  return {
    port: (app.server.address() as AddressInfo).port,
    urls: what === 'playground' ? urls : logged,
    path: `/${what}/`,
    api: what === 'playground' ? '/playground/conversations/x' : '/inbox/groups'
  }
}

/** What nginx does for `proxy_pass http://127.0.0.1:PORT`: the host of the address, and no word of who called. */
async function proxyTo (t: Test, port: number): Promise<number> {
  const proxy: Server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const passed = request({ port, method, path: url, headers: { ...headers, host: `127.0.0.1:${port}` } }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(passed)
  })
  await new Promise<void>(resolve => { proxy.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => proxy.close())
  return (proxy.address() as AddressInfo).port
}

/** What HAProxy in TCP mode does, or a terminator of TLS. */
async function tunnelTo (t: Test, port: number): Promise<number> {
  const tunnel = createTcpServer(socket => {
    const inner = connect(port, '127.0.0.1')
    socket.pipe(inner).pipe(socket)
    for (const one of [socket, inner]) one.on('error', () => { socket.destroy() })
  })
  await new Promise<void>(resolve => { tunnel.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => tunnel.close())
  return (tunnel.address() as AddressInfo).port
}

for (const what of ['playground', 'inbox']) {
  t.test(`${what}: only who has read its address gets in, behind a proxy too`, async t => {
    const { port, urls, path, api } = await serve(t, what)
    t.equal(urls.length, 1)
    const ways = { directly: port, proxy: await proxyTo(t, port), tunnel: await tunnelTo(t, port) }
    for (const [way, through] of Object.entries(ways)) {
      for (const asked of [
        path, `${path}page/main.js`, api, `${path}?token=`, `${path}?token=guessed`, `${path}?token[]=x`
      ]) {
        const headers = { ...own, host: `127.0.0.1:${port}` }
        t.match(await send(through, asked, { method: 'GET', headers }), { statusCode: 403, body: /_REJECTED/ },
          `${way} ${asked}`)
      }
      const forged = {
        ...own, host: `localhost:${port}`, origin: `http://localhost:${port}`, cookie: `bot-page-${port}=guessed`
      }
      for (const asked of what === 'playground' ? [`${path}conversations`] : [`${path}erase`]) {
        t.equal((await send(through, asked, { headers: forged, body: '{}' })).statusCode, 403, `${way} POST ${asked}`)
      }
    }
  })

  t.test(`${what}: the address is exchanged once for a cookie that neither scripts nor other sites have`, async t => {
    const { port, urls, path, api } = await serve(t, what)
    const first = urls[0]?.replace(/^http:\/\/[^/]*/, '') ?? ''
    const opened = await send(port, first, { method: 'GET' })
    t.equal(opened.statusCode, 200)
    t.match(opened.body, /<html/)
    const [set] = opened.headers['set-cookie'] as string[]
    t.match(set, new RegExp(`^bot-page-${port}=[\\w-]{43}; Path=${path}; HttpOnly; SameSite=Strict$`))
    const cookie = String(set).split(';')[0] as string
    const status = async (headers: Record<string, string>, asked = api) =>
      (await send(port, asked, { method: 'GET', headers })).statusCode
    t.equal(await status({ ...own, cookie }), what === 'playground' ? 404 : 200)
    t.equal(await status({ ...own, cookie: `other=1; ${cookie}` }, path), 200, 'among others')
    t.equal(await status({ ...own, cookie: cookie.replace('=', '=x') }), 403)
    t.equal(await status({ ...own }, first), 403, 'the address is used up')
    t.equal(await status({ ...own, cookie }, first), 200, 'but not for who has used it')
  })

  t.test(`${what}: from another address nobody gets in, whatever Host says`, async t => {
    const { port, urls } = await serve(t, what)
    const first = urls[0]?.replace(/^http:\/\/[^/]*/, '') ?? ''
    const outer = Object.values(networkInterfaces()).flat().find(one =>
      one?.family === 'IPv4' && !one.internal)?.address
    if (outer === undefined) throw new Error('this machine has no address but that of itself, to be called at')
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, 'localhost']) {
      const response = await new Promise<number | undefined>((resolve, reject) => {
        request({ host: outer, port, path: first, headers: { host } }, answer => {
          answer.resume()
          resolve(answer.statusCode)
        }).on('error', reject).end()
      })
      t.equal(response, 403, `Host: ${host}, with the token`)
    }
  })

  t.test(`${what}: another user of the machine does not get in, and cannot make the cookie`, {
    skip: process.getuid?.() === 0 ? false : 'only root can act as another user'
  }, async t => {
    const { port, path } = await serve(t, what)
    const script = `
      const page = 'http://127.0.0.1:${port}${path}'
      const { status } = await fetch(page)
      const { readFile } = await import('node:fs/promises')
      const secret = await readFile('${state}/bot-webhook/page-secret').catch(({ code }) => code)
      console.log(status, String(secret))`
    await chmod(state, 0o755)
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script],
      { uid: 65534, gid: 65534, cwd: '/' })
    t.equal(stdout, '403 EACCES\n')
  })
}

t.test('names of other machines are for the playground only when they are given', async t => {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  await app.register(playground, { url: 'http://127.0.0.1:1', hosts: ['bot.test'], token: PAGE_TOKEN })
  const status = async (host: string, headers: Record<string, string> = {}) =>
    (await app.inject({
      url: `/playground/?token=${PAGE_TOKEN}`, remoteAddress: '192.0.2.7', headers: { host, ...headers }
    })).statusCode
  t.equal(await status('bot.test'), 200)
  t.equal(await status('bot.test:81', { 'x-forwarded-for': '192.0.2.8' }), 200)
  t.equal(await status('localhost'), 403)
  const forwarded = await app.inject({
    url: `/playground/?token=${PAGE_TOKEN}`, headers: { 'x-forwarded-for': '192.0.2.8' }
  })
  t.equal(forwarded.statusCode, 403, 'localhost is for no proxy that says it is one')
})

t.test('a page outlives a restart of its server, by a secret that only its user can read', async t => {
  const file = join(state, 'bot-webhook', 'page-secret')
  const secret = readUserSecret('page-secret')
  t.equal((await stat(file)).mode & 0o777, 0o600)
  t.equal((await stat(join(state, 'bot-webhook'))).mode & 0o777, 0o700)
  t.strictSame(readUserSecret('page-secret'), secret)
  t.strictSame(await readFile(file), secret)
  await chmod(file, 0o640)
  t.notSame(readUserSecret('page-secret'), secret, 'one that others could read is not used')
  await chmod(file, 0o600)
  await truncate(file, 5)
  t.equal(readUserSecret('page-secret').length, 32, 'nor one that is not whole')
  t.equal(readUserSecret('page-secret', { XDG_STATE_HOME: '/dev/null' }).length, 32,
    'without a folder it is new each time')
  await rm(file)
})

t.test('the address is in the log, or in the error output of a program without one', async t => {
  for (const [level, where] of [['info', 'log'], ['warn', 'errors'], [undefined, 'errors']] as const) {
    const { stream, lines } = collectLog()
    const app: FastifyInstance = Fastify(level === undefined ? {} : { logger: { level, stream } })
    await app.register(playground, { url: 'http://127.0.0.1:1' })
    const written = t.capture(process.stderr, 'write')
    await app.listen({ port: 0, host: '::' })
    const errors = written().map(({ args }) => String(args[0]))
    written.restore()
    const all = where === 'log' ? lines.map(({ msg }) => msg) : errors
    t.ok(all.some(line => /^playground: http:\/\/localhost:\d+\/playground\/\?token=[\w-]{32}\n?$/.test(line)),
      `${level}`)
    await app.close()
  }
})

t.test('over TLS the cookie is for TLS only', async t => {
  const app: FastifyInstance = Fastify({ trustProxy: true })
  t.teardown(() => app.close())
  await app.register(playground, { url: 'http://127.0.0.1:1', hosts: ['bot.test'], token: PAGE_TOKEN })
  const { headers } = await app.inject({
    url: `/playground/?token=${PAGE_TOKEN}`, headers: { host: 'bot.test', 'x-forwarded-proto': 'https' }
  })
  t.match(headers['set-cookie'], /; Secure$/)
})
