/** Strings, those that are keys with their colon, and where objects begin and end: all else does not matter. */
const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}]/g

/** A key that stands in an object twice. JSON.parse keeps the last value, and says nothing. */
export interface RepeatedKey {
  readonly key: string
  /** Where it stands once more. */
  readonly offset: number
}

/**
 * The keys that stand more than once in one and the same object.
 *
 * @param json a text that is JSON
 * @param max how many are looked for
 */
export function findRepeatedKeys (json: string, max: number): RepeatedKey[] {
  const repeated: RepeatedKey[] = []
  const open: Array<Set<string>> = []
  for (const { 0: token, 1: text = '', 2: colon, index: offset } of json.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (colon !== undefined) {
      const key: string = text.includes('\\') ? JSON.parse(`"${text}"`) : text
      const keys = open.at(-1) as Set<string>
      if (keys.has(key) && repeated.push({ key, offset }) === max) break
      keys.add(key)
    }
  }
  return repeated
}
