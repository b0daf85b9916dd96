import { isObject } from '../../replies/kind.ts'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import { holdsCredentials } from '../calls/secrets.ts'
import { getOrAdd } from './draft.ts'
import { BOOKKEEPING, KINDS, type Kind, type KnownKeys } from './known-keys.ts'
import type { ImportReport } from './report.ts'
import { innerJson } from './values.ts'

const MAX_PLACES = 10 // that a line names
const MAX_VALUES = 10 // of one key that have a line each
const MAX_VALUE_CHARS = 60

interface Unread {
  readonly key: string
  readonly shown: string
  readonly places: string[]
  readonly isSetting: boolean
}

/**
 * Reports each key that the importer does not know and that holds something. Where many objects have it with the same
 * value, or with more values than a person reads, it is one line with their places.
 *
 * @param kind of the value
 */
export function reportUnreadKeys (value: unknown, kind: Kind, path: string, report: ImportReport): void {
  const found = new Map<string, Map<string, Unread>>() // by kind and key, then by value
  walk(value, kind, `${path}#`, '')
  const lines = [...found.values()].flatMap(byValue => [...byValue.values()])
  for (const { key, shown, places: [first = path, ...others], isSetting } of lines) {
    const more = others.length === 0
      ? ''
      : `; so it is in ${others.length} more places: ${others.slice(0, MAX_PLACES)
        .map(place => place.slice(path.length + 1)).join(', ')}${others.length > MAX_PLACES ? ', ...' : ''}`
    const what = `\`${key.slice(0, MAX_VALUE_CHARS)}\`${shown}`
    if (isSetting) report.note(first, `${what} was a setting of the platform: see to it where the bot is served${more}`)
    else report.lost(first, `${what} is left out: a bot file has no place for it${more}`)
  }

  function walk (value: unknown, kind: Kind, place: string, name: string): void {
    const inner = innerJson(value)
    const known: KnownKeys = KINDS[kind]
    if (Array.isArray(inner)) {
      inner.forEach((item, index) => { walk(item, known.each ?? kind, `${place}/${index}`, name) })
      return
    }
    if (!isObject(inner)) {
      if (!isEmpty(value) && known.isText !== true) add(kind, name, value, place, known)
      return
    }
    for (const [key, own] of Object.entries(inner)) {
      const at = place + appendPointerStep(key)
      const next = known.each ?? known.inner?.[key]
      if (typeof next === 'string') walk(own, next, at, key)
      else if (next !== undefined) walkObjects(own, next[0], at, key)
      else if (!isKnown(known, key, own)) add(kind, key, own, at, known)
    }
  }

  function walkObjects (value: unknown, kind: Kind, place: string, name: string): void {
    if (!Array.isArray(value)) return
    value.forEach((item, index) => { if (isObject(item)) walk(item, kind, `${place}/${index}`, name) })
  }

  function add (
    kind: Kind, key: string, value: unknown, place: string, { isSecret = false, settings = {} }: KnownKeys
  ): void {
    const isHidden = isSecret || holdsCredentials(key.toLowerCase()) || typeof value === 'object'
    const shown = isHidden ? '' : ` (${String(value).slice(0, MAX_VALUE_CHARS)})`
    const lines = getOrAdd(found, JSON.stringify([kind, key]), () => new Map<string, Unread>())
    const line = lines.size < MAX_VALUES || lines.has(shown) ? shown : ''
    getOrAdd(lines, line, () => ({ key, shown: line, places: [], isSetting: Object.hasOwn(settings, key) }))
      .places.push(place)
  }
}

function isKnown (
  { read = [], meaningless = [], standard = {}, settings = {} }: KnownKeys, key: string, value: unknown
): boolean {
  for (const known of [standard, settings]) {
    if (Object.hasOwn(known, key)) return value === null || value === known[key]
  }
  return [read, meaningless, BOOKKEEPING].some(keys => keys.includes(key)) || isEmpty(value)
}

/** Nothing is lost with what holds nothing. */
function isEmpty (value: unknown): boolean {
  if (typeof value !== 'object') return value === undefined || value === '' || value === false || value === 0
  return value === null || Object.values(value).every(isEmpty)
}
