import { connect } from 'node:net'

/**
 * A kept-alive HTTP connection that does as little as it can for a call: a client that is slower than the server leaves
 * it to wake up for each request, and then the waking up is measured.
 */
export class Connection {
  #socket
  /** Whether the server has closed it, as it does with one that is idle for long. */
  closed = false
  #received = Buffer.alloc(0)
  #call

  static open (port) {
    return new Promise((resolve, reject) => {
      const connection = new Connection()
      const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => {
        socket.on('close', () => {
          connection.closed = true
          connection.#call?.reject(new Error('the server closed the connection'))
        })
        resolve(connection)
      })
      socket.on('error', reject)
      socket.on('data', chunk => { connection.#take(chunk) })
      connection.#socket = socket
    })
  }

  /** Sends a request, of which there is one at a time, and resolves to the body of the answer. */
  call (request) {
    return new Promise((resolve, reject) => {
      this.#call = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close () {
    this.#call = undefined
    this.#socket.destroy()
  }

  #take (chunk) {
    if (this.#call === undefined) return // a word of farewell to an idle connection
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const headEnd = this.#received.indexOf('\r\n\r\n')
    if (headEnd === -1) return
    const head = this.#received.latin1Slice(0, headEnd)
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? []
    if (!head.startsWith('HTTP/1.1 200 ') || length === undefined) {
      this.#call.reject(new Error(`unexpected answer:\n${this.#received}`))
      return
    }
    const bodyStart = headEnd + 4
    if (this.#received.length < bodyStart + Number(length)) return
    const body = this.#received.subarray(bodyStart)
    this.#received = Buffer.alloc(0)
    const { resolve } = this.#call
    this.#call = undefined
    resolve(body)
  }
}

/** A request for `call`, made once and sent many times: each time as the call of another sentence. */
export function toRequest (value) {
  const body = JSON.stringify(value)
  const request = Buffer.from([
    'POST / HTTP/1.1', 'host: 127.0.0.1', 'content-type: application/json', `content-length: ${Buffer.byteLength(body)}`, '', body
  ].join('\r\n'))
  const uuid = request.indexOf('"uuid":"') + '"uuid":"'.length
  return () => {
    request.latin1Write((sentences++).toString(16).padStart(8, '0'), uuid)
    return request
  }
}

let sentences = 0
