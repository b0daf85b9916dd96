import { isDeeperThan } from '../../shared/json/json-depth.ts'
import { parseJsonOrUndefined } from '../../shared/json/json-or-undefined.ts'
import { MAX_BODY_DEPTH } from '../../shared/limits.ts'
import type { Problem } from './call-record.ts'
import type { Answer } from './judge-answer.ts'
import { readAnswer } from './read-answer.ts'
import type { Outgoing, Transport } from './transport.ts'

/** What came back, and when. */
export interface Exchange {
  readonly response: Answer | null
  /** What kept an answer from coming, if anything. */
  readonly problem: Problem | null
  readonly ms: number
}

/** Sends a request and reads the answer, or gives up after the timeout in milliseconds. Never rejects. */
export async function exchange (request: Outgoing, transport: Transport, timeout: number): Promise<Exchange> {
  const started = performance.now()
  const came = await attempt(request, transport, timeout)
  return { ...came, ms: Math.round(performance.now() - started) }
}

async function attempt (request: Outgoing, transport: Transport, timeout: number): Promise<Omit<Exchange, 'ms'>> {
  const badUrl = urlProblem(request.url)
  if (badUrl !== null) return { response: null, problem: badUrl }
  const abort = new AbortController()
  const late = new Promise<'late'>(resolve => { abort.signal.addEventListener('abort', () => { resolve('late') }) })
  const timer = setTimeout(() => { abort.abort() }, timeout)
  try {
    const answered = await Promise.race([late, answer(request, transport, abort.signal)])
    if (answered !== 'late') return { response: answered, problem: null }
  } catch (error) {
    if (!abort.signal.aborted) {
      return {
        response: null,
        problem: { kind: 'unreachable', message: `no answer from ${new URL(request.url).origin}: ${causeOf(error)}` }
      }
    }
  } finally {
    clearTimeout(timer)
  }
  return { response: null, problem: { kind: 'timeout', message: `no answer within ${timeout} ms` } }
}

async function answer (request: Outgoing, transport: Transport, signal: AbortSignal): Promise<Answer> {
  const { status, headers, body } = await transport(request, signal)
  const { text, tooLarge, invalidByte } = await readAnswer(body, headers['content-type'])
  const json = tooLarge ? undefined : parseJsonOrUndefined(text)
  const tooDeep = isDeeperThan(json, MAX_BODY_DEPTH)
  return { status, headers, text, tooLarge, tooDeep, invalidByte, json: tooDeep ? undefined : json }
}

function urlProblem (url: string): Problem | null {
  if (!URL.canParse(url) ||
    !/^https?:/.test(url)) return { kind: 'bad-url', message: `\`${url}\` is no URL: nothing was sent` }
  const { username, password } = new URL(url)
  return username + password === ''
    ? null
    : { kind: 'bad-url', message: 'credentials in a URL are not sent: give them under auth' }
}

/** fetch says only that it failed; the reason is its cause. */
function causeOf (error: unknown): string {
  const { cause, message } = error as Error
  const { code, message: reason } = Object(cause ?? error) as NodeJS.ErrnoException
  return code === 'ECONNREFUSED'
    ? 'nothing listens there (ECONNREFUSED), is the bot running?'
    : code ?? reason ??
    message
}
