import { connect } from 'node:net'
import { HOST } from './listen.js'

/**
 * An HTTP connection, kept alive where the server does so, that does as little as it can for a call: a client that is
 * slower than the server leaves it to wake up for each request, and then the waking up is measured.
 */
export class Connection {
  #socket
  /** Whether the server has closed it, as some do after each call, and others when it is idle for long. */
  closed = false
  #received = Buffer.alloc(0)
  #call

  static open (port) {
    return new Promise((resolve, reject) => {
      const connection = new Connection()
      const socket = connect({ host: HOST, port, noDelay: true }, () => { resolve(connection) })
      socket.on('error', error => { connection.#end(error); reject(error) })
      socket.on('data', chunk => { connection.#take(chunk) })
      socket.on('close', () => { connection.#end(new Error('the server closed the connection')) })
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
    this.closed = true
    this.#socket.destroy()
  }

  #take (chunk) {
    if (this.#call === undefined) return // a word of farewell to an idle connection
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const answer = this.#answer()
    if (answer === undefined || this.#received.length < answer.end) return
    if (answer.closes) this.closed = true
    this.#resolve(answer)
  }

  #end (error) {
    this.closed = true
    if (this.#call === undefined) return
    const answer = this.#answer()
    if (answer?.end === Infinity) this.#resolve(answer) // it says no length: this is its end
    else this.#call.reject(error)
  }

  #resolve ({ start, end }) {
    const body = this.#received.subarray(start, end)
    this.#received = Buffer.alloc(0)
    const { resolve } = this.#call
    this.#call = undefined
    resolve(body)
  }

  /** Where the body of the answer starts and ends; undefined while its head is not there. */
  #answer () {
    const headEnd = this.#received.indexOf('\r\n\r\n')
    if (headEnd === -1) return undefined
    const head = this.#received.latin1Slice(0, headEnd)
    if (!/^HTTP\/1\.[01] 200 /.test(head)) throw new Error(`unexpected answer:\n${this.#received}`)
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? []
    const start = headEnd + 4
    return {
      start,
      end: length === undefined ? Infinity : start + Number(length),
      closes: /\r\nconnection: close/i.test(head)
    }
  }
}

/**
 * A request for `value`, made once and sent many times: each time as the call of another sentence, where one is named.
 */
export function toRequest (value, headers = {}) {
  const body = JSON.stringify(value)
  const request = Buffer.from([
    'POST / HTTP/1.1', `host: ${HOST}`, 'content-type: application/json', `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, text]) => `${name}: ${text}`), '', body
  ].join('\r\n'))
  const found = request.indexOf('"uuid":"')
  if (found === -1) return () => request
  const uuid = found + '"uuid":"'.length
  return () => {
    request.latin1Write((sentences++).toString(16).padStart(8, '0'), uuid)
    return request
  }
}

let sentences = 0
