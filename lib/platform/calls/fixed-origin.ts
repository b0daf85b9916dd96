/**
 * The origin that a URL with variables always has; undefined where a variable decides it. A route has that of the base
 * URL.
 */
export function fixedOrigin (url: string, base: string): string | undefined {
  if (url.startsWith('/')) return new URL(base).origin
  const [origin] = /^https?:\/\/[^/?#{}\\]+(?=[/?#]|$)/i.exec(url) ?? []
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).origin : undefined
}
