import { suggest } from '../../shared/suggest.ts'
import type { Templates } from '../engine/template.ts'
import { isHeaderName, isHeaderValue } from '../calls/headers.ts'
import { entriesAt, type Place } from './document.ts'
import { suggestName, type Report } from './bot-file-issue.ts'

/** The names that a bot file may refer to. */
export interface Names {
  readonly languages: readonly string[]
  readonly intents: readonly string[]
  /** The bot's own and the gold ones. */
  readonly entities: readonly string[]
  readonly skills: readonly string[]
  /** For texts with blocks and helpers; undefined where there are none, or the package for them is not installed. */
  readonly templates: Templates | undefined
}

/** Tells when a word is none of the names it should be one of. */
export function checkName (
  place: Place | undefined, path: string, what: string, names: readonly string[], report: Report
): void {
  if (place?.kind !== 'text') return
  const name = String(place.value)
  if (!names.includes(name)) report(path, place.offset, `there is no ${what} \`${name}\`${suggestName(name, names)}`)
}

/** Tells when a map has none of some keys, or several. */
export function exactlyOne (place: Place, keys: readonly string[], path: string, report: Report): void {
  const given = place.entries.filter(({ key }) => keys.includes(key))
  const words = keys.map(key => `\`${key}\``).join(', ')
  if (given.length === 0) {
    // else its spelling is told
    if (!place.entries.some(({ key }) => key.length > 3 &&
      suggest(key, keys).length > 0)) report(path, place.offset, `expected one of ${words}`)
    return
  }
  if (given[1] !== undefined) report(path, given[1].keyOffset, `only one of ${words} can be given`)
}

/** Tells when a text is no regular expression. */
export function checkRegex (source: string, offset: number, path: string, report: Report, flags = ''): void {
  try {
    RegExp(source, flags).test('') // one that is too large is told when it is used
  } catch (error) {
    report(path, offset, `no regular expression: ${(error as Error).message}`)
  }
}

/** Tells of headers that cannot be sent. */
export function checkHeaders (place: Place | undefined, path: string, report: Report): void {
  for (const { key, keyOffset, place: header, path: inner } of entriesAt(place, path)) {
    if (!isHeaderName(key)) report(inner, keyOffset, `\`${key}\` cannot be the name of a header`)
    if (!isHeaderValue(String(header.value))) {
      report(inner, header.offset,
        'a header holds one line of plain characters')
    }
  }
}
