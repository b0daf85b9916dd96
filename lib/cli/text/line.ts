export type Style = 'bold' | 'italic' | 'underline' | 'dim' | 'red' | 'yellow' | 'cyan'

/** A piece of a line in a style. */
export interface Span {
  readonly style: Style
  readonly text: string
}

/**
 * What stands on one line of the terminal, plain or in styles. Its texts come from anywhere: `paint` makes them
 * harmless.
 */
export type Line = ReadonlyArray<string | Span>

/** A text as lines, without the empty ones at its end. */
export function linesOf (text: string): string[] {
  return text.trimEnd().split(/\r?\n/)
}

/** Lines in one style. */
export function styled (style: Style, text: string): Line[] {
  return linesOf(text).map(text => [{ style, text }])
}

/** Lines behind a margin. */
export function behind (margin: string, lines: readonly Line[]): Line[] {
  return lines.map(line => [margin, ...line])
}
