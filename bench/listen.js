export const HOST = '127.0.0.1'

/** Starts a server on a free port, to which it resolves. */
export function listen (server) {
  server.keepAliveTimeout = 72_000 // milliseconds, as Fastify's: the connections are idle while others have their turn
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, HOST, () => { resolve(server.address().port) })
  })
}
