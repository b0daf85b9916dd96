import type { FastifyRequest } from 'fastify'
import { FST_BOT_PLAYGROUND_REJECTED } from '../errors.ts'
import { hostOf, isOwnHost, type RequestedHost } from '../web/host.ts'

/**
 * @param hosts names of the page besides its own
 * @throws FST_BOT_PLAYGROUND_REJECTED
 */
export function checkHost (asked: RequestedHost, hosts: readonly string[]): void {
  if (isOwnHost(asked, hosts)) return
  throw new FST_BOT_PLAYGROUND_REJECTED(
    'the playground is not served to this Host: call it localhost, or add the name to its option hosts'
  )
}

/**
 * Refuses what another site has the browser send: a change must prove that it comes from the page, for reading it is
 * enough that nothing speaks against it.
 *
 * @throws FST_BOT_PLAYGROUND_REJECTED
 */
export function checkOrigin ({
  method, headers, protocol
}: Pick<FastifyRequest, 'method' | 'headers' | 'protocol'>): void {
  const { origin, 'sec-fetch-site': site } = headers
  const changes = method !== 'GET' && method !== 'HEAD'
  const foreign =
    (origin !== undefined && origin !== `${protocol}://${hostOf(headers)}`) ||
    !(site === undefined || site === 'same-origin' || (site === 'none' && !changes))
  if (foreign) throw new FST_BOT_PLAYGROUND_REJECTED('the playground takes this from its own page only')
  if (changes && origin === undefined && site === undefined) {
    throw new FST_BOT_PLAYGROUND_REJECTED('send an Origin header, or Sec-Fetch-Site: same-origin, as a browser does')
  }
}
