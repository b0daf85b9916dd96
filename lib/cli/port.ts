import { UsageError } from './usage-error.ts'

/** @param flag that it was given with */
export function readPort (flag: string, given: string): number {
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65535) {
    throw new UsageError(`${flag} must be a number from 0 to 65535`)
  }
  return Number(given)
}
