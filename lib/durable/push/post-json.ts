import { Agent as HttpAgent, request as requestHttp, type IncomingHttpHeaders } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'

/** What came of a request. */
export type PostOutcome =
  | { readonly status: number, readonly headers: IncomingHttpHeaders }
  /** `isSent`: whether the other side may have read it. */
  | { readonly error: Error, readonly isSent: boolean }

/** What keeps a message from being sent. */
export interface PushGuard {
  /** Aborted when it is not to be sent any more, or not to be waited for. */
  readonly signal: AbortSignal
  /**
   * Whether nobody else can be sending it. Asked when there is a connection, before anything is written: a process that
   * stood still wakes up in the middle of what it does.
   */
  readonly isHeld: () => boolean
}

/** Posts JSON. Never rejects. A redirect is not followed: credentials are for nobody else. */
export type PostJson = (
  url: URL, headers: Readonly<Record<string, string>>, body: string, guard: PushGuard
) => Promise<PostOutcome>

const IDLE_MS = 4000 // less than servers keep a connection that nobody uses

/**
 * Posts over connections that are used again. `fetch` takes four times as much CPU, and does not say whether a
 * connection was there.
 */
export function createPostJson (timeoutMs: number): PostJson {
  const agents = {
    http: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
    https: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS })
  }

  return async (url, headers, body, { signal, isHeld }) => new Promise(resolve => {
    let isSent = false
    const isSecure = url.protocol === 'https:'
    const options = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
    const request = isSecure
      ? requestHttps(url, { ...options, agent: agents.https })
      : requestHttp(url, { ...options, agent: agents.http })
    const abort = (): void => { request.destroy(signal.reason) }
    const timer = setTimeout(() => { request.destroy(new DOMException('no answer in time', 'TimeoutError')) },
      timeoutMs)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    const send = (): void => {
      if (!isHeld()) {
        request.destroy(new Error('another process has it'))
        return
      }
      isSent = true
      request.end(body)
    }
    request.on('socket', socket => {
      if (socket.connecting) socket.once(isSecure ? 'secureConnect' : 'connect', send)
      else send()
    })
    request.on('response', response => {
      response.on('error', () => {}) // its status is all that counts
      response.resume()
      resolve({ status: response.statusCode as number, headers: response.headers })
    })
    request.on('error', error => { resolve({ error, isSent }) })
    request.on('close', () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve({ error: new Error('it was closed without an answer'), isSent }) // as after status 101
    })
  })
}
