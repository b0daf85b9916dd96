import { differentBits, editDistance, letterBits } from './edit-distance.ts'

const MAX_EDITS = 2 // more than a slip of the hand is another name
const MAX_NAME_CHARS = 60 // a caller may send a name of any length
const MAX_SUGGESTIONS = 3

/** The names that a misspelt one was probably meant to be, nearest first. */
export function suggest (wanted: string, names: Iterable<string>): string[] {
  if (wanted.length > MAX_NAME_CHARS) return []
  const lower = wanted.toLowerCase()
  const bits = letterBits(lower)
  const close: Array<{ name: string, edits: number }> = []
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > MAX_EDITS) continue
    const other = name.toLowerCase()
    if (differentBits(bits, letterBits(other)) > 2 * MAX_EDITS) continue
    const edits = editDistance(lower, other, MAX_EDITS)
    if (edits <= MAX_EDITS) close.push({ name, edits })
  }
  return close.sort((a, b) => a.edits - b.edits).slice(0, MAX_SUGGESTIONS).map(({ name }) => name)
}
