/** How what fails is tried again. */
export interface Retry {
  /** How often, after the first time. */
  limit?: number
  /** Milliseconds before the first time. */
  delay?: number
  /** Whether each time waits twice as long as the one before, ten minutes at the most. */
  backoff?: boolean
}

const MAX_DELAY_MS = 600_000 // milliseconds
const JITTER = 0.2 // of the wait: so that what failed together is not tried together

/** Milliseconds to wait after an attempt, of which the first is 1. */
export function waitAfter (attempt: number, { delay, backoff }: Required<Retry>): number {
  const wait = backoff ? Math.min(MAX_DELAY_MS, delay * 2 ** (attempt - 1)) : delay
  return wait * (1 + JITTER * Math.random())
}

/** What is wrong with it, or nothing. */
export function retryProblem (retry: unknown): string | undefined {
  if (typeof retry !== 'object' || retry === null) return 'must be an object with limit, delay and backoff'
  const { limit = 0, delay = 0, backoff = true, ...unknown } = retry as Retry
  const [unknownName] = Object.keys(unknown)
  if (unknownName !== undefined) return `has no ${unknownName}, but limit, delay and backoff`
  if (!Number.isInteger(limit) || limit < 0 || limit > 1000) return '.limit must be a whole number from 0 to 1000'
  if (!Number.isInteger(delay) || delay < 0 ||
    delay > MAX_DELAY_MS) return `.delay must be a whole number of milliseconds from 0 to ${MAX_DELAY_MS}`
  if (typeof backoff !== 'boolean') return '.backoff must be true or false'
}
