import type { Closing } from '../runs.ts'

/** One thing that is measured under load. */
export interface Part {
  what: string
  /** How long its load lasts, unless the command line says otherwise; undefined when that is not a matter of time. */
  seconds?: number
  /** Prints what it measures. @returns what is not as it should be, nothing of which is left when all is well */
  run: (closing: Closing, seconds: number) => Promise<string[]>
}

/** What is to be said of those that do not hold. */
export function missed (targets: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(targets).filter(([, holds]) => !holds).map(([target]) => target)
}
