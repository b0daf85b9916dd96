import type { ChannelName } from './channels.ts'
import type { Finding } from './finding.ts'
import { lint } from './lint/lint.ts'

/**
 * What a missing field is filled in with, by what was found. An empty text is as good as none where it is only printed.
 */
const remedies: Record<string, () => unknown> = {
  BUTTONS_MISSING: () => [],
  TITLE_UNDEFINED: () => '',
  SUBTITLE_UNDEFINED: () => '',
  IMAGE_UNDEFINED: () => '',
  BUTTON_TITLE_UNDEFINED: () => ''
}

/** Replies that were repaired, and everything that was found: what was filled in is told as `repaired`. */
export interface RepairResult {
  replies: unknown[]
  findings: Finding[]
}

/**
 * Fills in what the chosen channels crash on, or print as the word "undefined" or "null", when it is missing: `buttons:
 * []` and empty texts. Nothing is taken away or changed, and the replies that are given stay as they are.
 *
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN
 *
 * @example
 * const { replies } = repair([card], { channels: ['webchat'] })
 */
export function repair (replies: readonly unknown[], options: { channels: readonly ChannelName[] }): RepairResult {
  return applyRepairs(replies, lint(replies, options))
}

/** The same with what was found before. */
export function applyRepairs (replies: readonly unknown[], found: readonly Finding[]): RepairResult {
  let repaired: unknown = replies
  const findings = found.map(finding => {
    const remedy = remedies[finding.code]
    if (remedy === undefined) return finding
    repaired = withValueAt(repaired, finding.path.split('/').slice(1), remedy())
    return { ...finding, severity: 'repaired' as const, fix: `sent with ${JSON.stringify(remedy())} in its place` }
  })
  return { replies: repaired as unknown[], findings }
}

/** A copy in which one field is filled in; all that is not on its way is shared with the original. */
function withValueAt (node: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  const copy = copyOf(node)
  copy[key] = rest.length === 0 ? value : withValueAt(copy[key], rest, value)
  return copy
}

/** What says itself how it is written as JSON is copied as that. */
function copyOf (node: any): any {
  if (Array.isArray(node)) return [...node]
  if (typeof node.toJSON === 'function') return JSON.parse(JSON.stringify(node))
  return Object.setPrototypeOf({ ...node }, Object.getPrototypeOf(node))
}
