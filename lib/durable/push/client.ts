import { addressOf } from './address.ts'
import type { Connector } from './connector.ts'

/** What came of a push. */
export type Pushed =
  | { readonly outcome: 'sent' }
  /** It would be refused again. */
  | { readonly outcome: 'refused', readonly why: string }
  /** It may go well later; `after` so many milliseconds, when the Bot Connector says so. */
  | { readonly outcome: 'failed', readonly why: string, readonly after?: number }

/** Posts one message to a conversation. Never rejects. */
export type Push = (conversation: string, message: unknown, signal: AbortSignal) => Promise<Pushed>

const LONGEST_AFTER = 600_000 // milliseconds: a later date is not believed
const FOR_NOW = new Set([408, 425, 429])

/**
 * Pushes messages through the Bot Connector, one per call: it sends the messages of a call one after another and has no
 * way of telling a repeated call from a new one, so what fails half-way could not be tried again.
 */
export function createPush ({ url, token, timeout }: Connector): Push {
  return async (conversation, message, signal) => {
    const address = addressOf(url, conversation)
    if (address === undefined) return { outcome: 'refused', why: 'the id of the conversation cannot be part of a path' }
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [message] }),
        redirect: 'manual', // the token is for nobody else
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)])
      })
      await response.body?.cancel()
      return judge(response)
    } catch (error) {
      return { outcome: 'failed', why: reasonOf(error as Error) }
    }
  }
}

/** 201 is what is promised; other success is taken as such, for a second push would be a second message. */
function judge ({ ok, status, headers }: Response): Pushed {
  if (ok) return { outcome: 'sent' }
  const why = `it answered ${status}`
  if (status < 500 && !FOR_NOW.has(status)) return { outcome: 'refused', why }
  const after = waitOf(headers.get('retry-after'))
  return { outcome: 'failed', why, ...(after !== undefined && { after }) }
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function waitOf (after: string | null): number | undefined {
  if (after === null) return undefined
  const wait = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST_AFTER, Math.max(0, wait))
}

/** The code of the system, if there is one: its messages hold addresses. */
function reasonOf ({ name, cause }: Error): string {
  const { code } = Object(cause) as { code?: unknown }
  return typeof code === 'string' ? code : name
}
