import type { Io } from './io.ts'

/** An option of a command, for `parseArgs` and for the help. */
export interface Flag {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  /** What stands for the value, such as `<url>`. */
  readonly value?: string
  readonly description: string
}

/** By name, without dashes. */
export type Flags = Readonly<Record<string, Flag>>

/** One command of the program. */
export interface Command {
  /** Name and arguments. */
  readonly usage: string
  readonly description: string
  readonly flags: Flags
  /**
   * @param args what stands behind the name
   * @returns the exit code: 0; 1 when a call failed or something was found
   * @throws UsageError, or an error with a code of this package: then nothing was done, and the exit code is 2
   */
  readonly run: (args: readonly string[], io: Io) => Promise<number>
}
