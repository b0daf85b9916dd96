import type { Chaos, Fault } from '../chaos/chaos.ts'
import type { CallRecord, Problem } from '../session/records.ts'
import { appendRoute } from './append-route.ts'
import { exchange, type Exchange } from './exchange.ts'
import { askForFailureDetails, takeFailureDetails } from './failure-details.ts'
import { lowerCaseNames } from './headers.ts'
import { findingsOf, problemOf } from './judge-answer.ts'
import type { Mask } from './secrets.ts'
import type { Outgoing, Transport } from './transport.ts'

/** A call to be made. */
export interface CallOrder {
  readonly purpose: CallRecord['purpose']
  readonly method: string
  /** A full URL, or a route that is appended to the path of the base URL; undefined for the errors route. */
  readonly url: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Text is sent as it is, undefined not at all, anything else as JSON. */
  readonly body: unknown
}

/** What came of a call. */
export interface CallOutcome {
  readonly record: CallRecord
  /** What the webhook answered, untouched; undefined when there was a problem. */
  readonly answer: Record<string, unknown> | undefined
  /** What was done to the call on purpose. */
  readonly faults?: readonly Fault[]
  /** The same call once more, when that was one of them. */
  readonly second?: CallRecord
}

/** Makes a call, and tells all about it. Never rejects. */
export type Caller = (order: CallOrder) => Promise<CallOutcome>

export interface ClientOptions {
  /** Base URL. */
  readonly base: string
  /** Of the errors route. */
  readonly errors: string
  /** Of each call, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds for a webhook, its answer included. */
  readonly timeout: number
  readonly transport: Transport
  readonly mask: Mask
  /** What happens to calls of a webhook; undefined for nothing. */
  readonly chaos: Chaos | undefined
}

const REPORT_TIMEOUT = 3000 // milliseconds: nobody waits longer for a report of a failure

export function createClient ({ base, errors, headers, timeout, mask, chaos, ...options }: ClientOptions): Caller {
  const transport = askForFailureDetails(options.transport)
  return async ({ purpose, method, url, headers: own, body }) => {
    const wanted = url === undefined ? errors : url.startsWith('/') ? appendRoute(base, url) : url
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const request: Outgoing = {
      method,
      url: wanted,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers, ...lowerCaseNames(own) },
      body: payload
    }
    if (purpose === 'errors') return { record: recordOf(await exchange(request, transport, Math.min(timeout, REPORT_TIMEOUT)), purpose), answer: undefined }

    const way = chaos?.(transport, timeout)
    const came = await exchange(request, way?.transport ?? transport, timeout)
    const again = await way?.second()
    const record = recordOf(came, purpose)
    return {
      record,
      answer: record.problem === null ? came.response?.json as Record<string, unknown> : undefined,
      ...(way !== undefined && { faults: way.faults }),
      ...(again !== undefined && { second: recordOf(again, 'duplicate') })
    }

    function recordOf ({ response, problem, ms }: Exchange, purpose: CallRecord['purpose']): CallRecord {
      const { failure, headers } = takeFailureDetails(response?.headers ?? {})
      const judged = response === null ? problem : purpose === 'errors' ? reportProblem(response.status) : problemOf(response)
      const findings = purpose === 'errors' || judged !== null ? [] : findingsOf(response?.json)
      return {
        purpose,
        request: {
          method,
          url: mask.text(withoutCredentials(wanted)),
          headers: mask.headers(request.headers),
          body: mask.json(body)
        },
        response: response && {
          status: response.status,
          headers: mask.headers(headers),
          text: mask.text(response.text),
          json: mask.json(response.json)
        },
        ms,
        problem: judged && { ...judged, message: mask.text(failure === null ? judged.message : `answered with status ${response?.status}: ${failure.message}`) },
        ...(failure !== null && { failure: mask.json(failure) }),
        findings: findings.map(({ path, message, fix, ...finding }) => ({
          ...finding, path: mask.text(path), message: mask.text(message), fix: mask.text(fix)
        }))
      }
    }
  }
}

function withoutCredentials (url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#]*@/, '$1***@')
}

function reportProblem (status: number): Problem | null {
  return status >= 200 && status < 300 ? null : { kind: 'status', message: `answered with status ${status}` }
}
