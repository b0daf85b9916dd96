import { FST_BOT_OPTION_INVALID } from '../../errors.ts'

/** The URL is never told: it may hold a secret. @throws FST_BOT_OPTION_INVALID for one that cannot be called */
export function checkUrl (option: string, url: string): void {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new FST_BOT_OPTION_INVALID(option,
      'must be a URL that starts with http:// or https://')
  }
  const { username, password } = new URL(url)
  if (username + password !== '') {
    throw new FST_BOT_OPTION_INVALID(option,
      'must not hold credentials: give them under auth of a bot file, or as a header')
  }
}

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

/** The origin that a URL with variables always has; undefined where a variable decides it. */
export function fixedOrigin (url: string): string | undefined {
  const [origin] = /^https?:\/\/[^/?#{}\\]+(?=[/?#]|$)/i.exec(url) ?? []
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).origin : undefined
}
