import { createContext, Script } from 'node:vm'
import { FST_BOT_PATTERN_SLOW } from '../errors.ts'

/** More than any sentence needs, and no more than one that was made to take forever gets. */
const LIMIT_MS = 250
const MAX_SHOWN_CHARS = 200

let context: { pattern?: RegExp, text?: string } | undefined // made when there is a pattern: most bots have none
const matchAll = new Script('[...text.matchAll(pattern)].map(match => [match[0], match.index])')
const slow = new Set<string>() // patterns that were told of

/**
 * What a regular expression of a bot's author matches, with the places. Some take forever on some texts, such as
 * `(a+)+$`, and some are too large to be run: one that takes longer than 250 ms, or that cannot be run, matches
 * nothing, and `FST_BOT_PATTERN_SLOW` is emitted once as a warning of the process.
 *
 * @param pattern with the flag `g`
 */
export function matchPattern (pattern: RegExp, text: string): Array<[matched: string, index: number]> {
  context ??= createContext(Object.create(null)) as { pattern?: RegExp, text?: string }
  context.pattern = pattern
  context.text = text
  try {
    return matchAll.runInContext(context, { timeout: LIMIT_MS })
  } catch {
    warn(String(pattern))
    return []
  }
}

function warn (pattern: string): void {
  if (slow.has(pattern)) return
  slow.add(pattern)
  process.emitWarning(new FST_BOT_PATTERN_SLOW(pattern.slice(0, MAX_SHOWN_CHARS)))
}
