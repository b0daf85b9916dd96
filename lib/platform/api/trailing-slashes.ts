import type { FastifyInstance, RouteOptions } from 'fastify'

/** Serves each route that follows with a slash behind it, too: clients join an address with an id that is empty. */
export function acceptTrailingSlashes (scope: FastifyInstance): void {
  const { ignoreTrailingSlash, routerOptions } = scope.initialConfig
  if (ignoreTrailingSlash === true || routerOptions?.ignoreTrailingSlash === true) return
  scope.addHook('onRoute', function (this: FastifyInstance, route: RouteOptions & { routePath: string }) {
    if (!/[/*]$/.test(route.url) && route.method !== 'HEAD') this.route({ ...route, url: `${route.routePath}/` })
  })
}
