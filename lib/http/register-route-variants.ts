import type { FastifyInstance, RouteOptions } from 'fastify'
import { FST_BOT_HANDLER_DUPLICATE } from '../errors.ts'

type Route = Omit<RouteOptions, 'method'> & { method: string }

/**
 * Adds a route under every way of joining a base URL and a route: the platform concatenates the two as they were typed
 * in, so there may be two slashes where they meet and one at the end. The plain variant is the documented one.
 */
export function registerRouteVariants (scope: FastifyInstance, route: Route): void {
  const [documented, ...others] = pathVariants(scope.prefix, route.url)
  try {
    add(scope, { ...route, url: documented })
  } catch (error) {
    throw isDuplicate(error) ? new FST_BOT_HANDLER_DUPLICATE(`${route.method} ${scope.prefix}${documented}`) : error
  }
  for (const url of others) {
    try {
      add(scope, { ...route, url, schema: { ...route.schema, hide: true }, config: {} })
    } catch (error) {
      // The host's router ignores slashes itself, or the host has a route of its own there, which comes first.
      if (!isDuplicate(error)) throw error
    }
  }
}

function add (scope: FastifyInstance, route: Route): void {
  scope.route({ ...route, exposeHeadRoute: route.method === 'GET', prefixTrailingSlash: 'slash' })
}

function pathVariants (prefix: string, path: string): [string, ...string[]] {
  const bare = path.replace(/(?<!\/)\/+$/, '')
  if (bare.endsWith('*')) return [bare, `/${bare}`] // takes what follows as it is
  if (bare !== '') return [bare, `${bare}/`, `/${bare}`, `/${bare}/`]
  return prefix === '' ? ['/', '//'] : ['', '/', '//']
}

function isDuplicate (error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FST_ERR_DUPLICATED_ROUTE'
}
