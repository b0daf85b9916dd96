import { FST_BOT_FILE_INVALID } from '../../errors.ts'
import { suggest } from '../../shared/suggest.ts'

/** One thing that is wrong in a bot file. */
export interface BotFileIssue {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** JSON pointer to the value, or to the key that should not be there. */
  readonly path: string
  /** What is wrong, and the nearest right word if there is one. */
  readonly message: string
  /** `warning`: the bot can be opened, and will not do all that it says. Default: error. */
  readonly severity?: 'error' | 'warning'
}

/** Tells of a mistake at a place. */
export interface Report {
  (path: string, offset: number, message: string): void
  /** Tells of what can be run, and will not do what it says. */
  warn: (path: string, offset: number, message: string) => void
}

export function formatIssue ({ file, line, column, path, message }: BotFileIssue): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`
}

/** What loading a bot file with mistakes fails with: its `mistakes` are the same as the lines of its message. */
export function createInvalidBotFileError (mistakes: readonly BotFileIssue[]): Error & {
  mistakes: readonly BotFileIssue[]
} {
  return Object.assign(new FST_BOT_FILE_INVALID(mistakes.map(formatIssue).join('\n')), { mistakes })
}

const MAX_TOLD = 30 // names of a list
const SHORT = 4 // characters: shorter words are near to each other for no reason

/** The end of a sentence about a wrong word: the right ones it may have been meant as, or else all that there are. */
export function suggestName (wrong: string, right: Iterable<string>): string {
  const words = [...right]
  const near = suggest(wrong, words).filter(word => wrong.length >= SHORT || sharesLetters(wrong, word))
  if (near.length > 0) return `: did you mean ${near.map(word => `\`${word}\``).join(' or ')}?`
  if (words.length === 0) return ': there are none'
  const more = words.length > MAX_TOLD ? ` and ${words.length - MAX_TOLD} more` : ''
  return `: there are ${words.slice(0, MAX_TOLD).map(word => `\`${word}\``).join(', ')}${more}`
}

/** Whether a word of three letters has two of another's: `ulr` may have been `url`. */
function sharesLetters (wrong: string, right: string): boolean {
  return wrong.length === SHORT - 1 && [...new Set(wrong)].filter(letter => right.includes(letter)).length >= 2
}
