import { MAX_EXPRESSION_CHARS } from './limits.ts'
import type { ImportReport } from './report.ts'

/** Text of an expression or value on one line; undefined, and reported, when it is empty or too long. */
export function sentenceOf (
  written: string | undefined, what: string, source: string, report: ImportReport
): string | undefined {
  const sentence = (written ?? '').replace(/\s+/g, ' ').trim()
  if (sentence === '') {
    report.lost(source, `${what} is empty: left out`)
    return undefined
  }
  if (sentence.length > MAX_EXPRESSION_CHARS) {
    report.lost(source,
      `${what} has ${sentence.length} characters: left out, at most ${MAX_EXPRESSION_CHARS} make sense`)
    return undefined
  }
  return sentence
}
