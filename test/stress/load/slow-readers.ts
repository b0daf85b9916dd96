import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Closing } from '../runs.ts'
import { megabytes, percentile, tally } from './figures.ts'
import { honestCalls, type Honest } from './honest.ts'
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
  what: `${READERS} callers who ask for ${ANSWER / 1024} KiB and read a few bytes a second: memory, and honest calls ` +
    'meanwhile, beside as many who read at once',
  seconds: 15,
  run: async (closing, seconds) => {
    const server = await startServer(closing, 'production', { env: { ORDERS_URL: await orders(closing) } })
    const sockets: Socket[] = []
    closing.teardown(() => { for (const socket of sockets) socket.destroy() })

    /** What honest callers and the memory have to bear while others come, and stay for a while. */
    async function besides (come: () => Promise<unknown>): Promise<{ honest: Honest, height: number }> {
      const over = new AbortController()
      const heights: number[] = []
      const looking = (async () => {
        while (!over.signal.aborted) {
          heights.push((await server.ask()).rss)
          await sleep(1_000)
        }
      })()
      const coming = come().then(() => sleep(seconds * 1000)).finally(() => { over.abort() })
      const honest = await honestCalls(server.port, () => !over.signal.aborted)
      await Promise.all([coming, looking])
      return { honest, height: Math.max(...heights) }
    }

    /** Makes the calls of all readers, at a steady rate. */
    async function asMany (call: () => unknown): Promise<void> {
      for (let count = 0; count < READERS; count++) {
        call()
        await sleep(1000 / OPENED)
      }
    }

    await asMany(() => readAll(server.port)) // code is compiled
    const quiet = await besides(async () => {})
    const read = await besides(() => asMany(() => readAll(server.port)))
    const slow = await besides(() => asMany(() => sockets.push(slowReader(server.port))))
    const held = sockets.filter(socket => !socket.destroyed).length
    const after = await server.ask('collected')

    const p99 = ({ honest }: typeof quiet) => percentile(honest.times, 99)
    const growth = slow.height - read.height
    const rows = { 'nobody else': quiet, 'callers who read': read, 'slow readers': slow }
    for (const [who, { honest, height }] of Object.entries(rows)) {
      console.log(`${who.padEnd(16)}  resident memory ${megabytes(height)} at most; honest calls: ` +
        `${honest.times.length}, p50 ${percentile(honest.times, 50).toFixed(1)} ms, p99 ` +
        `${percentile(honest.times, 99).toFixed(1)} ms, failed: ${tally(honest.failures)}`)
    }
    console.log(`${held} of ${READERS} slow readers still connected at the end; resident memory once garbage was ` +
      `collected ${megabytes(after.rss)}`)
    console.log(`beside as many who read: ${megabytes(growth)} more, and a p99 ${(p99(slow) / p99(read)).toFixed(2)} ` +
      `times as long; ${(p99(slow) / p99(quiet)).toFixed(2)} times that beside nobody`)
    return missed({
      [`no more than ${megabytes(GROWTH)} of memory beside callers who read`]: growth <= GROWTH,
      'no honest call fails': slow.honest.failures.length === 0,
      [`the p99 of honest calls is no more than ${RATIO} times as long`]: p99(slow) <= RATIO * p99(read)
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

/**
 * Asks, and then takes a byte a second out of what has come: what it has not taken stays where it is, at the server's
 * in the end.
 */
function slowReader (port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  socket.pause()
  const reading = setInterval(() => { socket.read(1) }, 1_000)
  socket.on('close', () => { clearInterval(reading) })
  socket.write(longCall())
  return socket
}
