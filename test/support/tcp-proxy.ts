import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'

/** A proxy between a program and its database. */
export interface TcpProxy {
  port: number
  /** Stops forwarding what is open, without a word; new connections work. */
  silence: () => void
  /** Bytes wait for so long on their way, in both directions. */
  delayMs: number
}

/** @param change makes what the database says to what the program hears */
export async function startTcpProxy (
  t: Pick<Test, 'teardown'>, target: string, change: (answer: Buffer) => Buffer = answer => answer
): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<[Socket, Socket]>()
  const proxy: TcpProxy = { port: 0, delayMs: 0, silence }
  const server = createServer(near => {
    const far = connect(Number(port), hostname)
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    for (const [from, to] of [pair, [far, near]] as const) {
      from.on('data', (data: Buffer) => {
        const passed = from === far ? change(data) : data
        if (pairs.has(pair)) setTimeout(() => { to.write(passed) }, proxy.delayMs)
      })
      from.on('error', () => {})
      from.on('close', () => { if (pairs.has(pair)) setTimeout(() => { to.destroy() }, proxy.delayMs) })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const silenced = new Set<Socket>()
  t.teardown(() => {
    server.close()
    for (const socket of [...[...pairs].flat(), ...silenced]) socket.destroy()
  })
  proxy.port = (server.address() as AddressInfo).port
  return proxy

  function silence (): void {
    for (const pair of pairs) {
      for (const socket of pair) silenced.add(socket)
      pairs.delete(pair)
    }
  }
}
