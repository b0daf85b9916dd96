/** An address that is safe to lead to, as a browser reads it; undefined for anything else, a relative one too. */
export function webAddress (value: unknown): string | undefined {
  const url = parse(value)
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined
}

/** A number to call. All that no number has is left out. */
export function phoneAddress (value: unknown): string | undefined {
  const number =
    typeof value === 'string' || typeof value === 'number' ? String(value).replaceAll(/[^\d+*#,;().-]/g, '') : ''
  return /\d/.test(number) ? `tel:${number}` : undefined
}

/** A picture that is loaded from its address, or why it is not. */
export type Picture = { from: string } | { address: string, why: string }

/**
 * As the web client does it: its pages are https, where browsers load no other pictures. Null for no picture at all.
 */
export function pictureOf (value: unknown): Picture | null {
  if (value === undefined || value === null || value === '') return null
  const url = parse(value)
  if (url?.protocol === 'https:') return { from: url.href }
  if (url?.protocol === 'data:' && /^image\/[a-z+.-]+[;,]/i.test(url.pathname)) return { from: url.href }
  const address = typeof value === 'string' ? value : JSON.stringify(value)
  if (url?.protocol === 'http:') return { address, why: 'only https pictures are shown' }
  return {
    address, why: url === undefined ? 'it has no complete address' : `${url.protocol} is no address of a picture`
  }
}

/**
 * Browsers drop blanks and control characters in front of an address, and line breaks and tabs within: so does this.
 */
function parse (value: unknown): URL | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
}
