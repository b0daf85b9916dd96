import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import t from 'tap'
import { openStore } from '../../lib/store/open.ts'

const log = { warn () {}, info () {}, error () {}, debug () {} } as unknown as Parameters<typeof openStore>[1]['log']

const AUTHENTICATED = Buffer.from('520000000800000000' + '5a0000000549', 'hex')
const SHUTDOWN = Buffer.from('SFATAL\0C57P01\0Mterminating connection\0\0')
const FATAL = Buffer.concat([Buffer.from([0x45, 0, 0, 0, SHUTDOWN.length + 4]), SHUTDOWN])

/** What a database does with a connection, message by message. */
const losses: Readonly<Record<string, (socket: Socket, message: number) => void>> = {
  'as soon as it is connected': socket => { socket.destroy() },
  'with a reset': socket => { socket.resetAndDestroy() },
  'with an error, before it is ready': socket => { socket.end(FATAL) },
  'when it is asked': (socket, message) => { message === 1 ? socket.write(AUTHENTICATED) : socket.destroy() },
  'when it is ready, in the middle of a message': socket => {
    socket.write(AUTHENTICATED)
    setImmediate(() => { socket.end(FATAL.subarray(0, 9)) })
  },
  'with an error, when it is asked': (socket, message) => {
    message === 1 ? socket.write(AUTHENTICATED) : socket.end(FATAL)
  }
}

for (const [when, lose] of Object.entries(losses)) {
  t.test(`a database that is lost while it is opened is an error, and ends nothing: ${when}`, async t => {
    const server = createServer(socket => {
      let messages = 0
      socket.on('error', () => {}).on('data', () => { lose(socket, ++messages) })
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    t.teardown(() => { server.close() })
    const { port } = server.address() as AddressInfo
    await t.rejects(openStore(`postgres://bot@127.0.0.1:${port}/bot?sslmode=disable`, { log }), {
      code: 'FST_BOT_STORE_UNAVAILABLE'
    })
  })
}
