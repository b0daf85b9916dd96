import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { exchange, type Exchange } from '../calls/exchange.ts'
import { readAnswer } from '../calls/read-answer.ts'
import type { Outgoing, Transport } from '../calls/transport.ts'
import { createSeededRandom, MAX_SEED } from '../engine/seeded-random.ts'
import type { ChaosKind, ChaosSettings } from './options.ts'

/** Something that was done to a call on purpose. */
export interface Fault {
  readonly kind: ChaosKind
  /** A sentence, with the seed. */
  readonly message: string
}

/** A way to a webhook for one call, with the faults that will happen on it. */
export interface DisturbedWay {
  readonly transport: Transport
  /** What has happened so far. */
  readonly faults: readonly Fault[]
  /**
   * What comes back when the call is made a second time; undefined when it is not. To be asked when the first is over.
   */
  readonly second: () => Promise<Exchange> | undefined
}

/** @param timeout milliseconds for the second call */
export type Chaos = (transport: Transport, timeout: number) => DisturbedWay

const MIN_HELD_MS = 1000 // milliseconds
const MAX_HELD_MS = 10_000

/**
 * Disturbs calls as a bad network does. Each call draws the same number of random numbers, whatever happens to it, so
 * the nth call of a seed has the same fate every time.
 *
 * @param wait takes milliseconds; rejects when the signal says so
 */
export function createChaos (options: ChaosSettings, wait: (
  ms: number, signal: AbortSignal
) => Promise<unknown> = (ms, signal) => pause(ms, undefined, { signal })): Chaos {
  const { seed = randomInt(MAX_SEED + 1), slow, duplicate, dropped, malformed } = options
  const numbers = createSeededRandom(seed)
  const draw = (): number => numbers() / 2 ** 32

  return (transport, timeout) => {
    const fate = {
      slow: draw() < slow,
      duplicate: draw() < duplicate,
      dropped: draw() < dropped,
      malformed: draw() < malformed,
      held: draw(),
      late: draw() < 0.5,
      unheard: draw() < 0.5,
      cut: draw() < 0.5,
      at: draw()
    }
    const faults: Fault[] = []
    let second: (() => Promise<Exchange>) | undefined
    return { transport: disturbed, faults, second: () => second?.() }

    async function disturbed (request: Outgoing, signal: AbortSignal): ReturnType<Transport> {
      if (fate.duplicate) repeat(request)
      if (fate.slow) await hold(signal)
      const sent = fate.malformed && request.body !== undefined ? damaged(request, request.body) : request
      if (!fate.dropped) return await transport(sent, signal)
      if (fate.unheard) throw lost('the call on its way: the webhook has not seen it')
      await readAnswer((await transport(sent, signal)).body)
      throw lost('the answer: the webhook has seen the call')
    }

    /** The second one has no other fault. */
    function repeat (request: Outgoing): void {
      tell('duplicate', fate.late ? 'made the call a second time after the first' : 'made the call twice at once')
      const made = fate.late ? undefined : exchange(request, transport, timeout)
      second = () => made ?? exchange(request, transport, timeout)
    }

    async function hold (signal: AbortSignal): Promise<void> {
      const ms = Math.round(MIN_HELD_MS + fate.held * (MAX_HELD_MS - MIN_HELD_MS))
      tell('slow', `held the call back for ${ms} ms`)
      await wait(ms, signal)
    }

    /** Neither is JSON any more, wherever it happens. */
    function damaged (request: Outgoing, body: string): Outgoing {
      const at = Math.floor(fate.at * body.length)
      tell('malformed', fate.cut
        ? `cut the body after ${at} of its ${body.length} characters`
        : `put a NUL in place of character ${at + 1} of the body`)
      return { ...request, body: fate.cut ? body.slice(0, at) : `${body.slice(0, at)}\0${body.slice(at + 1)}` }
    }

    function lost (what: string): Error {
      tell('dropped', `lost ${what}`)
      return new Error(`chaos lost ${what}`)
    }

    function tell (kind: ChaosKind, what: string): void {
      faults.push({ kind, message: `chaos (seed ${seed}) ${what}` })
    }
  }
}
