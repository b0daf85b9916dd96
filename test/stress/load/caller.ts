import { once } from 'node:events'
import { connect } from 'node:net'

/** An answer: its head as it came, and how long it took. */
export interface Answer { status: number, head: string, milliseconds: number }

/**
 * A connection that is called over again and again, one call at a time. It costs less than a client of Node.js does.
 */
export interface Caller {
  call: (request: string) => Promise<Answer>
  close: () => void
  /** Whether it can be called over. */
  open: () => boolean
}

/** Opens a connection. */
export async function callerOf (port: number): Promise<Caller> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  let waiting: { resolve: (answer: Answer) => void, reject: (error: Error) => void, started: number } | undefined
  let why = 'closed'

  socket.setEncoding('latin1')
  socket.on('data', data => {
    received += String(data)
    const head = received.slice(0, received.indexOf('\r\n\r\n') + 4)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Infinity)
    if (head === '' || received.length < head.length + length || waiting === undefined) return
    const { resolve, started } = waiting
    received = ''
    waiting = undefined
    if (/\r\nconnection: close/i.test(head)) socket.end()
    resolve({ status: Number(head.slice(9, 12)), head, milliseconds: performance.now() - started })
  })
  socket.on('error', ({ code }: NodeJS.ErrnoException) => { why = code ?? why })
  socket.on('close', () => { waiting?.reject(new Error(why)) })
  await once(socket, 'connect')

  return {
    call: request => new Promise((resolve, reject) => {
      if (!socket.writable) return reject(new Error(why))
      waiting = { resolve, reject, started: performance.now() }
      socket.write(request, 'latin1')
    }),
    close: () => { socket.destroy() },
    open: () => socket.writable && !socket.destroyed
  }
}
