import type { Readable, Writable } from 'node:stream'
import type { Terminal } from './text/printer.ts'

/** What a command reads from and writes to. */
export interface Io {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Terminal
  readonly errors: Writable
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Whether somebody sits there and types. */
export function isInteractive ({ input, output }: Io): boolean {
  return input.isTTY === true && output.isTTY === true
}

/** Whether to show bold and colours: in a terminal, unless it or its user wants none. */
export function wantsColours ({ output, env }: Io, noColour = false): boolean {
  return output.isTTY === true && !noColour && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
}
