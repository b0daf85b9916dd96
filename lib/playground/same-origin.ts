import type { FastifyRequest } from 'fastify'
import { isLocalHost } from '../builder/push/local-host.ts'
import { FST_BOT_PLAYGROUND_REFUSED } from '../errors.ts'

type Asked = Pick<FastifyRequest, 'method' | 'headers'> & { protocol: string, socket: { localPort?: number | undefined } }

/**
 * Refuses a request by a name that is not the page's own: another site may have a name that leads to this machine.
 *
 * @param hosts further names, with or without a port
 * @throws FST_BOT_PLAYGROUND_REFUSED
 */
export function checkHost ({ headers, socket }: Asked, hosts: readonly string[]): void {
  const host = hostOf(headers)
  if (hosts.includes(host) || hosts.includes(host.replace(/:\d+$/, '')) || isLocalHost(host, socket.localPort)) return
  throw new FST_BOT_PLAYGROUND_REFUSED('the playground is not served to this Host: call it localhost, or add the name to its option hosts')
}

/**
 * Refuses what another site has the browser send: a change must prove that it comes from the page, for reading it is
 * enough that nothing speaks against it.
 *
 * @throws FST_BOT_PLAYGROUND_REFUSED
 */
export function checkOrigin ({ method, headers, protocol }: Asked): void {
  const { origin, 'sec-fetch-site': site } = headers
  const changes = method !== 'GET' && method !== 'HEAD'
  const foreign = (origin !== undefined && origin !== `${protocol}://${hostOf(headers)}`) || !(site === undefined || site === 'same-origin' || (site === 'none' && !changes))
  if (foreign) throw new FST_BOT_PLAYGROUND_REFUSED('the playground takes this from its own page only')
  if (changes && origin === undefined && site === undefined) {
    throw new FST_BOT_PLAYGROUND_REFUSED('send an Origin header, or Sec-Fetch-Site: same-origin, as a browser does')
  }
}

function hostOf (headers: Asked['headers']): string {
  return String(headers.host ?? headers[':authority'] ?? '').toLowerCase()
}
