import { wholeNumber } from '../../shared/options/option.ts'

export const MAX_CONCURRENCY = 100

/** How many of them a process does at a time. */
export function concurrencyOption (unit: string, description: string) {
  return wholeNumber(unit, { description, maximum: MAX_CONCURRENCY, default: 16 })
}
