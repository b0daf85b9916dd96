import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { createPostJson, type PushGuard } from '../../lib/durable/push/post-json.ts'

const never: PushGuard = { signal: new AbortController().signal, isHeld: () => true }

async function listen (t: Test, server: Server, scheme = 'http'): Promise<URL> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

t.test('a connection is used again, also after an answer whose body breaks off', async t => {
  const server = createHttpServer((request, response) => {
    request.resume()
    response.writeHead(201, request.url === '/breaks' ? { 'content-length': '100' } : {})
    if (request.url === '/breaks') response.write('{', () => response.destroy())
    else response.end('{}')
  })
  const url = await listen(t, server)
  let connections = 0
  server.on('connection', () => { connections++ })
  const postJson = createPostJson(5000)
  for (let time = 0; time < 3; time++) {
    t.match(await postJson(url, { authorization: 'Token x' }, '{}', never), { status: 201 })
    await new Promise(resolve => setTimeout(resolve, 50)) // until the body is read
  }
  t.equal(connections, 1)
  t.match(await postJson(new URL('/breaks', url), {}, '{}', never), { status: 201 })
})

t.test('what got no answer may have been read only when there was a connection', async t => {
  const silent = await listen(t, createServer())
  const resets = await listen(t, createServer(socket => { socket.once('data', () => { socket.destroy() }) }))
  const switches = await listen(t, createServer(socket => {
    const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: x', 'Connection: Upgrade', '', '']
    socket.once('data', () => { socket.write(head.join('\r\n')) })
  }))
  const gone = createServer()
  const closed = await listen(t, gone)
  gone.close()
  await once(gone, 'close')
  const postJson = createPostJson(500)
  const secure = (url: URL): URL => new URL(`https://${url.host}/`)
  const outcomeOf = async (url: URL, guard = never) => postJson(url, {}, '{}', guard)

  t.match(await outcomeOf(silent), { isSent: true, error: { name: 'TimeoutError' } })
  t.match(await outcomeOf(resets), { isSent: true, error: { code: 'ECONNRESET' } })
  t.match(await outcomeOf(switches), { isSent: true, error: { message: 'it was closed without an answer' } })
  t.match(await outcomeOf(closed), { isSent: false, error: { code: 'ECONNREFUSED' } })
  t.match(await outcomeOf(secure(silent)), { isSent: false, error: { name: 'TimeoutError' } },
    'it is connected, and no TLS is agreed upon')
  t.match(await outcomeOf(silent, { ...never, signal: AbortSignal.abort(new Error('the app is closing')) }),
    { isSent: false, error: { message: 'the app is closing' } })
  const controller = new AbortController()
  const pending = createPostJson(60_000)(silent, {}, '{}', { ...never, signal: controller.signal })
  setTimeout(() => { controller.abort(new Error('the lease is lost')) }, 200)
  t.match(await pending, { isSent: true, error: { message: 'the lease is lost' } })
})

t.test('nothing is sent by a process that stood still and is not the one to send it any more', async t => {
  let calls = 0
  const url = await listen(t, createHttpServer((request, response) => {
    calls++
    request.resume()
    response.writeHead(201).end()
  }))
  const postJson = createPostJson(5000)
  let isHeld = true
  const guard = { ...never, isHeld: () => isHeld }
  const outcomeOf = async () => {
    const posting = postJson(url, {}, '{}', guard)
    isHeld = false // between the request and its connection
    return posting
  }
  t.match(await outcomeOf(), { isSent: false, error: { message: /another process/ } }, 'a new connection')
  isHeld = true
  t.match(await postJson(url, {}, '{}', guard), { status: 201 })
  await new Promise(resolve => setTimeout(resolve, 50)) // until the connection is free
  t.match(await outcomeOf(), { isSent: false, error: { message: /another process/ } }, 'one that is used again')
  t.equal(calls, 1)
})
