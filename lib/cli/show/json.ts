import { linesOf, type Line } from '../text/line.ts'
import { OBEYED } from '../../shared/visible.ts'

const MAX_VALUE_CHARS = 2000 // characters of a value inside other text
const MAX_LINES = 500

/** A value as JSON that is harmless to a terminal, and means the same. @param indent spaces; 0 for one line */
export function toJson (value: unknown, indent: number): string {
  const json = JSON.stringify(value, null, indent) ?? 'nothing'
  return json.replace(OBEYED, character =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

/** A value on one line. */
export function compact (value: unknown, longest = MAX_VALUE_CHARS): string {
  const json = toJson(value, 0)
  return json.length > longest ? `${json.slice(0, longest)}...` : json
}

/** A value as indented JSON; a text that is none as it is. */
export function pretty (value: unknown): Line[] {
  return shortened(linesOf(typeof value === 'string' ? value : toJson(value, 2)))
}

function shortened (lines: readonly string[]): Line[] {
  const shown = lines.slice(0, MAX_LINES).map(line => [line])
  return lines.length > MAX_LINES
    ? [...shown, [{ style: 'dim', text: `... and ${lines.length - MAX_LINES} lines more` }]]
    : shown
}
