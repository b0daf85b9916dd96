import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { orders } from '../../support/production-child.ts'
import { callerOf } from './caller.ts'
import { tally } from './figures.ts'
import { honestCalls, within } from './honest.ts'
import { missed, type Part } from './part.ts'
import { orderCall } from './requests.ts'
import { startServer } from './server-process.ts'

const FILES = 256
const CONNECTIONS = 500
const BACK = 2_000 // milliseconds until it answers again, at most
const HOLD = 3_000 // milliseconds that the connections stay

/** More connections than a process may have files open. */
export const fewFiles: Part = {
  what: `${CONNECTIONS} connections to a server that may have ${FILES} files open: it lives, and answers again ` +
    `within ${BACK / 1000} s`,
  run: async closing => {
    const { child, port } = await startServer(closing, 'production',
      { env: { ORDERS_URL: await orders(closing, 0) }, files: FILES })
    await honestCalls(port, counted(3))

    const sockets = Array.from({ length: CONNECTIONS }, () => connect(port, '127.0.0.1'))
    closing.teardown(() => { for (const socket of sockets) socket.destroy() })
    await Promise.all(sockets.map(async socket => {
      socket.on('error', () => {}) // it may be cut off
      await Promise.race([once(socket, 'connect'), once(socket, 'close')])
    }))
    const end = performance.now() + HOLD
    const meanwhile = await honestCalls(port, () => performance.now() < end)
    const open = sockets.filter(isOpen).length
    for (const socket of sockets) socket.destroy()

    const gone = performance.now()
    let answered = false
    while (!answered && performance.now() - gone < BACK * 5) {
      answered = await within(BACK, callerOf(port).then(async caller => {
        const { status } = await caller.call(orderCall())
        caller.close()
        return status === 200
      })).catch(() => false)
      if (!answered) await sleep(10)
    }
    const back = performance.now() - gone
    const later = await honestCalls(port, counted(50))
    const lives = child.exitCode === null && child.signalCode === null
    console.log(
      `${CONNECTIONS} connections were made; after ${HOLD / 1000} s ${open} were open, the others closed by the server`
    )
    console.log(`honest calls meanwhile: ${meanwhile.times.length} answered, failed: ${tally(meanwhile.failures)}`)
    console.log(
      `after they had gone: answered ${answered ? `after ${back.toFixed(0)} ms` : 'no more'}, ` +
      `then ${later.times.length} of 50`
    )
    return missed({
      'the process lives': lives,
      [`it answers again within ${BACK / 1000} s`]: answered && back <= BACK,
      'and goes on doing so': later.failures.length === 0,
      'its files were all in use': open < CONNECTIONS || meanwhile.failures.length > 0
    })
  }
}

function isOpen (socket: Socket): boolean {
  return !socket.destroyed && socket.readyState === 'open'
}

/** So many times true. */
function counted (times: number): () => boolean {
  return () => times-- > 0
}
