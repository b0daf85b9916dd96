import { Type } from '@sinclair/typebox'
import { optionsSchema } from '../../shared/options/option.ts'
import { MAX_SEED } from '../engine/seeded-random.ts'

/** What can happen to a call on its way between the platform and a webhook. */
export const CHAOS_KINDS = [
  'slow', // held back for 1 to 10 seconds, of which the webhook knows nothing
  'duplicate', // made a second time, at once or after the first was answered
  'dropped', // lost on its way, or its answer is
  'malformed' // cut, or with a character in it that JSON cannot have
] as const

/** A kind of fault on the way to a webhook. */
export type ChaosKind = typeof CHAOS_KINDS[number]

/** How often each kind of fault happens to a call, from 0 for never to 1 for always. Default: 0 */
export interface ChaosOptions {
  /** How often a call is held back for 1 to 10 seconds. */
  readonly slow?: number
  /** How often a call is made twice. */
  readonly duplicate?: number
  /** How often a call, or its answer, is lost on its way. */
  readonly dropped?: number
  /** How often the body of a call is cut, or has a character in it that JSON cannot have. */
  readonly malformed?: number
  /**
   * The same seed makes the same faults, call by call. A whole number of 32 bits. Default: any; the log tells it with
   * each fault.
   */
  readonly seed?: number
}

/** The same, complete but for the seed. */
export type ChaosSettings = ChaosOptions & Readonly<Record<ChaosKind, number>>

const chance = (description: string) => Type.Number({ description, minimum: 0, maximum: 1, default: 0 })

export const chaosOptionsSchema = optionsSchema<ChaosOptions>({
  slow: chance('How often a call is held back for 1 to 10 seconds, from 0 for never to 1 for always.'),
  duplicate: chance('How often a call is made a second time.'),
  dropped: chance('How often a call is lost on its way, or its answer is.'),
  malformed: chance('How often a call is cut, or gets a character that JSON cannot have.'),
  seed: Type.Integer({
    description: 'The same seed makes the same faults, call by call.',
    minimum: 0,
    maximum: MAX_SEED,
    defaultText: 'any; the log tells it with each fault'
  })
}, { title: 'ChaosOptions', description: 'How often each kind of fault happens to a call.' })

export function isChaosKind (kind: string): kind is ChaosKind {
  return (CHAOS_KINDS as readonly string[]).includes(kind)
}
