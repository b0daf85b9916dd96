import type { FastifyInstance } from 'fastify'

const told = new WeakSet<object>()

/**
 * Warns of what a plugin cannot set for the server it is part of, when that begins to listen: timeouts that are off,
 * once for each server, and one that would cut a slow turn off.
 *
 * @param handlerTimeout of a turn, in milliseconds
 */
export function checkServerLimits ({
  server, log
}: Pick<FastifyInstance, 'server' | 'log'>, handlerTimeout: number): void {
  // As Fastify names them. A server that knows no such timeout, such as one for HTTP/2, is not blamed for it.
  const { requestTimeout, timeout: connectionTimeout } = server
  if (connectionTimeout > 0 && connectionTimeout <= handlerTimeout) {
    log.warn(
      { connectionTimeout, handlerTimeout },
      'bot webhook: connectionTimeout ends a connection before a slow turn is answered: make it longer than ' +
        'handlerTimeout'
    )
  }
  if (told.has(server)) return
  told.add(server)

  const cures = [
    ...(requestTimeout === 0 ? ['requestTimeout: 10000', 'http: { connectionsCheckingInterval: 1000 }'] : []),
    ...(connectionTimeout === 0 ? ['connectionTimeout: 30000'] : [])
  ]
  if (cures.length > 0) {
    log.warn(
      { requestTimeout, connectionTimeout },
      `bot webhook: callers who are slow or gone keep their connections: Fastify({ ${cures.join(', ')} })`
    )
  }
}
