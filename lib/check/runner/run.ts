import type { Outgoing } from '../../platform/calls/transport.ts'
import type { Entry } from '../entries.ts'
import type { CheckSettings } from '../settings.ts'
import { Ended } from './ended.ts'
import { exchange, type Exchange } from './exchange.ts'
import { differenceOf, hasFailed } from './fault.ts'
import { createRuleResults, type RuleResults } from './rule-results.ts'
import { createRandom, type Random } from './random.ts'

/** A call to be made. What is left out is as in every call of the entry. */
export interface Order {
  readonly entry: Pick<Entry, 'url' | 'method'>
  /** Text is sent as it is, undefined not at all, anything else as JSON. */
  readonly body: unknown
  /** By lower-case name; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** An ordinary call that is made again, to see that the server still answers it. */
export interface HealthCheck {
  readonly order: () => Order
  /** What it was answered at first. */
  readonly before: Exchange
}

/** A call that was made. */
export interface MadeCall {
  readonly request: Outgoing
  readonly ms: number
}

/** A check while it runs. */
export interface Run {
  readonly settings: CheckSettings
  readonly results: RuleResults
  readonly random: Random
  /** How many calls were made. */
  readonly requests: () => number
  readonly calls: () => readonly MadeCall[]
  /** Makes a call. @throws Ended when it must not be made any more */
  call: (order: Order) => Promise<Exchange>
  /**
   * Makes a call and judges what came of it; after no answer and after a 5xx, confirms that the server has survived.
   *
   * @throws Ended when it has not
   */
  probe: (order: Order, healthCheck: HealthCheck, judge: (exchange: Exchange) => void) => Promise<Exchange>
  /**
   * Confirms that an ordinary call is answered as before: what breaks a server must not be blamed on the next call.
   *
   * @throws Ended when it is not, and does not recover
   */
  confirm: (after: Exchange, healthCheck: HealthCheck) => Promise<void>
  /** Says about how many calls are still to come: in what is being done, and later. */
  expect: (now: number, later: number) => void
  /** Says what is being done. */
  doing: (what: string) => void
}

const RECOVERY_MS = 500 // a server that is watched over is back by then

export function createRun (settings: CheckSettings): Run {
  const { headers, transport, timeout, signal, onProgress } = settings
  const { origin } = new URL(settings.url)
  const isOrigin = (url: string): boolean => new URL(url).origin === origin
  const withoutCredentials = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !settings.credentials.includes(name)))
  const results = createRuleResults()
  const calls: MadeCall[] = []
  let requests = 0
  let left = { now: 0, later: 0 }
  let step = 'starts'

  return {
    settings,
    results,
    random: createRandom(settings.seed),
    requests: () => requests,
    calls: () => calls,
    call,
    probe,
    confirm,
    expect,
    doing
  }

  async function call ({ entry: { url, method }, body, headers: own = {} }: Order): Promise<Exchange> {
    if (signal.aborted) throw new Ended('interrupted')
    if (requests >= settings.requests) throw new Ended('limit')
    requests++
    left.now = Math.max(0, left.now - 1)
    const bodyless = method === 'GET' || body === undefined
    const all = {
      accept: 'application/json',
      ...(!bodyless && { 'content-type': 'application/json' }),
      ...(isOrigin(url) ? headers : withoutCredentials),
      ...own
    }
    const request: Outgoing = {
      method,
      url,
      headers: Object.fromEntries(
        Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined)
      ),
      body: bodyless ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    }
    const made = await exchange(request, transport, { timeout, signal })
    calls.push({ request, ms: made.ms })
    tell()
    if (signal.aborted) throw new Ended('interrupted')
    return made
  }

  async function probe (
    order: Order, healthCheck: HealthCheck, judge: (exchange: Exchange) => void
  ): Promise<Exchange> {
    const made = await call(order)
    judge(made)
    if (hasFailed(made)) await confirm(made, healthCheck)
    return made
  }

  async function confirm (after: Exchange, { order, before }: HealthCheck): Promise<void> {
    const made = await call(order())
    results.checked(made, 'answer-alive')
    const difference = differenceOf(made, before)
    if (difference === undefined) return
    await new Promise(resolve => setTimeout(resolve, RECOVERY_MS))
    const lasting = differenceOf(await call(order()), before)
    results.found('answer-alive', after, {
      saw: lasting === undefined ? `for a moment after this call ${difference}` : `after this call ${lasting}`
    })
    if (lasting !== undefined) throw new Ended('died')
  }

  function expect (now: number, later: number): void {
    left = { now, later }
  }

  function doing (what: string): void {
    step = what
    tell()
  }

  /** Calls that nobody expected count as done and to be done: so the share that is done never shrinks. */
  function tell (): void {
    onProgress({ done: requests, total: Math.min(settings.requests, requests + left.now + left.later), doing: step })
  }
}
