import { addExpression, addListedValue, declareEntity, entityIn, intentIn, type BotDraft } from '../draft.ts'
import { languageOf, normalizeLanguage } from '../language.ts'
import type { CsvRow } from '../read-csv.ts'
import { sentenceOf } from '../sentence.ts'
import type { Token } from '../tags.ts'
import { unreadable } from '../unreadable.ts'
import { flagOf, slugOf } from '../values.ts'
import { percentOf } from './dataset.ts'
import { readFaq } from './faq.ts'
import { addTokens, wordsOf } from './json-2018.ts'

/** What the first row of a CSV says that the others are. */
type CsvKind = 'expressions' | 'values' | 'faq' | 'validation' | 'rows-2018' | 'intents-2018' | 'entities-2018'
  | 'expressions-2018'

/** Columns that are read, of the forms that name them. */
const COLUMNS = {
  expressions: ['expression', 'language'],
  values: ['value', 'language'],
  faq: ['question', 'answer', 'language'],
  validation: ['intent', 'expression', 'language'],
  'intents-2018': ['name', 'description', 'activated'],
  'entities-2018': ['name', 'open', 'strictness']
} as const
/** Cells of a row of 2018, by what it is; an expression has any number. */
const CELLS_2018: Readonly<Record<string, number>> = { intent: 4, entity: 4, synonym: 4 }

/**
 * A CSV of the platform, in any of its forms.
 *
 * @param name of the intent or entity that a file of expressions or values is for: that of the file
 * @throws FST_BOT_IMPORT_UNREADABLE for a first row of none of the forms
 */
export function readCsvRows (rows: readonly CsvRow[], path: string, draft: BotDraft, name: string): void {
  const [header, ...rest] = rows
  const columns = (header?.cells ?? []).map(cell => cell.toLowerCase())
  const kind = kindOf(columns)
  if (header === undefined || kind === undefined) {
    throw unreadable(`${path}:${header?.line ?? 1}`, header === undefined
      ? 'the file is empty'
      : `the first row is \`${header.cells.join(';').slice(0, 80)}\`: expected expression;language, value;language, ` +
        'intent;expression, Question,Answer, or a form of 2018')
  }
  reportOtherCells(kind, header, rest, path, draft)
  switch (kind) {
    case 'faq': return readFaq(rest, columns, path, draft)
    case 'expressions': return readExpressions(rest, columns, path, draft, name)
    case 'values': return readValues(rest, columns, path, draft, name)
    case 'validation': return readValidation(rest, columns, path, draft)
    case 'rows-2018': return rest.forEach(row => { readRow2018(row, path, draft) })
    case 'intents-2018': case 'entities-2018': return rest.forEach(row => {
      const cells = COLUMNS[kind].map(column => row.cells[columns.indexOf(column)] ?? '')
      readRow2018({ ...row, cells: [kind === 'intents-2018' ? 'intent' : 'entity', ...cells] }, path, draft)
    })
    case 'expressions-2018':
      draft.report.note(`${path}:1`, `its expressions belong to no intent: put under one named ${name}, as the file`)
      rest.forEach(row => { readRow2018({ ...row, cells: ['expression', name, ...row.cells] }, path, draft) })
  }
}

function kindOf (columns: readonly string[]): CsvKind | undefined {
  const has = (...names: readonly string[]) => names.every(name => columns.includes(name))
  if (columns[0] === 'import type') return 'rows-2018'
  if (has('question', 'answer')) return 'faq'
  if (has('intent', 'expression')) return 'validation'
  if (has('expression')) return 'expressions'
  if (has('value')) return 'values'
  if (has('name', 'open')) return 'entities-2018'
  if (has('name')) return 'intents-2018'
  return columns[0] === 'language' ? 'expressions-2018' : undefined
}

/** Reports columns that are not read, and cells behind the last column. */
function reportOtherCells (
  kind: CsvKind, header: CsvRow, rows: readonly CsvRow[], path: string, { report }: BotDraft
): void {
  if (kind === 'rows-2018' || kind === 'expressions-2018') return
  const known: readonly string[] = COLUMNS[kind]
  header.cells.forEach((column, index) => {
    const filled = rows.filter(({ cells }) => (cells[index] ?? '') !== '').length
    if (known.includes(column.toLowerCase()) || filled === 0) return
    report.lost(`${path}:${header.line}`, `the column \`${column.slice(0, 40)}\` is left out, with ${filled} cells`)
  })
  for (const { cells, line } of rows) {
    if (cells.slice(header.cells.length).some(cell => cell !== '')) {
      report.lost(`${path}:${line}`, `the row has more cells than the first row: ${cells.length} and not ` +
        `${header.cells.length}, the others are left out`)
    }
  }
}

