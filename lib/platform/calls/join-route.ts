/** A route behind a base URL. A query of the base URL stays behind the route, before that of the route. */
export function joinRoute (base: string, route: string): string {
  const [address = '', query] = splitQuery(base)
  if (query === undefined) return base + route
  const [path = '', own] = splitQuery(route)
  return `${address}${path}?${query}${own === undefined ? '' : `&${own}`}`
}

/** The errors route of a base URL. */
export function errorsRouteOf (base: string): string {
  const [address = '', query] = splitQuery(base)
  return `${address.replace(/(?<!\/)\/+$/, '')}/errors${query === undefined ? '' : `?${query}`}`
}

function splitQuery (url: string): [address: string, query?: string] {
  const mark = url.indexOf('?')
  return mark === -1 ? [url] : [url.slice(0, mark), url.slice(mark + 1)]
}

/** The origin that a URL with variables always has; undefined where a variable decides it. A route has that of the base URL. */
export function fixedOrigin (url: string, base: string): string | undefined {
  if (url.startsWith('/')) return new URL(base).origin
  const [origin] = /^https?:\/\/[^/?#{}\\]+(?=[/?#]|$)/i.exec(url) ?? []
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).origin : undefined
}
