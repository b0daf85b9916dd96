import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface PageTokenOptions {
  /** Where the page is; empty for the root. */
  prefix: string
  /** Key of the cookies. */
  secret: Buffer
  /** A token that stays good. Default: random ones, each good for one browser. */
  token?: string | undefined
  /** Called with the path and query to open in a browser, at the start and whenever the last one was used. */
  onToken: (path: string) => void
}

/** Who may use a page that has no `auth`: whoever has read the address that its program printed. */
export interface PageToken {
  /** Path and query that a browser opens the page with. */
  readonly path: string
  /** Whether a request has the cookie, or the token of the address; then the answer sets the cookie. */
  isAllowed: (request: FastifyRequest, reply: FastifyReply) => boolean
}

/**
 * As Jupyter does it: the printed address has a token, which is exchanged for a cookie that scripts cannot read and
 * that no other site can have sent. Both are compared in constant time.
 */
export function createPageToken ({ prefix, secret, token: fixed, onToken }: PageTokenOptions): PageToken {
  const key = randomBytes(32)
  const digest = (text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted))
  let token = fixed ?? createToken()

  return { get path () { return pathWithToken() }, isAllowed }

  function isAllowed (request: FastifyRequest, reply: FastifyReply): boolean {
    const { name, value } = cookieFor(request)
    if (cookiesNamed(name, request).some(given => isSame(given, value))) return true
    const given = tokenIn(request)
    if (given === null || !isSame(given, token)) return false
    const secure = request.protocol === 'https' ? '; Secure' : ''
    reply.header('set-cookie', `${name}=${value}; Path=${prefix}/; HttpOnly; SameSite=Strict${secure}`)
    if (fixed === undefined) {
      token = createToken()
      onToken(pathWithToken())
    }
    return true
  }

  function pathWithToken (): string {
    return `${prefix}/?token=${encodeURIComponent(token)}`
  }

  /** Browsers send the cookies of one port to all ports of a host, so that each needs a name and a value of its own. */
  function cookieFor ({ socket }: FastifyRequest): { name: string, value: string } {
    const port = socket.localPort ?? 0
    return {
      name: `bot-page-${port}`, value: createHmac('sha256', secret).update(`${port} ${prefix}/`).digest('base64url')
    }
  }
}

/** Only for the page itself: what it asks for has the cookie. */
function tokenIn ({ method, url }: FastifyRequest): string | null {
  return method === 'GET' ? new URLSearchParams(url.split('?')[1]).get('token') : null
}

function cookiesNamed (name: string, { headers: { cookie = '' } }: FastifyRequest): string[] {
  return cookie.split(/; */).filter(pair => pair.startsWith(`${name}=`)).map(pair => pair.slice(name.length + 1))
}

function createToken (): string {
  return randomBytes(24).toString('base64url')
}
