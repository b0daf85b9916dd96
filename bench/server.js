import { readFile } from 'node:fs/promises'
import { Connection, toRequest } from './connection.js'
import { ForeignProcess } from './foreign-process.js'
import { NodeProcess } from './node-process.js'

const CONNECTIONS = 10

/** A server in a process of its own, and the connections to it. */
export class Server {
  #process
  #wanted
  #headers
  #connections = []

  /** Starts the server of a case. */
  static async start ({ connections = CONNECTIONS, headers = {}, ...each }) {
    const server = new Server()
    server.#wanted = connections
    server.#headers = headers
    server.#process = await (each.program === undefined ? NodeProcess : ForeignProcess).start(each)
    await server.#connect()
    return server
  }

  /** The answer to a body. */
  async call (body) {
    const connection = await Connection.open(this.#process.port)
    const answer = await connection.call(toRequest(body, this.#headers)())
    connection.close()
    return JSON.parse(answer)
  }

  /** Sends bodies in turn, so many in all, over all connections; resolves to the latencies in milliseconds. */
  async load (bodies, count) {
    await this.#connect()
    const latencies = []
    let sent = 0
    await Promise.all(this.#connections.map(async (connection, index) => {
      // its own: each is written to before it is sent
      const requests = bodies.map(body => toRequest(body, this.#headers))
      while (sent < count) {
        const request = requests[sent++ % requests.length]()
        const started = performance.now()
        if (connection.closed) connection = this.#connections[index] = await Connection.open(this.#process.port)
        await connection.call(request)
        latencies.push(performance.now() - started)
      }
    }))
    return latencies
  }

  /** CPU time of the process so far, as `user` and `system`, in microseconds. */
  cpu () {
    return this.#process.cpu()
  }

  startProfile () {
    return this.#process.startProfile()
  }

  stopProfile () {
    return this.#process.stopProfile()
  }

  /** What the process holds in memory, in bytes. */
  async residentSize () {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${this.#process.pid}/status`, 'utf8'))
    return kib * 1024
  }

  async stop () {
    for (const connection of this.#connections) connection.close()
    await this.#process.stop()
  }

  /** Opens the connections, or those that were closed since. */
  async #connect () {
    this.#connections = this.#connections.filter(({ closed }) => !closed)
    while (this.#connections.length < this.#wanted) this.#connections.push(await Connection.open(this.#process.port))
  }
}
