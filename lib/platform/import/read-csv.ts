import { importOptionalPackage } from '../../shared/optional-package.ts'
import { MAX_ROWS } from './limits.ts'
import { unreadable } from './unreadable.ts'

/** A row with the line that it ends on. */
export interface CsvRow {
  readonly cells: readonly string[]
  /** From 1. */
  readonly line: number
}

const USE = { what: 'reading a CSV', packages: ['csv-parse'], production: false }

type ParseSync =
  (text: string, options: Record<string, unknown>) => Array<{ record: string[], info: { lines: number } }>

const DELIMITERS = [';', '\t', ','] as const
/** What Excel writes before the first row, to say the delimiter. */
const SEPARATOR_LINE = /^"?sep=(.)"?[;,\t ]*(?=\r|\n|$)/i
/** The first row of a form of 2018, which has one cell however the others are delimited. */
const ROWS_2018 = /^"?import type"?$/i
/** A second cell that the first row does not name. */
const LANGUAGE_BEHIND = /[;,\t]"?[a-z]{2}"?\s*$/
const NO_DELIMITER = '\u0000' // a text cannot hold it

/**
 * Rows of a CSV, without empty ones. Its delimiter is the one that a line `sep=;` says, or else the one of the first
 * row: semicolon, comma or tab. Spaces around cells, and quotes in the middle of a cell, are taken as people mean them.
 *
 * @throws FST_BOT_IMPORT_UNREADABLE with the line of what is wrong
 */
export async function readCsv (text: string, path: string): Promise<CsvRow[]> {
  const { parse } = await importOptionalPackage<{ parse: ParseSync }>('csv-parse/sync', USE)
  let lastLine = 0 // of the rows before
  try {
    const [separatorLine = '', separator] = SEPARATOR_LINE.exec(text) ?? []
    const rows = parse(text.slice(separatorLine.length).replace(/\r\n?/g, '\n'), {
      delimiter: separator ?? delimiterOf(text),
      info: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 0,
      to: MAX_ROWS + 1,
      on_record: (record: string[], { lines }: { lines: number }) => {
        lastLine = lines
        return record
      }
    })
    if (rows.length > MAX_ROWS) throw unreadable(path, `it has more than ${MAX_ROWS} rows: split it`)
    return rows.map(({ record, info }) => ({ cells: record.map(cell => cell.trim()), line: info.lines }))
      .filter(({ cells }) => cells.some(cell => cell !== ''))
  } catch (error) {
    const { lines, code, message } = error as Error & { lines: number, code: string }
    if (code === 'FST_BOT_IMPORT_UNREADABLE') throw error
    throw code === 'CSV_QUOTE_NOT_CLOSED'
      ? unreadable(`${path}:${lastLine + 1}`, 'a quote is opened and never closed: double each quote inside a cell')
      : unreadable(`${path}:${lines}`, `it is no CSV here: ${message}`)
  }
}

/** The one that the first row has most of. Rows below a single column are one cell each, whatever stands in them. */
function delimiterOf (text: string): string {
  const [first = '', ...rows] = text.split(/\r\n|\n|\r/).filter(line => line.trim() !== '')
  const outside = (ROWS_2018.test(first.trim()) ? rows[0] ?? '' : first).replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => outside.split(delimiter).length
  const most = DELIMITERS.reduce((most, delimiter) => count(delimiter) > count(most) ? delimiter : most)
  if (count(most) > 1 || rows.length === 0) return most
  return DELIMITERS.find(delimiter => rows.every(row => LANGUAGE_BEHIND.test(row) && row.includes(delimiter))) ??
    NO_DELIMITER
}
