import { CHAOS_KINDS, type ChaosKind, type ChaosOptions } from '../platform/chaos/options.ts'
import { createFetchTransport } from '../platform/calls/fetch.ts'
import type { Incoming, Transport } from '../platform/calls/transport.ts'
import type { SessionOptions } from '../platform/session/session-options.ts'

export const WEBHOOK_MODES = [
  'real', // it is called
  'off', // it cannot be reached
  'faked' // it is not called: the page says what it answers
] as const

/** What is between the page and the webhook. */
export interface Network {
  readonly webhook: typeof WEBHOOK_MODES[number]
  /** What a faked webhook answers. */
  readonly answer: { readonly status: number, readonly body: string }
  /** How often each kind of fault happens to a call, from 0 to 1. */
  readonly chaos: Readonly<Record<ChaosKind, number>>
}

const ANSWER = JSON.stringify({ replies: [{ type: 'text', content: 'Hello' }] }, null, 2)

/** What of a network becomes another one. */
export interface NetworkChange extends Partial<Pick<Network, 'webhook' | 'answer'>> {
  readonly chaos?: { readonly [K in ChaosKind]?: number }
}

export function changedNetwork (network: Network, { chaos, ...changed }: NetworkChange): Network {
  return { ...network, ...changed, chaos: { ...network.chaos, ...chaos } }
}

export function networkOf ({ chaos = {} }: Pick<SessionOptions, 'chaos'>): Network {
  const odds = Object.fromEntries(CHAOS_KINDS.map(kind => [kind, chaos[kind] ?? 0])) as Record<ChaosKind, number>
  return { webhook: 'real', answer: { status: 200, body: ANSWER }, chaos: odds }
}

/** The options of a session whose calls go that way. */
export function throughNetwork (
  options: SessionOptions, { webhook, answer, chaos }: Network
): { transport: Transport, chaos?: ChaosOptions } {
  const { transport = createFetchTransport, chaos: { seed } = {} } = options
  const isDisturbed = Object.values(chaos).some(chance => chance > 0)
  return {
    transport: webhook === 'real' ? transport : webhook === 'off' ? refuse : async () => incoming(answer),
    ...(isDisturbed && { chaos: { ...chaos, ...(seed !== undefined && { seed }) } })
  }
}

async function refuse (): Promise<never> {
  throw new Error('the webhook is switched off in the page')
}

function incoming ({ status, body }: Network['answer']): Incoming {
  return { status, headers: { 'content-type': 'application/json' }, body: chunks(body) }
}

async function * chunks (text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
