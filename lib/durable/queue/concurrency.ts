const MAX_CONCURRENCY = 100

export const CONCURRENCY = `must be a whole number from 1 to ${MAX_CONCURRENCY}`

export function isConcurrency (value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_CONCURRENCY
}
