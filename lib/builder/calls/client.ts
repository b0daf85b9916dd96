import type { CallRecord, Problem } from '../records.ts'
import { deeperThan } from '../../json-depth.ts'
import { jsonOrUndefined } from '../../json-or-undefined.ts'
import { DEEPEST_BODY } from '../../limits.ts'
import { lowered } from './headers.ts'
import { findingsOf, problemOf, type Answer } from './judge-answer.ts'
import { readAnswer } from './read-answer.ts'
import type { Mask } from './secrets.ts'
import type { Outgoing, Transport } from './transport.ts'

/** A call to be made. */
export interface CallOrder {
  readonly purpose: CallRecord['purpose']
  readonly method: string
  /** A full URL, or a route that is appended to the base URL as it stands; undefined for the errors route. */
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
}

const REPORT_TIMEOUT = 3000 // milliseconds: nobody waits longer for a report of a failure

export function createClient ({ base, errors, headers, timeout, transport, mask }: ClientOptions): Caller {
  return async ({ purpose, method, url, headers: own, body }) => {
    const wanted = url === undefined ? errors : url.startsWith('/') ? base + url : url
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const request: Outgoing = {
      method,
      url: wanted,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers, ...lowered(own) },
      body: payload
    }
    const started = performance.now()
    const { response, problem } = await exchange(request, transport, purpose === 'errors' ? Math.min(timeout, REPORT_TIMEOUT) : timeout)
    const judged = problem ?? (purpose === 'webhook' && response !== null ? problemOf(response) : reportProblem(response?.status))
    const record = mask.deep<CallRecord>({
      purpose,
      request: { method, url: withoutCredentials(wanted), headers: mask.headers(request.headers), body },
      response: response && { status: response.status, headers: mask.headers(response.headers), text: response.text, json: response.json },
      ms: Math.round(performance.now() - started),
      problem: judged,
      findings: purpose === 'webhook' && judged === null ? findingsOf(response?.json) : []
    })
    return { record, answer: purpose === 'webhook' && judged === null ? response?.json as Record<string, unknown> : undefined }
  }
}

interface Exchange {
  response: Answer | null
  problem: Problem | null
}

async function exchange (request: Outgoing, transport: Transport, timeout: number): Promise<Exchange> {
  const badUrl = urlProblem(request.url)
  if (badUrl !== null) return { response: null, problem: badUrl }
  const abort = new AbortController()
  const late = new Promise<'late'>(resolve => { abort.signal.addEventListener('abort', () => { resolve('late') }) })
  const timer = setTimeout(() => { abort.abort() }, timeout)
  try {
    const answered = await Promise.race([late, answer(request, transport, abort.signal)])
    if (answered !== 'late') return { response: answered, problem: null }
  } catch (error) {
    if (!abort.signal.aborted) return { response: null, problem: { kind: 'unreachable', message: `no answer from ${new URL(request.url).origin}: ${causeOf(error)}` } }
  } finally {
    clearTimeout(timer)
  }
  return { response: null, problem: { kind: 'timeout', message: `no answer within ${timeout} ms` } }
}

async function answer (request: Outgoing, transport: Transport, signal: AbortSignal): Promise<Answer> {
  const { status, headers, body } = await transport(request, signal)
  const { text, tooLarge } = await readAnswer(body)
  const json = tooLarge ? undefined : jsonOrUndefined(text)
  const tooDeep = deeperThan(json, DEEPEST_BODY)
  return { status, headers, text, tooLarge, tooDeep, json: tooDeep ? undefined : json }
}

function urlProblem (url: string): Problem | null {
  if (!URL.canParse(url) || !/^https?:/.test(url)) return { kind: 'bad-url', message: `\`${url}\` is no URL: nothing was sent` }
  const { username, password } = new URL(url)
  return username + password === '' ? null : { kind: 'bad-url', message: 'credentials in a URL are not sent: give them under auth' }
}

function withoutCredentials (url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#]*@/, '$1***@')
}

function reportProblem (status: number | undefined): Problem | null {
  return status === undefined || (status >= 200 && status < 300) ? null : { kind: 'status', message: `answered with status ${status}` }
}

/** fetch says only that it failed; the reason is its cause. */
function causeOf (error: unknown): string {
  const { cause, message } = error as Error
  const { code, message: reason } = Object(cause ?? error) as NodeJS.ErrnoException
  return code === 'ECONNREFUSED' ? 'nothing listens there (ECONNREFUSED), is the bot running?' : code ?? reason ?? message
}
