import type { CheckOptions } from '../../lib/check/index.ts'
import type { Webhook } from './webhook.ts'

/**
 * A webhook with one fault, and how it is checked: without `headers` the group of rules on credentials is skipped, and
 * `timeout` is short for those that never answer.
 */
export interface Animal extends Pick<CheckOptions, 'timeout' | 'headers' | 'channels' | 'memory'> {
  /** The rule that finds it. */
  readonly rule: string
  /** Another rule that the same fault may break. */
  readonly also?: string
  /** Name that the bot calls it by. Default: the address of this machine. */
  readonly host?: string
  /** Whether it is called by https; nobody vouches for its certificate. */
  readonly https?: true
  /** What it does instead of what is good. */
  readonly habits: Partial<Webhook>
}
