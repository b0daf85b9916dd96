import { addressOf } from './address.ts'
import type { Connector } from './connector.ts'
import { createPostJson, type PostOutcome, type PushGuard } from './post-json.ts'
import { openTokens } from './tokens.ts'

/** What came of a push. */
export type PushResult =
  | { readonly outcome: 'sent' }
  /** The Bot Connector would refuse it again. */
  | { readonly outcome: 'refused', readonly reason: string }
  /** The Bot Connector failed; it may go well later. `afterMs` when it says when. */
  | { readonly outcome: 'failed', readonly reason: string, readonly afterMs?: number }
  /** The Bot Connector takes nothing now, whatever the message is. */
  | {
    readonly outcome: 'unavailable',
    readonly reason: string,
    readonly afterMs?: number,
    readonly isRateLimit?: boolean
  }
  /** It was sent, and no answer came: the user may have read it. */
  | { readonly outcome: 'unconfirmed', readonly reason: string }

/** Posts one message to a conversation. Never rejects. */
export type Push = (conversation: string, message: unknown, guard: PushGuard) => Promise<PushResult>

const MAX_AFTER_MS = 600_000 // a later date is not believed

/**
 * Pushes messages through the Bot Connector, one per call: it sends the messages of a call one after another and has no
 * way of telling a repeated call from a new one, so what fails half-way could not be tried again.
 */
export function createPush ({ url, token, timeout }: Connector): Push {
  const tokens = openTokens(token)
  const postJson = createPostJson(timeout)

  return async function push (conversation, message, guard) {
    const address = addressOf(url, conversation)
    if (address === undefined) {
      return { outcome: 'refused', reason: 'the id of the conversation cannot be part of a path' }
    }
    let current: string
    try {
      current = await tokens.current()
    } catch (error) {
      return { outcome: 'unavailable', reason: `there is no token: ${(error as Error).name}` }
    }
    const outcome = await postJson(address, { authorization: `Token ${current}` },
      JSON.stringify({ messages: [message] }), guard)
    if ('status' in outcome && outcome.status === 401 && tokens.tryNext(current)) {
      return push(conversation, message, guard)
    }
    return judge(outcome)
  }
}

/** 201 is what is promised; other success is taken as such, for a second push would be a second message. */
function judge (posted: PostOutcome): PushResult {
  if ('error' in posted) {
    return { outcome: posted.isSent ? 'unconfirmed' : 'unavailable', reason: reasonOf(posted.error) }
  }
  const { status, headers } = posted
  if (status >= 200 && status < 300) return { outcome: 'sent' }
  const reason = `it answered ${status}`
  const wait = waitOf(headers['retry-after'])
  const after = wait === undefined ? {} : { afterMs: wait }
  if (status === 401 || status === 403 || status === 407 ||
    status < 400) return { outcome: 'unavailable', reason, ...after }
  if (status === 429) return { outcome: 'unavailable', reason, ...after, isRateLimit: true }
  if (status === 504) return { outcome: 'unconfirmed', reason } // a proxy has passed it on
  if (status >= 500 || status === 408 || status === 425) return { outcome: 'failed', reason, ...after }
  return { outcome: 'refused', reason }
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function waitOf (after: string | undefined): number | undefined {
  if (after === undefined) return undefined
  const wait = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.min(MAX_AFTER_MS, Math.max(0, wait))
}

/** The code of the system, if there is one: its messages hold addresses. */
function reasonOf ({ name, code }: Error & { code?: unknown }): string {
  return typeof code === 'string' ? code : name
}
