import type { Line, Span } from './line.ts'

/**
 * Breaks a line between words, so that each part fits. What goes on stands under its beginning; longer words are left
 * to the terminal.
 */
export function wrap (line: Line, columns: number): Line[] {
  const text = line.map(span => textOf(span)).join('')
  if (widthOf(text) <= columns) return [line]
  const margin = text.slice(0, text.length - text.replace(/^[ │]*(?:• |\d+\. )?/, '').length)
  const indent = margin.replaceAll(/[^ │]/g, ' ')
  const lines: Line[] = []
  let part: Line = []
  let width = 0
  for (const word of words(line)) {
    if (width > indent.length && width + widthOf(textOf(word).trimEnd()) > columns) {
      lines.push(withoutEnd(part))
      part = indent === '' ? [] : [indent]
      width = indent.length
    }
    part = joined(part, word)
    width += widthOf(textOf(word))
  }
  return [...lines, withoutEnd(part)]
}

/** The spans cut after each space. */
function words (line: Line): Line {
  return line.flatMap(span => [...textOf(span).matchAll(/ *[^ ]+ *| +/g)].map(([text]) => withText(span, text)))
}

/** A line with a span more; in the last one if they are of one style. */
function joined (line: Line, span: string | Span): Line {
  const last = line.at(-1)
  if (last === undefined || styleOf(last) !== styleOf(span)) return [...line, span]
  return [...line.slice(0, -1), withText(span, textOf(last) + textOf(span))]
}

/** A space beyond the last column would begin a line of its own. */
function withoutEnd (line: Line): Line {
  return line.map((span, index) => index === line.length - 1 ? withText(span, textOf(span).trimEnd()) : span)
}

function withText (span: string | Span, text: string): string | Span {
  return typeof span === 'string' ? text : { ...span, text }
}

function styleOf (span: string | Span): string {
  return typeof span === 'string' ? '' : span.style
}

function textOf (span: string | Span): string {
  return typeof span === 'string' ? span : span.text
}

/** Columns that a text takes: two for ideographs and most emoji, none for what joins the character before it. */
function widthOf (text: string): number {
  let width = 0
  for (const character of text) width += JOINED.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

const JOINED = /\p{Mn}|\u200d/u
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/u
