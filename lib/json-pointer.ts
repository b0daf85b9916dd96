/** One step of a JSON pointer (RFC 6901). */
export function step (key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
