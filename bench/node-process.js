import { fork } from 'node:child_process'
import { once } from 'node:events'

/** A server for Node.js in a process of its own, so that its CPU time is told from that of the load. */
export class NodeProcess {
  #process
  #stopping = false

  /** Resolves when it listens. `module` is relative to this folder. */
  static async start ({ label, module, ...server }) {
    const own = new NodeProcess()
    own.#process = fork(new URL('server-process.js', import.meta.url), {
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc']
    })
    own.#process.on('exit', code => {
      if (!own.#stopping) throw new Error(`the server '${label}' ended with code ${code}`)
    })
    own.port = await own.#ask({ module, ...server })
    return own
  }

  get pid () {
    return this.#process.pid
  }

  /** CPU time of the process so far, as `user` and `system`, in microseconds. */
  cpu () {
    return this.#ask('cpu')
  }

  /** Begins to take a profile. */
  startProfile () {
    return this.#ask('start profile')
  }

  /** Ends the profile, and resolves to it in the format of the V8 inspector. */
  stopProfile () {
    return this.#ask('stop profile')
  }

  async stop () {
    this.#stopping = true
    const exit = once(this.#process, 'exit')
    this.#process.disconnect()
    await exit
  }

  async #ask (message) {
    const answer = once(this.#process, 'message')
    this.#process.send(message)
    const [value] = await answer
    return value
  }
}
