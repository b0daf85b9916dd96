import type { Order, Run } from '../runner/run.ts'
import type { Entry } from '../settings.ts'
import { ordinaryBody } from './call-body.ts'

/** An ordinary call of a skill. */
export function ordinary (run: Run, entry: Entry): Order {
  return { entry, body: ordinaryBody(run, entry) }
}
