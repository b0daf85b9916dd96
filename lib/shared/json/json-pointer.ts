/** One step of a JSON pointer (RFC 6901). */
export function appendPointerStep (key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

const MAX_DIGITS = 4 // of a position in a list: a longer number is a name, perhaps somebody's

/** The same pointer with a star for each name that is not among the known ones. */
export function hideUnknownNames (pointer: string, known: ReadonlySet<string>): string {
  const isKnown = (name: string) =>
    known.has(name.replaceAll('~1', '/').replaceAll('~0', '~')) || (/^\d+$/.test(name) && name.length <= MAX_DIGITS)
  return pointer.split('/').map((name, index) => index === 0 || isKnown(name) ? name : '*').join('/')
}

const MAX_CHARS = 1000 // characters: a key may be as long as the body

/** A pointer for a message. */
export function shortenPointer (pointer: string): string {
  return pointer.length > MAX_CHARS ? `${pointer.slice(0, MAX_CHARS)}...` : pointer
}
