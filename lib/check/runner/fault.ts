import { describeType, isObject } from '../../replies/kind.ts'
import { MAX_BODY_DEPTH } from '../../shared/limits.ts'
import { MAX_ANSWER_BYTES, type Exchange } from './exchange.ts'

/** What keeps an answer from being used. */
export interface Fault {
  /** The rule that an ordinary call breaks by it. */
  readonly rule: string
  readonly saw: string
  readonly fix?: string
}

const ruleOfFailure = {
  late: 'answer-arrives',
  absent: 'answer-arrives',
  closed: 'answer-arrives',
  cut: 'answer-http',
  'not-http': 'answer-http',
  certificate: 'advice-certificate'
} as const

/** What keeps an answer from being used, if anything; in the order in which a caller would notice. */
export function faultOf ({ response, failure }: Pick<Exchange, 'response' | 'failure'>): Fault | undefined {
  if (response !== null && response.status >= 300 && response.status < 400) {
    return {
      rule: 'answer-redirect',
      saw: `status ${response.status}, which leads to ${response.headers.location ?? 'nowhere'}`
    }
  }
  if (response !== null && (response.status < 200 || response.status > 299)) {
    return { rule: 'answer-status', saw: `status ${response.status}` }
  }
  if (failure !== null) return { rule: ruleOfFailure[failure.kind], saw: failure.message }
  return bodyFault(response as NonNullable<typeof response>)
}

function bodyFault (
  { headers, text, json, utf8, tooLarge, tooDeep }: NonNullable<Exchange['response']>
): Fault | undefined {
  const { 'content-encoding': packed = 'identity' } = headers
  if (tooLarge) return { rule: 'answer-size', saw: `more than ${MAX_ANSWER_BYTES} bytes; the rest was not read` }
  if (text.trim() === '') return { rule: 'answer-empty', saw: 'an empty body' }
  if (packed !== 'identity') {
    return {
      rule: 'answer-utf8',
      saw: `a body with content-encoding ${packed}, which the call did not ask for`,
      fix: 'pack an answer only when accept-encoding of the call allows it'
    }
  }
  if (!utf8) return { rule: 'answer-utf8', saw: 'bytes that are no UTF-8' }
  if (text.startsWith('\uFEFF')) return { rule: 'answer-utf8', saw: 'a byte order mark before the JSON' }
  if (tooDeep) {
    return {
      rule: 'answer-json',
      saw: `JSON that is nested deeper than ${MAX_BODY_DEPTH} levels`,
      fix: 'answer with flat objects'
    }
  }
  if (json === undefined) return { rule: 'answer-json', saw: whatInstead(text) }
  if (typeof json === 'string') return { rule: 'answer-string', saw: 'a JSON string' }
  return isObject(json) ? undefined : { rule: 'answer-object', saw: `${describeType(json)} as the body` }
}

function whatInstead (text: string): string {
  if (/^\s*</.test(text)) return 'a body that looks like HTML or XML'
  return /^\s*[{[]/.test(text) ? 'a body that begins like JSON, and is none' : 'a body that is no JSON'
}

/** Whether the server may have been broken by a call. */
export function hasFailed (exchange: Exchange): boolean {
  return isSilent(exchange) || (exchange.response as NonNullable<Exchange['response']>).status >= 500
}

/** In what way an ordinary call is answered other than before; undefined: in none that matters. */
export function differenceOf (now: Exchange, before: Exchange): string | undefined {
  if (isSilent(now)) return 'the server gives no answer'
  const fault = faultOf(now)
  const { status } = now.response as NonNullable<typeof now.response>
  if (fault?.rule === faultOf(before)?.rule && status === before.response?.status) return undefined
  return `an ordinary one is answered with ${fault?.saw ?? `status ${status}`}`
}

/** Whether nothing came: no status, or one without the end of its body. */
export function isSilent ({ response, failure }: Exchange): boolean {
  return failure !== null && (response === null || failure.kind === 'late')
}