function readExpressions (
  rows: readonly CsvRow[], columns: readonly string[], path: string, draft: BotDraft, name: string
): void {
  const intent = intentIn(draft, name)
  for (const { cells, line } of rows) {
    const sentence = sentenceOf(cells[columns.indexOf('expression')], `an expression of ${name}`, `${path}:${line}`,
      draft.report)
    if (sentence !== undefined) {
      addExpression(draft, intent, languageOf(draft, cells[columns.indexOf('language')], `${path}:${line}`), sentence)
    }
  }
}

function readValues (
  rows: readonly CsvRow[], columns: readonly string[], path: string, draft: BotDraft, name: string
): void {
  const entity = entityIn(draft, name, 'restricted')
  for (const { cells, line } of rows) {
    const value = sentenceOf(cells[columns.indexOf('value')], `a value of ${name}`, `${path}:${line}`, draft.report)
    if (value !== undefined) {
      addListedValue(draft, entity, languageOf(draft, cells[columns.indexOf('language')], `${path}:${line}`), value)
    }
  }
}

function readValidation (rows: readonly CsvRow[], columns: readonly string[], path: string, draft: BotDraft): void {
  draft.report.note(`${path}:1`, 'a file for validation: its sentences are taken as expressions of their intents')
  for (const { cells, line } of rows) {
    const slug = slugOf(cells[columns.indexOf('intent')] ?? '')
    const sentence = sentenceOf(cells[columns.indexOf('expression')], `an expression of ${slug}`, `${path}:${line}`,
      draft.report)
    if (slug === '') draft.report.lost(`${path}:${line}`, 'the row names no intent: left out')
    else if (sentence !== undefined) {
      addExpression(draft, intentIn(draft, slug),
        languageOf(draft, cells[columns.indexOf('language')], `${path}:${line}`), sentence)
    }
  }
}

/** A row of the form of 2018: what it is, then its columns. */
function readRow2018 ({ cells, line }: CsvRow, path: string, draft: BotDraft): void {
  const source = `${path}:${line}`
  const [kind = '', first = '', second = '', third = '', ...rest] = cells
  const slug = slugOf(first)
  if (slug === '') {
    draft.report.lost(source, 'the row has no name: left out')
    return
  }
  const singular = kind.toLowerCase().replace(/s$/, '').replace(/ie$/, 'y')
  const cellCount = CELLS_2018[singular] ?? Infinity
  if (cells.slice(cellCount).some(cell => cell !== '')) {
    draft.report.lost(source, `the row has more than ${cellCount} cells: the others are left out`)
  }
  switch (singular) {
    case 'intent': {
      if (flagOf(third) === false) {
        draft.report.lost(source, `intent ${slug} was switched off: left out`)
        return
      }
      const intent = intentIn(draft, slug)
      if (second !== '') intent.description ??= second
      return
    }
    case 'entity': {
      const entity = declareEntity(draft, slug, flagOf(second) === true ? 'free' : 'restricted', source)
      const strictness = percentOf(third, source, draft)
      if (strictness !== undefined) entity.strictness = strictness
      return
    }
    case 'synonym': {
      const value = sentenceOf(third, `a value of ${slug}`, source, draft.report)
      if (value !== undefined) {
        addListedValue(draft, entityIn(draft, slug, 'restricted'), languageOf(draft, second, source), value)
      }
      return
    }
    case 'expression': {
      const language = normalizeLanguage(second)
      const tokens = [third, ...rest].flatMap(tokenOf)
      addTokens(draft, intentIn(draft, slug), slug, tokens, undefined, language ?? languageOf(draft, second, source),
        source)
      return
    }
    default: draft.report.lost(source,
      `\`${kind.slice(0, 40)}\` is neither intent, entity, synonym nor expression: the row is left out`)
  }
}

/** A word, or words and an entity with a tab between. */
function tokenOf (cell: string): Token[] {
  const [words = '', entity] = cell.split('\t')
  return wordsOf(words, entity === undefined ? undefined : slugOf(entity))
}
