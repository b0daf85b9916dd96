import { findJsonError, lineAndColumn } from '../../shared/json/find-json-error.ts'
import { isDeeperThan } from '../../shared/json/json-depth.ts'
import { findRepeatedKeys } from '../../shared/json/find-repeated-keys.ts'
import { MAX_JSON_LEVELS } from './limits.ts'
import type { ImportReport } from './report.ts'
import { unreadable } from './unreadable.ts'

const MAX_REPEATED_KEYS = 100

/**
 * Value of a JSON file. Keys that stand in an object twice are reported: the last value is taken.
 *
 * @throws FST_BOT_IMPORT_UNREADABLE with line and column of what is wrong
 */
export function readJson (text: string, path: string, report: ImportReport): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notJson(text, path)
  }
  if (isDeeperThan(value, MAX_JSON_LEVELS)) {
    throw unreadable(path,
    `it is nested deeper than ${MAX_JSON_LEVELS} levels: it is no export of a bot`)
  }
  for (const { key, offset } of findRepeatedKeys(text, MAX_REPEATED_KEYS)) {
    const { line, column } = lineAndColumn(text, offset)
    report.lost(`${path}:${line}:${column}`, `the key ${JSON.stringify(key)} is in one object twice: only its last ` +
      'value is taken')
  }
  return value
}

function notJson (text: string, path: string): Error {
  if (text.trim() === '') return unreadable(path, 'the file is empty')
  const offset = findJsonError(text) as number // it is no JSON
  const { line, column } = lineAndColumn(text, offset)
  const cut = offset >= text.trimEnd().length
  return unreadable(`${path}:${line}:${column}`, cut
    ? 'the JSON ends too early: the file is cut, export or copy it once more'
    : `it is no JSON here: unexpected ${JSON.stringify(text.slice(offset, offset + 1))}`)
}
