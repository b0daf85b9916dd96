import type { BotAction } from '../bot-file/schema.ts'
import type { Chaos, Fault } from '../chaos/chaos.ts'
import type { CallRecord, Problem } from './call-record.ts'
import { TokenCache, tokenRequest, type ClientCredentials } from './access-token.ts'
import { exchange, type Exchange } from './exchange.ts'
import { askForFailureDetails, takeFailureDetails } from './failure-details.ts'
import { authorization, lowerCaseNames } from './headers.ts'
import { apiProblemOf, findingsOf, problemOf } from './judge-answer.ts'
import type { Mask } from './secrets.ts'
import type { Outgoing, Transport } from './transport.ts'
import { appendRoute } from './url.ts'

/** A call to be made. */
export interface CallOrder {
  readonly purpose: 'webhook' | 'api' | 'errors'
  readonly method: string
  /** A full URL, or a route that is appended to the base URL; undefined for the errors route. */
  readonly url: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Text is sent as it is, undefined not at all, anything else as JSON. */
  readonly body: unknown
  /** Of this call alone. */
  readonly auth?: NonNullable<BotAction['api']>['auth'] | undefined
  /** Variable of the environment that it needs and that is not set: it is not made. */
  readonly unset?: string | undefined
}

/** What came of a call. */
export interface CallOutcome {
  readonly record: CallRecord
  /**
   * What a webhook answered, untouched, undefined when there was a problem; of an API status, headers and body,
   * undefined when nothing came.
   */
  readonly answer: Record<string, unknown> | undefined
  /** What was done to the call on purpose. */
  readonly faults?: readonly Fault[]
  /** The same call once more, when that was one of them. */
  readonly second?: CallRecord
  /** The call for an access token that went before. */
  readonly token?: CallRecord
}

/** Makes a call, and tells all about it. Never rejects. */
export type Caller = (order: CallOrder) => Promise<CallOutcome>

export interface ClientOptions {
  /** Base URL. */
  readonly base: string
  /** Whether nobody chose it: neither the bot file nor an option. */
  readonly isDefaultBase: boolean
  /** Of the errors route. */
  readonly errors: string
  /** Of each call of the base URL's origin, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds for a webhook or API, its answer included. */
  readonly timeout: number
  readonly transport: Transport
  readonly mask: Mask
  /** What happens to calls of a webhook; undefined for nothing. */
  readonly chaos: Chaos | undefined
}

const REPORT_TIMEOUT = 3000 // milliseconds: nobody waits longer for a report of a failure
const UNAUTHORIZED = 401

