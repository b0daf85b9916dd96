/** RFC 9110, section 5.1. */
export function isHeaderName (name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name)
}

/** Printable characters and tabs: nothing that would end the line. */
export function isHeaderValue (value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}
