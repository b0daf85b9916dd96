import type { FastifyInstance } from 'fastify'
import { createFetchTransport } from './fetch.ts'
import type { Transport } from './transport.ts'

/** An app that requests can be put into, without a port. */
export type Injectable = Pick<FastifyInstance, 'inject'>

/**
 * Calls an app in-process.
 *
 * @param base a URL of the app: those of other hosts are called over the network. Default: all go into the app
 *
 * @example
 * const session = await openSession({ bot: 'bot.yml', transport: injectInto(app) })
 */
export function injectInto (app: Injectable, base?: string): Transport {
  return async (request, signal) => {
    const { method, url, headers, body } = request
    const { origin: wanted, host, pathname, search } = new URL(url)
    if (base !== undefined && wanted !== new URL(base).origin) return createFetchTransport(request, signal)
    const response = await app.inject({
      method: method as 'POST',
      url: pathname + search,
      headers: { host, ...headers },
      ...(body !== undefined && { payload: body }),
      payloadAsStream: true,
      signal
    })
    const answered = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
    return { status: response.statusCode, headers: Object.fromEntries(answered), body: response.stream() }
  }
}
