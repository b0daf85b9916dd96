/**
 * What the page may do: run and style itself with files of its own, call its own server, and show the pictures that a bot
 * sends. These come from anywhere, so they may be https or part of the message, as in the platform's web client, whose
 * pages are https; nothing is told to whom they come from. Scripts cannot be made of text at all: only the library that
 * draws the page may make elements, of its own templates.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html'
].join('; ')

export const securityHeaders = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache'
}
