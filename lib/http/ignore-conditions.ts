import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'

/**
 * Takes the conditional headers off a call, and keeps its answer out of caches: a turn is run for its effect, and an
 * answer of 304, which a plugin of the host may give, has no replies.
 */
export function ignoreConditions ({
  headers, method
}: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
  if (headers['if-none-match'] !== undefined) delete headers['if-none-match']
  if (headers['if-modified-since'] !== undefined) delete headers['if-modified-since']
  if (method === 'GET' || method === 'HEAD') reply.header('cache-control', 'no-store')
  done()
}
