import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Connection, toRequest } from './connection.js'

const CONNECTIONS = 10

/** A server in a process of its own, so that its CPU time is told from that of the load. */
export class Server {
  #process = fork(new URL('./server-process.js', import.meta.url), {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc']
  })

  #port
  #connections = []
  #stopping = false

  static async start ({ label, kind, skills, reply, once }) {
    const server = new Server()
    server.#process.on('exit', code => {
      if (!server.#stopping) throw new Error(`the server '${label}' ended with code ${code}`)
    })
    server.#port = await server.#ask({ kind, skills, reply, once })
    await server.#connect()
    return server
  }

  /** The answer to a body. */
  async call (body) {
    return JSON.parse(await this.#connections[0].call(toRequest(body)()))
  }

  /** Sends bodies in turn, so many in all, over all connections; resolves to the latencies in milliseconds. */
  async load (bodies, count) {
    await this.#connect()
    const latencies = []
    let sent = 0
    await Promise.all(this.#connections.map(async connection => {
      const requests = bodies.map(toRequest) // its own: each is written to before it is sent
      while (sent < count) {
        const request = requests[sent++ % requests.length]()
        const started = performance.now()
        await connection.call(request)
        latencies.push(performance.now() - started)
      }
    }))
    return latencies
  }

  /** CPU time of the process so far, as `user` and `system`, in microseconds. */
  cpu () {
    return this.#ask('cpu')
  }

  async stop () {
    this.#stopping = true
    for (const connection of this.#connections) connection.close()
    const exit = once(this.#process, 'exit')
    this.#process.disconnect()
    await exit
  }

  /** Opens the connections, or those that were closed since. */
  async #connect () {
    this.#connections = this.#connections.filter(({ closed }) => !closed)
    while (this.#connections.length < CONNECTIONS) this.#connections.push(await Connection.open(this.#port))
  }

  async #ask (message) {
    const answer = once(this.#process, 'message')
    this.#process.send(message)
    const [value] = await answer
    return value
  }
}
