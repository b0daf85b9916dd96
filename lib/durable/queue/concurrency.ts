const MOST = 100

export const CONCURRENCY = `must be a whole number from 1 to ${MOST}`

export function isConcurrency (value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST
}
