/** One step of a JSON pointer (RFC 6901). */
export function step (key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

const LONGEST = 1000 // characters: a key may be as long as the body

/** A pointer for a message. */
export function shorten (pointer: string): string {
  return pointer.length > LONGEST ? `${pointer.slice(0, LONGEST)}...` : pointer
}
