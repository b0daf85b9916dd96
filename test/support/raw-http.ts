import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** All that a connection is told until the other side closes it, and the port it came from. */
export async function exchange (port: number, bytes: string): Promise<{ told: string, localPort: number | undefined }> {
  const socket = connect(port, '127.0.0.1')
  const told = untilClosed(socket)
  await once(socket, 'connect')
  const { localPort } = socket
  socket.write(bytes, 'latin1')
  return { told: await told, localPort }
}

/** Reads a connection to its end, whatever that is. */
export function untilClosed (socket: Socket): Promise<string> {
  return new Promise(resolve => {
    let told = ''
    socket.on('data', data => { told += data.toString('latin1') })
    socket.on('error', () => {}) // it may be cut off
    socket.on('close', () => { resolve(told) })
  })
}

/** The status of each answer in it, in order. */
export function statuses (told: string): number[] {
  return [...told.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}

/** A body that calls for a skill. */
export const bodyFor = (skill: string): string => JSON.stringify({ conversation: { skill, memory: {} } })

/** The head of a call and its body, byte for byte; the lines stand between the ordinary ones and the end. */
export function rawCall (skill: string, lines: string[] = [], { path = '/', body = bodyFor(skill) } = {}): string {
  return rawHead([...lines, `content-length: ${body.length}`], path) + body
}

export function rawHead (lines: string[], path = '/'): string {
  return [`POST ${path} HTTP/1.1`, 'host: bot', 'content-type: application/json', ...lines, '', ''].join('\r\n')
}

/** A body in one chunk and the last, empty one. */
export const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
