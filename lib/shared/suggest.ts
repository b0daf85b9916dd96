const FARTHEST = 2 // edits: more than a slip of the hand is another name
const LONGEST = 60 // characters: a caller may send a name of any length
const MOST = 3

/** The names that a misspelt one was probably meant to be, nearest first. */
export function suggest (wanted: string, names: Iterable<string>): string[] {
  if (wanted.length > LONGEST) return []
  const close: Array<{ name: string, edits: number }> = []
  for (const name of names) {
    const edits = editsBetween(wanted.toLowerCase(), name.toLowerCase())
    if (edits <= FARTHEST) close.push({ name, edits })
  }
  return close.sort((a, b) => a.edits - b.edits).slice(0, MOST).map(({ name }) => name)
}

/** Levenshtein distance, given up as soon as it must exceed FARTHEST. */
function editsBetween (a: string, b: string): number {
  if (Math.abs(a.length - b.length) > FARTHEST) return Infinity
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (above[column] as number) + 1, (current[column - 1] as number) + 1))
    }
    if (Math.min(...current) > FARTHEST) return Infinity
    above = current
  }
  return above[b.length] as number
}
