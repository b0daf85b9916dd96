/** Gives what stands in place of a value of so many characters. */
export type Mask = (length: number) => string

export const REDACTED = '[redacted]'

const MAX_GROWTH_CHARS = 4096 // what masks may add to one text: a thousand one-letter secrets must not fill the store

/** Creates the mask of one text: a word that says what happened, then a star once the text has grown enough. */
export function createMask (): Mask {
  let growth = 0
  return length => {
    const added = Math.max(0, REDACTED.length - length)
    if (growth + added > MAX_GROWTH_CHARS) return '*'
    growth += added
    return REDACTED
  }
}
