import type { Writable } from 'node:stream'
import type { Line } from './line.ts'
import { paint } from './paint.ts'
import { wrap } from './wrap.ts'

/** Where lines go. */
export interface Printer {
  /** Whether bold and colours are shown. */
  readonly colours: boolean
  print: (lines: readonly Line[]) => void
}

/** A stream that may be a terminal. */
export type Terminal = Writable & { readonly isTTY?: boolean, readonly columns?: number }

export function createPrinter (stream: Terminal, colours: boolean): Printer {
  return {
    colours,
    print (lines) {
      const columns = (stream.isTTY && stream.columns) || Infinity // 0 when the terminal does not know
      const fitting = lines.flatMap(line => wrap(line, columns))
      if (fitting.length > 0) stream.write(fitting.map(line => `${paint(line, colours)}\n`).join(''))
    }
  }
}
