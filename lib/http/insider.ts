import { AsyncLocalStorage } from 'node:async_hooks'
import type { Deferral } from '../turn/deferral.ts'

/**
 * A call that this package makes to a route of its own, through `inject`: to take up a turn whose process died, or to
 * see again how one went. It needs no credentials, is not held, and nothing that comes from outside can look like it.
 */
export interface Insider {
  /** How long the handler may take, in milliseconds. */
  readonly deadline: number
  /** Takes what the turn leaves for later, in place of the store. */
  readonly deferred: Deferral[]
}

const insiders = new AsyncLocalStorage<Insider>()

/** Makes calls as an insider. */
export function asInsider<T> (insider: Insider, calls: () => Promise<T>): Promise<T> {
  return insiders.run(insider, calls)
}

/** Whether the call that is being answered is an insider's. */
export function insider (): Insider | undefined {
  return insiders.getStore()
}
