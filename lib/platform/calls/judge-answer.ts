import { findJsonError, lineAndColumn } from '../../shared/json/find-json-error.ts'
import { MAX_BODY_DEPTH } from '../../shared/limits.ts'
import { isObject } from '../../replies/kind.ts'
import { findNothingRead, lintAnswer } from '../../replies/lint/answer.ts'
import { lint } from '../../replies/lint/lint.ts'
import type { Finding } from '../../replies/finding.ts'
import type { Problem } from './call-record.ts'
import { MAX_ANSWER_BYTES } from './read-answer.ts'

/** An answer that was read. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** Undefined when it is none, too large or too deep. */
  readonly json: unknown
  readonly tooLarge: boolean
  readonly tooDeep: boolean
  /** Offset of the first byte that is not of its charset. */
  readonly invalidByte?: number | undefined
}

const TOO_DEEP: Problem = { kind: 'bad-shape', message: `the answer is nested deeper than ${MAX_BODY_DEPTH} levels` }

/** What keeps an answer from being used, if anything; in the order in which a caller would notice. */
export function problemOf (answer: Answer): Problem | null {
  const { text, json, tooDeep, invalidByte } = answer
  const problem = outerProblem(answer, ', and only 2xx is taken')
  if (problem !== null) return problem
  if (invalidByte !== undefined) {
    return {
      kind: 'not-json',
      message: `the answer is not UTF-8 from byte ${invalidByte + 1} on, and its content-type names no other ` +
        'charset: ' +
      'send JSON as UTF-8'
    }
  }
  if (text.trim() === '') return { kind: 'empty', message: 'the answer is empty: send JSON, at least {}' }
  if (tooDeep) return TOO_DEEP
  if (json === undefined) {
    return { kind: 'not-json', message: `the answer is no JSON${reasonOf(text)}: ${excerpt(text)}` }
  }
  if (typeof json === 'string') {
    return {
      kind: 'json-string',
      message: 'the answer is JSON inside a JSON string: send the object itself, without a second JSON.stringify'
    }
  }
  return shapeProblem(json)
}

/** What is wrong with the answer of an API, which may be anything. */
export function apiProblemOf (answer: Answer): Problem | null {
  return outerProblem(answer) ?? (answer.tooDeep ? TOO_DEEP : null)
}

/** @param taken which statuses are, if that is not plain */
function outerProblem ({ status, headers, text, tooLarge }: Answer, taken = ''): Problem | null {
  if (status >= 300 && status < 400) {
    return {
      kind: 'redirect',
      message: `answered ${status} and leads to ${headers.location ?? 'nowhere'}: redirects are not followed, give ` +
      'that address instead'
    }
  }
  if (status < 200 || status > 299) {
    return { kind: 'status', message: `answered with status ${status}${taken}: ${excerpt(text)}` }
  }
  if (tooLarge) {
    return {
      kind: 'too-large',
      message: `the answer is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MB: the rest was not read`
    }
  }
  return null
}

/** What cannot be used, whatever stands beside it; in an answer without replies nothing else may be wrong either. */
const UNUSABLE: ReadonlySet<string> = new Set([
  'BODY_NOT_OBJECT', 'REPLIES_NOT_LIST', 'CONVERSATION_NOT_OBJECT', 'MEMORY_NOT_OBJECT', 'LANGUAGE_NOT_STRING'
])

function shapeProblem (json: unknown): Problem | null {
  const hasReplies = isObject(json) && Array.isArray(json.replies)
  const found = lintAnswer(json).find(({ code, severity }) =>
    severity === 'error' && (UNUSABLE.has(code) || !hasReplies))
  return found === undefined ? null : { kind: 'bad-shape', message: `${found.message}: ${found.fix}` }
}

/** What the reply lint says of an answer that is used. */
export function findingsOf (json: Record<string, unknown>): Finding[] {
  return Array.isArray(json.replies) ? lint(json.replies) : [findNothingRead(json) ?? []].flat()
}

/** Why, and where. */
function reasonOf (text: string): string {
  if (/^\s*</.test(text)) return ', it looks like HTML'
  if (text.startsWith('\uFEFF')) return ', it begins with a byte order mark'
  const offset = findJsonError(text)
  if (offset >= text.trimEnd().length) return ', it ends too early'
  const { line, column } = lineAndColumn(text, offset)
  return `, ${/^-?(?:NaN|Infinity)/.exec(text.slice(offset))?.[0] ?? 'an unexpected character'} at line ${line}, ` +
    `column ${column}`
}

function excerpt (text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line === '' ? 'without a word' : line.length > 120 ? `${line.slice(0, 120)}...` : line
}
