import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { isObject } from '../../replies/kind.ts'

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

const LARGEST_SEED = 2 ** 32 - 1

/** @throws FST_BOT_OPTION_INVALID */
export function checkChaos (options: ChaosOptions): void {
  if (!isObject(options)) {
    throw new FST_BOT_OPTION_INVALID('chaos',
    `must be an object such as { ${CHAOS_KINDS[0]}: 0.2 }`)
  }
  const { seed, ...odds }: ChaosOptions = options
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED)) {
    throw new FST_BOT_OPTION_INVALID('chaos.seed', `must be a whole number from 0 to ${LARGEST_SEED}`)
  }
  for (const [kind, chance] of Object.entries(odds)) {
    if (!isChaosKind(kind)) {
      throw new FST_BOT_OPTION_INVALID(`chaos.${kind}`,
      `is none: there are ${CHAOS_KINDS.join(', ')}`)
    }
    if (typeof chance !== 'number' ||
      !(chance >= 0 && chance <= 1)) throw new FST_BOT_OPTION_INVALID(`chaos.${kind}`, 'must be a number from 0 to 1')
  }
}

export function isChaosKind (kind: string): kind is ChaosKind {
  return (CHAOS_KINDS as readonly string[]).includes(kind)
}
