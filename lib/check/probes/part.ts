import type { Entry } from '../entries.ts'
import type { Exchange } from '../runner/exchange.ts'
import type { HealthCheck, Order, Run } from '../runner/run.ts'
import type { CheckSettings } from '../settings.ts'
import { ordinaryBody } from './call-body.ts'
import { orderOf } from './order.ts'

/** What was called first of all: an entry, by an ordinary call, and what that was answered. */
export interface ProbeAttempt {
  readonly entry: Entry
  readonly order: Order
  readonly answer: Exchange
}

/** A part of the check, of one entry that has been tried. */
export interface Part {
  /** Rules, and groups of them, that it is for: it is left out when none of them is wanted. */
  readonly serves: readonly string[]
  /** Whether calls without a body, as GET has them, are of no use to it. */
  readonly needsBody?: true
  /** Whether calls that are always the same, as GET without variables has them, are of no use to it. */
  readonly needsInput?: true
  /** How many calls it makes when all is well. */
  readonly calls: (settings: CheckSettings) => number
  readonly check: (run: Run, tried: ProbeAttempt) => Promise<void>
}

/** An ordinary call of an entry. */
export function ordinary (run: Run, entry: Entry): Order {
  return orderOf(entry, ordinaryBody(run, entry))
}

/** What shows that a server has survived. */
export function healthCheck (run: Run, { entry, answer }: ProbeAttempt): HealthCheck {
  return { order: () => ordinary(run, entry), before: answer }
}
