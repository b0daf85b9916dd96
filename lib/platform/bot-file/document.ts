import type { Document, LineCounter, Node, Pair } from 'yaml'
import { appendPointerStep } from '../../shared/json/json-pointer.ts'
import { importOptionalPackage } from '../../shared/optional-package.ts'
import type { BotFileIssue, Report } from './bot-file-issue.ts'

/** A bot file as it was written, with the place of each value. JSON is YAML, so one parser reads both. */
export interface BotDocument {
  /** Undefined when it cannot be read at all. */
  readonly root: Place | undefined
  readonly mistakes: BotFileIssue[]
  /** Adds a mistake at an offset in the text. */
  readonly report: Report
}

/** A value in the file: what it is, where it stands, and what is in it. */
export interface Place {
  readonly kind: 'map' | 'list' | 'text' | 'number' | 'boolean' | 'nothing'
  /** Of the value in the text. */
  readonly offset: number
  readonly value: unknown
  readonly entries: ReadonlyArray<{ key: string, keyOffset: number, place: Place }>
  readonly items: readonly Place[]
}

const USE = { what: 'reading a bot file', packages: ['yaml'], production: false }
const DEEPEST = 100 // levels
const MAX_VALUES = 1_000_000 // values, those of aliases counted each time

export async function readDocument (source: string, file: string): Promise<BotDocument> {
  const yaml = await importOptionalPackage<typeof import('yaml')>('yaml', USE)
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const mistakes: BotFileIssue[] = []
  const report = reporter(file, lines, mistakes)
  const [broken] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY')
  if (broken !== undefined) { // what follows a broken place is misread, so nothing else is told
    report('', broken.pos[0], broken.message)
    return { root: undefined, mistakes, report }
  }
  for (const { pos: [offset] } of document.errors) report('', offset, 'this key is given twice')
  let read = 0
  let tooMuch = false
  const root = placeOf(document.contents, 0)
  return { root: tooMuch ? undefined : root, mistakes, report }

  function placeOf (node: Node | null, depth: number): Place {
    const offset = offsetOf(node)
    const none = { offset, entries: [], items: [] }
    if (depth > DEEPEST || ++read > MAX_VALUES) {
      if (!tooMuch) report('', offset, 'too much: an alias repeats itself or multiplies')
      tooMuch = true
      return { ...none, kind: 'nothing', value: null }
    }
    if (yaml.isAlias(node)) {
      const target = node.resolve(document as Document)
      if (target === undefined) report('', offset, `there is no anchor &${node.source}`)
      return { ...placeOf(target ?? null, depth + 1), offset }
    }
    if (yaml.isMap(node)) return mapPlace(node.items as Pair[], offset, depth)
    if (yaml.isSeq(node)) {
      const items = node.items.map(item => placeOf(item as Node, depth + 1))
      return { ...none, kind: 'list', items, value: items.map(({ value }) => value) }
    }
    const value = yaml.isScalar(node) ? node.value : null
    return { ...none, kind: kindOfScalar(value), value }
  }

  function mapPlace (pairs: readonly Pair[], offset: number, depth: number): Place {
    const entries = pairs.map(({ key, value }) => ({
      key: String(yaml.isScalar(key) ? key.value : key),
      keyOffset: offsetOf(key as Node | null),
      place: placeOf(value as Node | null, depth + 1)
    }))
    return {
      kind: 'map',
      offset,
      entries,
      items: [],
      value: Object.fromEntries(entries.map(({ key, place }) => [key, place.value]))
    }
  }
}

/** The place of a value by its keys; undefined where there is none. */
export function at (place: Place | undefined, ...keys: readonly string[]): Place | undefined {
  return keys.reduce<Place | undefined>((place, key) => place?.entries.find(entry => entry.key === key)?.place, place)
}

/** The entries of a map with the pointer of each. */
export function entriesAt (place: Place | undefined, path: string): Array<{
  key: string, keyOffset: number, place: Place, path: string
}> {
  return (place?.entries ?? []).map(entry => ({ ...entry, path: path + appendPointerStep(entry.key) }))
}

function offsetOf (node: Node | null): number {
  return node?.range?.[0] ?? 0
}

function kindOfScalar (value: unknown): Place['kind'] {
  switch (typeof value) {
    case 'string': return 'text'
    case 'number': return 'number'
    case 'boolean': return 'boolean'
    default: return 'nothing'
  }
}

function reporter (file: string, lines: LineCounter, mistakes: BotFileIssue[]): Report {
  const issueAt = (path: string, offset: number, message: string): BotFileIssue => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), path, message }
  }
  return Object.assign((path: string, offset: number, message: string) => {
    mistakes.push(issueAt(path, offset,
      message))
  }, {
    warn: (path: string, offset: number, message: string) => {
      mistakes.push({ ...issueAt(path, offset, message), severity: 'warning' as const })
    }
  })
}
