import type { Outgoing } from '../../builder/calls/transport.ts'
import type { Entry, Settings } from '../settings.ts'
import { Ended } from './ended.ts'
import { exchange, type Exchange } from './exchange.ts'
import { isSilent } from './fault.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createRandom, type Random } from './random.ts'

/** A call to be made. What is left out is as in every call of the entry. */
export interface Order {
  readonly entry: Pick<Entry, 'url' | 'method'>
  /** Text is sent as it is, undefined not at all, anything else as JSON. */
  readonly body: unknown
  /** By lower-case name; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** A check while it runs. */
export interface Run {
  readonly settings: Settings
  readonly ledger: Ledger
  readonly random: Random
  /** How many calls were made. */
  readonly requests: () => number
  /** Makes a call. @throws Ended when it must not be made any more */
  call: (order: Order) => Promise<Exchange>
  /**
   * Makes a call and judges what came of it; when it was not answered, makes sure that the server is still there.
   *
   * @throws Ended when it is not
   */
  probe: (order: Order, lifeSign: () => Order, judge: (exchange: Exchange) => void) => Promise<Exchange>
  /** Says what is being done. */
  doing: (what: string) => void
}

const PAUSE = 500 // milliseconds: a server that is watched over is back by then

export function createRun (settings: Settings): Run {
  const { headers, transport, timeout, signal, onProgress } = settings
  const ledger = createLedger()
  let requests = 0
  let step = 'starts'

  return { settings, ledger, random: createRandom(settings.seed), requests: () => requests, call, probe, doing }

  async function call ({ entry: { url, method }, body, headers: own = {} }: Order): Promise<Exchange> {
    if (signal.aborted) throw new Ended('interrupted')
    if (requests >= settings.requests) throw new Ended('limit')
    requests++
    const bodyless = method === 'GET' || body === undefined
    const all = { accept: 'application/json', ...(!bodyless && { 'content-type': 'application/json' }), ...headers, ...own }
    const request: Outgoing = {
      method,
      url,
      headers: Object.fromEntries(Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined)),
      body: bodyless ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    }
    const made = await exchange(request, transport, { timeout, signal })
    onProgress({ requests, doing: step })
    if (signal.aborted) throw new Ended('interrupted')
    return made
  }

  async function probe (order: Order, lifeSign: () => Order, judge: (exchange: Exchange) => void): Promise<Exchange> {
    const made = await call(order)
    judge(made)
    if (isSilent(made)) await makeSure(made, lifeSign)
    return made
  }

  /** After a call that was not answered: an ordinary one must be. */
  async function makeSure (after: Exchange, lifeSign: () => Order): Promise<void> {
    ledger.checked('answer-alive')
    if (!isSilent(await call(lifeSign()))) return
    await new Promise(resolve => setTimeout(resolve, PAUSE))
    const back = !isSilent(await call(lifeSign()))
    ledger.found('answer-alive', after, { saw: back ? 'after this call the server was away for a moment' : 'after this call the server answers no more' })
    if (!back) throw new Ended('died')
  }

  function doing (what: string): void {
    step = what
    onProgress({ requests, doing: what })
  }
}
