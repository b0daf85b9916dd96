import { Type } from '@sinclair/typebox'
import { optionsSchema, wholeNumber, type OptionsSchema } from '../../shared/options/option.ts'

/** How what fails is tried again. */
export interface Retry {
  /** How often, after the first time. */
  limit?: number
  /** Milliseconds before the first time. */
  delay?: number
  /** Whether each time waits twice as long as the one before, ten minutes at the most. */
  backoff?: boolean
}

const MAX_LIMIT = 1000
const MAX_DELAY_MS = 600_000
const JITTER = 0.2 // of the wait: so that what failed together is not tried together

/** Milliseconds to wait after an attempt, of which the first is 1. */
export function waitAfter (attempt: number, { delay, backoff }: Required<Retry>): number {
  const wait = backoff ? Math.min(MAX_DELAY_MS, delay * 2 ** (attempt - 1)) : delay
  return wait * (1 + JITTER * Math.random())
}

export function retrySchema (defaults: Required<Retry>): OptionsSchema<Retry> {
  return optionsSchema<Retry>({
    limit: wholeNumber('times', {
      description: 'How often, after the first time.', minimum: 0, maximum: MAX_LIMIT, default: defaults.limit
    }),
    delay: wholeNumber('milliseconds', {
      description: 'Wait before the first of them.', minimum: 0, maximum: MAX_DELAY_MS, default: defaults.delay
    }),
    backoff: Type.Boolean({
      description: 'Whether each wait is twice as long as the one before, ten minutes at the most.',
      default: defaults.backoff
    })
  }, { title: 'Retry', description: 'How what fails is tried again.' })
}
