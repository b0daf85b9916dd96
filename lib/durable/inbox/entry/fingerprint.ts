import { createHash } from 'node:crypto'

const LONGEST = 2000 // characters of a text that count
const DEEPEST = 4 // levels of a body that count
const MOST = 100 // keys of it
const TELLING = /^(error|errors|message|msg|reason|code|status|type|name|title|description|detail|details)$/i
const LONGEST_TITLE = 160 // characters

/** The same for things that are about the same. */
export function fingerprint (...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** A text without what differs from one time to the next: numbers, ids, addresses, and what is quoted. */
export function normalise (text: string): string {
  return text.slice(0, LONGEST)
    .replace(/(["'`])(?:(?!\1).)*\1/g, '$1$1')
    .replace(/(?<![^\s@])[^\s@]+@[^\s@]+/g, '@')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

/** Keys and types of a JSON value, with the words of those keys that tell what happened. */
export function shapeOf (value: unknown): string {
  let seen = 0
  return shape(value, 0, false)

  function shape (value: unknown, level: number, telling: boolean): string {
    if (Array.isArray(value)) return level === DEEPEST ? '[]' : `[${value.slice(0, 1).map(item => shape(item, level + 1, telling)).join('')}]`
    if (typeof value === 'object' && value !== null) {
      if (level === DEEPEST) return '{}'
      const keys = Object.keys(value).sort().slice(0, MOST)
      return `{${keys.map(key => seen++ > MOST ? '' : `${JSON.stringify(key)}:${shape((value as Record<string, unknown>)[key], level + 1, TELLING.test(key))}`).join()}}`
    }
    if (telling && (typeof value === 'string' || typeof value === 'number')) return JSON.stringify(typeof value === 'string' ? normalise(value) : value)
    return value === null ? 'null' : typeof value
  }
}

/** For people: printable, and short. */
export function title (text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_TITLE)
}
