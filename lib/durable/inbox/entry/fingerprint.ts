import { createHash } from 'node:crypto'

const MAX_TEXT_CHARS = 2000 // of a text that counts
const MAX_LEVELS = 4 // of a body that counts
const MAX_KEYS = 100 // of it
const MAX_TITLE_CHARS = 160
const MESSAGE_KEY = /^(error|errors|message|msg|reason|code|status|type|name|title|description|detail|details)$/i

/** The same for things that are about the same. */
export function fingerprint (...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** A text without what differs from one time to the next: numbers, ids, addresses, and what is quoted. */
export function normalise (text: string): string {
  return text.slice(0, MAX_TEXT_CHARS)
    .replace(/(["'`])(?:(?!\1).)*\1/g, '$1$1')
    .replace(/(?<![^\s@])[^\s@]+@[^\s@]+/g, '@')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '#')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

/** Keys and types of a JSON value, with the text of those keys that say what happened. */
export function shapeOf (value: unknown): string {
  let seen = 0
  return shape(value, 0, false)

  function shape (value: unknown, level: number, isMessage: boolean): string {
    if (Array.isArray(value)) {
      return level === MAX_LEVELS
        ? '[]'
        : `[${value.slice(0, 1).map(item => shape(item, level + 1, isMessage)).join('')}]`
    }
    if (typeof value === 'object' && value !== null) {
      return level === MAX_LEVELS ? '{}' : shapeOfObject(value as Record<string, unknown>, level)
    }
    if (isMessage && typeof value === 'string') return JSON.stringify(normalise(value))
    if (isMessage && typeof value === 'number') return String(value)
    return value === null ? 'null' : typeof value
  }

  function shapeOfObject (object: Record<string, unknown>, level: number): string {
    const fields = firstKeys(object).sort().map(key => {
      if (seen++ > MAX_KEYS) return ''
      return `${JSON.stringify(key.slice(0, MAX_TEXT_CHARS))}:${shape(object[key], level + 1, MESSAGE_KEY.test(key))}`
    })
    return `{${fields.join()}}`
  }
}

function firstKeys (object: object): string[] {
  const keys: string[] = []
  for (const key in object) {
    if (keys.push(key) === MAX_KEYS) break
  }
  return keys
}

/** For people: printable, and short. */
export function title (text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_TITLE_CHARS)
}
