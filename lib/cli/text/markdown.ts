import { anyPattern } from '../../shared/join-patterns.ts'
import type { Line, Span } from './line.ts'

/**
 * In the order in which they are tried: an address first, for its underscores mean nothing. An open mark is not looked
 * for without end.
 */
const MARKS = anyPattern('gu',
  /(?<address>https?:\/\/[^\s)*]+)/,
  /\*\*(?=\S)(?<bold>.{1,500}?)(?<=\S)\*\*/,
  /(?<!\w)__(?=\S)(?<strong>.{1,500}?)(?<=\S)__(?!\w)/,
  /\*(?=[^\s*])(?<italic>.{1,500}?)(?<=[^\s*])\*/,
  /(?<!\w)_(?=[^\s_])(?<emphasis>.{1,500}?)(?<=[^\s_])_(?!\w)/,
  /`(?<code>[^`]{1,500})`/,
  /\[(?<words>[^\]]{1,500})\]\((?<link>[^\s)]{1,2000})\)/)

/** A line of markdown in the styles of a terminal: bold, italic, code, and links with their address behind. */
export function markdown (text: string): Line {
  const heading = /^#{1,6} +([^ ].*)?$/.exec(text)
  if (heading !== null) return [{ style: 'bold', text: heading[1] ?? '' }]
  const line: Array<string | Span> = []
  let end = 0
  for (const { index, 0: mark, groups = {} } of text.matchAll(MARKS)) {
    line.push(text.slice(end, index), ...spansOf(mark, groups))
    end = index + mark.length
  }
  return [...line, text.slice(end)].filter(span => span !== '')
}

function spansOf (
  mark: string,
  { bold, strong = bold, italic, emphasis = italic, code, words, link }: Record<string, string | undefined>
): Line {
  if (strong !== undefined) return [{ style: 'bold', text: strong }]
  if (emphasis !== undefined) return [{ style: 'italic', text: emphasis }]
  if (code !== undefined) return [{ style: 'cyan', text: code }]
  return words === undefined ? [mark] : [{ style: 'underline', text: words }, ` (${link})`]
}
