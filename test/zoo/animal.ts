import type { CheckOptions } from '../../lib/check/index.ts'
import type { Webhook } from './webhook.ts'

/** A webhook with one fault. */
export interface Animal {
  /** The rule that finds it. */
  readonly rule: string
  /** Another rule that the same fault may break. */
  readonly also?: string
  /** Milliseconds to wait for an answer: few for those that never answer. */
  readonly timeout?: number
  /** Credentials, when the fault is about them. Default: none, and the group of rules is skipped. */
  readonly headers?: CheckOptions['headers']
  /** What it does instead of what is good. */
  readonly habits: Partial<Webhook>
}
