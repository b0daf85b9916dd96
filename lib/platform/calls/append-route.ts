/**
 * Appends a route to a base URL as it stands, before its query: `http://bot/a?code=1` and `/b` give
 * `http://bot/a/b?code=1`.
 */
export function appendRoute (base: string, route: string): string {
  const [, path, query] = /^([^?#]*)\??([^#]*)/.exec(base) as unknown as [string, string, string]
  return query === '' ? path + route : `${path}${route}${route.includes('?') ? '&' : '?'}${query}`
}

/** The errors route below a base URL. */
export function errorsUrlOf (base: string): string {
  return appendRoute(base.replace(/(?<!\/)\/+(?=$|[?#])/, ''), '/errors')
}
