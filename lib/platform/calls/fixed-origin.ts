/** The origin that a URL with variables always has; undefined where a variable decides it. */
export function fixedOrigin (url: string): string | undefined {
  const [origin] = /^https?:\/\/[^/?#{}\\]+(?=[/?#]|$)/i.exec(url) ?? []
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).origin : undefined
}
