import { isUtf8 } from 'node:buffer'
import type { Outgoing, Transport } from '../../platform/calls/transport.ts'
import { isDeeperThan } from '../../shared/json/json-depth.ts'
import { parseJsonOrUndefined } from '../../shared/json/json-or-undefined.ts'
import { MAX_BODY_DEPTH } from '../../shared/limits.ts'
import { failureOf, type Failure } from './failure.ts'

/** What is read of an answer: what the Bot Connector takes. */
export const MAX_ANSWER_BYTES = 1024 * 1024

/** One call and what came of it. */
export interface Exchange {
  /** As it was sent, credentials and all. */
  readonly request: Outgoing
  /** Null when not even a status came. */
  readonly response: {
    readonly status: number
    /** By lower-case name. */
    readonly headers: Readonly<Record<string, string>>
    /** As far as it was read. */
    readonly text: string
    /** The text as JSON; undefined when it is none, or is nested too deeply. */
    readonly json: unknown
    readonly utf8: boolean
    readonly tooLarge: boolean
    readonly tooDeep: boolean
  } | null
  /** Why there is no answer, or no whole one. */
  readonly failure: Failure | null
  readonly ms: number
}

export interface Limits {
  /** Milliseconds for a call, to the end of its answer. */
  readonly timeout: number
  /** Ends the call at once. */
  readonly signal: AbortSignal
}

/** Makes a call, whatever the other side does: at most so long, and so much of its answer. Never rejects. */
export async function exchange (
  request: Outgoing, transport: Transport, { timeout, signal }: Limits
): Promise<Exchange> {
  const deadline = new AbortController()
  const timer = setTimeout(() => {
    deadline.abort()
  }, timeout)
  const end = AbortSignal.any([signal, deadline.signal])
  const timedOut = new Promise<null>(resolve => {
    end.addEventListener('abort', () => {
      resolve(null)
    })
  })
  const answer: Arriving = { head: null, chunks: [], bytes: 0 }
  const started = performance.now()
  const received = receive(request, transport, end, answer).then(
    () => null, error => failureOf(error, answer.head !== null)
  )
  const broken = await Promise.race([received, timedOut])
  clearTimeout(timer)
  const failure = end.aborted ? late(timeout, answer) : broken
  return { request, response: responseOf(answer), failure, ms: Math.round(performance.now() - started) }
}

interface Arriving {
  head: { status: number, headers: Readonly<Record<string, string>> } | null
  chunks: Uint8Array[]
  bytes: number
}

async function receive (request: Outgoing, transport: Transport, signal: AbortSignal, answer: Arriving): Promise<void> {
  const { body, ...head } = await transport(request, signal)
  answer.head = head
  for await (const chunk of body) {
    answer.chunks.push(chunk)
    answer.bytes += chunk.byteLength
    if (answer.bytes > MAX_ANSWER_BYTES) return // which closes the connection
  }
}

function late (timeout: number, { head, bytes }: Arriving): Failure {
  return {
    kind: 'late',
    message:
      head === null
        ? `no answer within ${timeout} ms`
        : `an answer that began with status ${head.status}, and did not end within ${timeout} ms (${bytes} bytes ` +
          'had come)'
  }
}

function responseOf ({ head, chunks, bytes }: Arriving): Exchange['response'] {
  if (head === null) return null
  const all = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES)
  const text = all.toString()
  const tooLarge = bytes > MAX_ANSWER_BYTES
  const json = tooLarge ? undefined : parseJsonOrUndefined(text)
  const tooDeep = isDeeperThan(json, MAX_BODY_DEPTH)
  return { ...head, text, json: tooDeep ? undefined : json, utf8: tooLarge || isUtf8(all), tooLarge, tooDeep }
}
