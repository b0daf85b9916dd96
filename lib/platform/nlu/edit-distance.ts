/** Levenshtein distance; Infinity as soon as it must exceed a limit. */
export function editDistance (a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    let least = row
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] as number) + (a.charCodeAt(row - 1) === b.charCodeAt(column - 1) ? 0 : 1)
      const edits = Math.min(replaced, (above[column] as number) + 1, (current[column - 1] as number) + 1)
      current.push(edits)
      if (edits < least) least = edits
    }
    if (least > limit) return Infinity
    above = current
  }
  return above[b.length] as number
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
