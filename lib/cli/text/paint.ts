import { inspect } from 'node:util'
import type { Line } from './line.ts'
import { visible } from '../../shared/visible.ts'

/** A line as it is written to the terminal. The only place where escape sequences are made. */
export function paint (line: Line, colours: boolean): string {
  return line
    .map(span =>
      typeof span === 'string' ? visible(span) : colours ? inStyle(span.style, visible(span.text)) : visible(span.text)
    )
    .join('')
}

function inStyle (style: string, text: string): string {
  const [on, off] = inspect.colors[style] as [number, number]
  return `\x1b[${on}m${text}\x1b[${off}m`
}
