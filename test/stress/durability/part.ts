import type { Closing, Runs } from '../runs.ts'

/** What was measured, and whether it is as it should be; undefined when it is told only. */
export interface Finding { figure: string, met?: boolean }

/** One thing that is put to the test. */
export interface Part {
  what: string
  /** How often, unless something else is asked for. */
  runs: number
  measure: (closing: Closing, runs: Runs) => Promise<Finding[]>
}
