/**
 * Levenshtein distance; Infinity when it exceeds a limit. Time grows with the length of a text times the limit: cells
 * farther from the diagonal than the limit are not looked at.
 */
export function editDistance (a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity
  let above: number[] = []
  for (let column = 0; column <= Math.min(b.length, limit); column++) above[column] = column
  for (let row = 1; row <= a.length; row++) {
    const first = Math.max(1, row - limit)
    const last = Math.min(b.length, row + limit)
    const current: number[] = []
    current[first - 1] = first === 1 ? row : Infinity
    let least = first === 1 ? row : Infinity
    for (let column = first; column <= last; column++) {
      const replaced = (above[column - 1] as number) + (a.charCodeAt(row - 1) === b.charCodeAt(column - 1) ? 0 : 1)
      const edits = Math.min(replaced, (above[column] ?? Infinity) + 1, (current[column - 1] as number) + 1)
      current[column] = edits
      if (edits < least) least = edits
    }
    if (least > limit) return Infinity
    above = current
  }
  const edits = above[b.length] as number
  return edits > limit ? Infinity : edits
}

/** The letters of a text as bits: texts within a distance differ in at most twice as many. */
export function letterBits (text: string): number {
  let bits = 0
  for (let index = 0; index < text.length; index++) bits |= 1 << (text.charCodeAt(index) % 31)
  return bits
}

export function differentBits (a: number, b: number): number {
  let bits = a ^ b
  let count = 0
  while (bits !== 0) {
    bits &= bits - 1
    count++
  }
  return count
}
