import type { FastifyRequest } from 'fastify'
import { FST_BOT_PLAYGROUND_REJECTED } from '../errors.ts'
import { hostOf, isListedHost, isLocalCall } from '../web/host.ts'

/**
 * Refuses a call from another machine, or under a name that another site may have, unless it is for one of the hosts.
 *
 * @param hosts names that other machines may use
 * @throws FST_BOT_PLAYGROUND_REJECTED
 */
export function checkCaller (request: Pick<FastifyRequest, 'headers' | 'socket'>, hosts: readonly string[]): void {
  if (isLocalCall(request) || isListedHost(request.headers, hosts)) return
  throw new FST_BOT_PLAYGROUND_REJECTED(
    'the playground is served to this machine only, as localhost: add the name it is called by to its option hosts'
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
