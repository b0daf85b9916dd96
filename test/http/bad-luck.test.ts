import type { Socket } from 'node:net'
import t from 'tap'
import { build, listen } from '../support/app.ts'
import { exchange, statuses } from '../support/raw-http.ts'
import { chunks, first, framing, lines, sizes } from '../support/raw-http-cases.ts'

const groups = { framing, chunks, lines, first, sizes }
const server = {
  requestTimeout: 2_000,
  keepAliveTimeout: 1_000,
  http: { headersTimeout: 1_500, connectionsCheckingInterval: 100, maxHeaderSize: 8 * 1024 }
}

t.test('there are at least 60 cases', t => {
  t.ok(Object.values(groups).flatMap(group => Object.keys(group)).length >= 60)
  t.end()
})

for (const [name, group] of Object.entries(groups)) {
  t.test(`${name}: each is answered as it should be, and no request that is hidden in another reaches ` +
    'a handler', async t => {
    const ports = new Map<Socket, number | undefined>() // a socket that is closed has forgotten its own
    const ran: Array<{ port: number | undefined, what: unknown }> = []
    const app = await build(t, { bodyLimit: 1_000 }, app => {
      app.bot.fallback(({ skill, request }) => {
        ran.push({ port: ports.get(request.raw.socket), what: skill })
        return 'done'
      })
      app.bot.onReport(({ raw, request }) => { ran.push({ port: ports.get(request.raw.socket), what: String(raw) }) })
    }, server)
    app.server.on('connection', socket => ports.set(socket, socket.remotePort))
    const port = await listen(app)

    await Promise.all(Object.entries(group).map(async ([what, [bytes, expected, skills = []]]) => {
      const { told, localPort } = await exchange(port, bytes)
      t.strictSame(statuses(told), expected, what)
      t.strictSame(ran.filter(({ port }) => port === localPort).map(({ what }) => what), skills,
        `${what}: handlers that ran`)
    }))
    t.equal(ran.length, Object.values(group).flatMap(([, , skills = []]) => skills).length, 'and no others')
  })
}
