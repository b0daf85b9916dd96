import { UsageError } from './usage-error.ts'

export const DEFAULT_PAGE_PORT = '5050'

/** The flag of the commands that serve a page. */
export const pagePortFlag = {
  type: 'string',
  value: '<number>',
  description: `where the page is served, on 127.0.0.1 only; 0 is any free port; default: ${DEFAULT_PAGE_PORT}`
} as const

/** @param flag that it was given with */
export function readPort (flag: string, given: string): number {
  if (!/^\d{1,5}$/.test(given) || Number(given) > 65535) {
    throw new UsageError(`${flag} must be a number from 0 to 65535`)
  }
  return Number(given)
}
