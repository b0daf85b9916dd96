import { createHmac, timingSafeEqual } from 'node:crypto'
import { readUserSecret } from './user-secret.ts'

/** Request header by which a tool of this package asks for the details of a failure. */
export const TOOL_HEADER = 'bot-webhook-tool'

/** Response header that holds them. */
export const FAILURE_HEADER = 'bot-webhook-failure'

/** One line of a stack. */
export interface Frame {
  /** As Node writes it: a function, and where it is. */
  readonly at: string
  /** Whether it is code of the app: neither of a package nor of Node. */
  readonly own: boolean
}

/** What a turn failed with, for whoever develops the bot. */
export interface FailureDetails {
  readonly code: string
  /** Who took the turn, such as `skill get-weather`. */
  readonly handler: string
  /** The line of the app that registered it; null when no handler took the turn. */
  readonly registeredAt: string | null
  /** What is wrong, where, and what to do. */
  readonly message: string
  /** What the handler threw. */
  readonly thrown: { readonly name: string, readonly message: string, readonly frames: readonly Frame[] } | null
  /** Whether the caller was answered with an error reply in place of an error. */
  readonly errorReply: boolean
}

let secret: Buffer | undefined

/**
 * Proves to a server of the same user that a tool of that user calls: one token for the port, and one for an app that
 * is injected into. What listens on a port cannot use them on another one.
 */
export function toolTokens (port: string): string {
  return `${tokenFor(port)} ${tokenFor(INJECTED)}`
}

/** @param port that was called; undefined when the request was injected */
export function hasToolToken (given: string, port: number | undefined): boolean {
  const wanted = digest(tokenFor(port === undefined ? INJECTED : String(port)))
  return given.split(' ').slice(0, 2).some(token => timingSafeEqual(digest(token), wanted))
}

const INJECTED = 'injected'

function tokenFor (port: string): string {
  secret ??= readUserSecret('tool-secret')
  return createHmac('sha256', secret).update(port).digest('base64url')
}

/** Of the same length whatever is given. */
function digest (token: string): Buffer {
  return createHmac('sha256', secret as Buffer).update(token).digest()
}

const MAX_HEADER_CHARS = 6000 // Node takes 16 KiB of headers in all

/** As one line of ASCII. What is too long loses frames first, then the end of its texts. */
export function encodeFailureDetails (details: FailureDetails): string {
  const { thrown } = details
  const shorter = {
    ...details, thrown: thrown && { ...thrown, frames: thrown.frames.filter(({ own }) => own).slice(0, 3) }
  }
  const cut = (text: string): string => text.slice(0, 500)
  const shortest = {
    ...shorter, message: cut(details.message), thrown: thrown && { ...thrown, message: cut(thrown.message), frames: [] }
  }
  return [details, shorter].map(toHeader).find(({ length }) => length <= MAX_HEADER_CHARS) ?? toHeader(shortest)
}

function toHeader (details: FailureDetails): string {
  return Buffer.from(JSON.stringify(details)).toString('base64url')
}

/** Null for what does not come from `encodeFailureDetails`. */
export function decodeFailureDetails (header: string): FailureDetails | null {
  try {
    const given = JSON.parse(Buffer.from(header, 'base64url').toString())
    const { code, handler, registeredAt, message, thrown, errorReply } = given
    if (![code, handler, message].every(text => typeof text === 'string')) return null
    return {
      code,
      handler,
      registeredAt: typeof registeredAt === 'string' ? registeredAt : null,
      message,
      thrown: readThrown(thrown),
      errorReply: errorReply === true
    }
  } catch {
    return null
  }
}

function readThrown (thrown: unknown): FailureDetails['thrown'] {
  const { name, message, frames } = Object(thrown) as Record<string, unknown>
  if (typeof name !== 'string' || typeof message !== 'string' || !Array.isArray(frames)) return null
  return { name, message, frames: frames.map(({ at, own }) => ({ at: String(at), own: own === true })) }
}
