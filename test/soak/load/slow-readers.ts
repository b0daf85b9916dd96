import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Closing } from '../runs.ts'
import { megabytes, percentile, tally } from './figures.ts'
import { honestCalls } from './honest.ts'
import { missed, type Part } from './part.ts'
import { orderCall } from './requests.ts'
import { startServer } from './server-process.ts'

const READERS = 1_000
const OPENED = 50 // a second
const ANSWER = 192 * 1024 // bytes: as much as the largest memory that a bot sends
const GROWTH = 50e6 // bytes of resident memory, at most
const RATIO = 2 // of the p99 of honest calls, at most

/** Callers whose answers are long and who hardly read them. */
export const slowReaders: Part = {
  what: `${READERS} callers, let in, who ask for ${ANSWER / 1024} KiB and read a few bytes a second: memory, and honest calls meanwhile`,
  seconds: 20,
  run: async (closing, seconds) => {
    const server = await startServer(closing, 'production', { env: { ORDERS_URL: await orders(closing) } })
    const during = async (milliseconds: number) => {
      const end = performance.now() + milliseconds
      return await honestCalls(server.port, () => performance.now() < end)
    }

    await during(5_000) // code is compiled
    for (let warm = 0; warm < 100; warm++) await readAll(server.port)
    const quiet = await during(seconds * 1000)
    const before = await server.ask('collected')

    const sockets: Socket[] = []
    closing.teardown(() => { for (const socket of sockets) socket.destroy() })
    const over = new AbortController()
    const opened = (async () => {
      for (let count = 0; count < READERS; count++) {
        sockets.push(slowReader(server.port))
        await sleep(1000 / OPENED)
      }
      await sleep(seconds * 1000)
      over.abort()
    })()
    const heights: number[] = []
    const looking = (async () => {
      while (!over.signal.aborted) {
        await sleep(1_000)
        heights.push((await server.ask()).rss)
      }
    })()
    const meanwhile = await honestCalls(server.port, () => !over.signal.aborted)
    await Promise.all([opened, looking])
    const held = sockets.filter(socket => !socket.destroyed).length
    const after = await server.ask('collected')

    const growth = Math.max(...heights) - before.rss
    const [p99, quietP99] = [meanwhile, quiet].map(({ times }) => percentile(times, 99)) as [number, number]
    console.log(`slow readers: ${READERS}, of them ${held} still connected at the end`)
    console.log(`resident memory: ${megabytes(before.rss)} before, ${megabytes(Math.max(...heights))} at most, so ${megabytes(growth)} more; ${megabytes(after.rss)} once garbage was collected`)
    for (const [when, { times, failures }] of Object.entries({ before: quiet, meanwhile })) {
      console.log(`honest calls ${when}: ${times.length}, p50 ${percentile(times, 50).toFixed(1)} ms, p99 ${percentile(times, 99).toFixed(1)} ms, failed: ${tally(failures)}`)
    }
    console.log(`ratio of the p99: ${(p99 / quietP99).toFixed(2)}`)
    return missed({
      [`no more than ${megabytes(GROWTH)} of memory`]: growth <= GROWTH,
      'no honest call fails': meanwhile.failures.length === 0,
      [`the p99 of honest calls is no more than ${RATIO} times as long`]: p99 <= RATIO * quietP99
    })
  }
}

/** Tells the state of any order at once: long for those who ask for order 8. */
async function orders (closing: Closing): Promise<string> {
  const long = 'x'.repeat(ANSWER)
  const server = createServer(({ url }, response) => { response.end(url === '/8' ? long : 'on its way') })
  closing.teardown(() => { server.close() })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const longCall = () => orderCall().replace('"order":7', '"order":8')

async function readAll (port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.write(longCall())
  for (let read = 0; read < ANSWER;) read += (await once(socket, 'data'))[0].length
  socket.destroy()
}

/** Asks, and then takes a byte a second out of what has come: what it has not taken stays where it is, at the server's in the end. */
function slowReader (port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.pause()
  const reading = setInterval(() => { socket.read(1) }, 1_000)
  socket.on('close', () => { clearInterval(reading) })
  socket.write(longCall())
  return socket
}