export function createClient ({
  base, isDefaultBase, errors, headers: shared, timeout, mask, chaos, ...options
}: ClientOptions): Caller {
  const transport = askForFailureDetails(options.transport)
  const tokens = new TokenCache()

  return async order => {
    const { purpose, auth } = order
    const request = requestOf(order)
    if (purpose === 'errors') {
      return {
        record: recordOf(request, await exchange(request, transport, Math.min(timeout, REPORT_TIMEOUT)), order),
        answer: undefined
      }
    }
    if (purpose === 'webhook') return await callWebhook(request, order)
    const { unset } = order
    if (unset !== undefined) {
      return failed(request,
        { kind: 'not-configured', message: `\${${unset}} is not set: set the environment variable ${unset}` }, order)
    }
    return auth?.oauth2 === undefined
      ? await callApi(withHeaders(request, authorization(auth)), order)
      : await callWithToken(request, auth.oauth2, order)
  }

  function requestOf ({ url, method, headers: own, body }: CallOrder): Outgoing {
    const wanted = url === undefined ? errors : url.startsWith('/') ? appendRoute(base, url) : url
    return {
      method,
      url: wanted,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(isOwnOrigin(wanted) && shared),
        ...lowerCaseNames(own)
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    }
  }

  /** Credentials of the bot are for the origin of its base URL alone. */
  function isOwnOrigin (url: string): boolean {
    return URL.canParse(url) && new URL(url).origin === new URL(base).origin
  }

  async function callWebhook (request: Outgoing, order: CallOrder): Promise<CallOutcome> {
    const way = chaos?.(transport, timeout)
    const came = await exchange(request, way?.transport ?? transport, timeout)
    const again = await way?.second()
    const record = recordOf(request, came, order)
    return {
      record,
      answer: record.problem === null ? came.response?.json as Record<string, unknown> : undefined,
      ...(way !== undefined && { faults: way.faults }),
      ...(again !== undefined && { second: { ...recordOf(request, again, order), purpose: 'duplicate' } })
    }
  }

  async function callApi (request: Outgoing, order: CallOrder): Promise<CallOutcome> {
    const came = await exchange(request, options.transport, timeout)
    const { response } = came
    const isWhole = response !== null && !response.tooLarge && !response.tooDeep
    return {
      record: recordOf(request, came, order),
      answer: isWhole
        ? { status: response.status, headers: response.headers, body: response.json ?? response.text }
        : undefined
    }
  }

  /** A token that is refused before its time is asked for anew, once. */
  async function callWithToken (
    request: Outgoing, credentials: ClientCredentials, order: CallOrder
  ): Promise<CallOutcome> {
    const known = tokens.find(credentials)
    if (known !== undefined) {
      const outcome = await callApi(withHeaders(request, { authorization: `Bearer ${known}` }), order)
      if (outcome.record.response?.status !== UNAUTHORIZED) return outcome
      tokens.forget(credentials)
    }
    const asked = tokenRequest(credentials)
    const came = await exchange(asked, options.transport, timeout)
    const token = came.response !== null && apiProblemOf(came.response) === null
      ? tokens.take(credentials, came.response.json)
      : undefined
    const record = tokenRecordOf(asked, came, token !== undefined)
    if (token === undefined) {
      return {
        ...failed(request, { kind: 'unauthorized', message: `no access token: ${record.problem?.message}` }, order),
        token: record
      }
    }
    return { ...await callApi(withHeaders(request, { authorization: `Bearer ${token}` }), order), token: record }
  }

  function failed (request: Outgoing, problem: Problem, order: CallOrder): CallOutcome {
    return { record: recordOf(request, { response: null, problem, ms: 0 }, order), answer: undefined }
  }

  function recordOf (request: Outgoing, { response, problem, ms }: Exchange, { purpose, body }: CallOrder): CallRecord {
    const judge = purpose === 'errors' ? reportProblem : purpose === 'api' ? apiProblemOf : problemOf
    const judged = response === null ? problem : judge(response)
    const { failure, headers } = takeFailureDetails(response?.headers ?? {})
    const explained = judged !== null && failure !== null
      ? { ...judged, message: `answered with status ${response?.status}: ${failure.message}` }
      : judged
    return shownRecord({
      purpose,
      request: { method: request.method, url: withoutCredentials(request.url), headers: request.headers, body },
      response: response && { status: response.status, headers, text: response.text, json: response.json },
      ms,
      problem: explained && withHint(explained, request),
      ...(failure !== null && { failure }),
      findings: purpose !== 'webhook' || judged !== null ? [] : findingsOf(response?.json as Record<string, unknown>)
    })
  }

  function withHint (problem: Problem, { url }: Outgoing): Problem {
    return isDefaultBase && problem.kind === 'unreachable' && isOwnOrigin(url)
      ? { ...problem, message: `${problem.message} (the bot file has no webhook.url: this is the default)` }
      : problem
  }

  /** A record without the secrets in what was sent and received. */
  function shownRecord ({ request, response, problem, failure, findings, ...record }: CallRecord): CallRecord {
    return {
      ...record,
      request: {
        ...request, url: mask.text(request.url), headers: mask.headers(request.headers), body: mask.json(request.body)
      },
      response: response && {
        ...response,
        headers: mask.headers(response.headers),
        text: mask.text(response.text),
        json: mask.json(response.json)
      },
      problem: problem && { ...problem, message: mask.text(problem.message) },
      ...(failure !== undefined && { failure: mask.json(failure) }),
      findings: findings.map(({ path, message, fix, ...finding }) => ({
        ...finding, path: mask.text(path), message: mask.text(message), fix: mask.text(fix)
      }))
    }
  }

  /** Neither the credentials nor the token are told. */
  function tokenRecordOf (request: Outgoing, { response, problem, ms }: Exchange, ok: boolean): CallRecord {
    const judged = response === null ? problem : apiProblemOf(response)
    return shownRecord({
      purpose: 'token',
      request: {
        method: request.method, url: withoutCredentials(request.url), headers: request.headers, body: request.body
      },
      response: response &&
        { status: response.status, headers: response.headers, text: ok ? '***' : response.text, json: undefined },
      ms,
      problem: ok ? null : judged ?? { kind: 'bad-shape', message: 'the answer has no access_token' },
      findings: []
    })
  }
}

function withHeaders (request: Outgoing, headers: Readonly<Record<string, string>>): Outgoing {
  return { ...request, headers: { ...request.headers, ...lowerCaseNames(headers) } }
}

function withoutCredentials (url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#]*@/, '$1***@')
}

function reportProblem ({ status }: { status: number }): Problem | null {
  return status >= 200 && status < 300 ? null : { kind: 'status', message: `answered with status ${status}` }
}
