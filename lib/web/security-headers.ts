/**
 * What a page may do: run and style itself with files of its own, and call its own server. Scripts cannot be made of
 * text at all: only the library that draws the page may make elements, of its own templates.
 *
 * @param pictures where they may come from besides, such as `https:`
 */
export function securityHeaders (pictures: string = ''): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self'${pictures === '' ? '' : ` ${pictures}`}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html'
  ].join('; ')

  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache'
  }
}
