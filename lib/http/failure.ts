import type { FastifyBaseLogger } from 'fastify'
import { isProduction } from '../shared/is-production.ts'

const MAX_FRAMES = 10
const FRAME = '    at '

/** What the log says of something that was thrown: what it was and where, and none of its words. */
export interface Failure {
  name: string
  code?: string
  at?: string[]
}

/**
 * A message may quote the user, a password or the memory, so in production it stays out of the log above debug. What
 * was thrown may throw again when it is looked at.
 */
export function describeFailure (reason: unknown): Failure {
  try {
    if (!(reason instanceof Error)) return { name: reason === null ? 'null' : typeof reason }
    const { code } = reason as { code?: unknown }
    return {
      name: classOf(reason),
      ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,60}$/.test(code) && { code }),
      at: framesOf(reason)
    }
  } catch {
    return { name: 'something that throws when it is looked at' }
  }
}

/** A line of the log about a failure. */
export interface FailureLine {
  readonly level: 'warn' | 'error'
  /** What may stand in the log in production. */
  readonly line: object
  readonly message: string
  /** Logged as `err`, with its message and stack: at once outside production, at level debug in production. */
  readonly thrown: unknown
}

/** Logs a failure, and what was thrown where that may be told. */
export function logFailure (log: FastifyBaseLogger, { level, line, message, thrown }: FailureLine): void {
  if (!isProduction()) {
    try {
      log[level]({ ...line, err: thrown }, message)
      return
    } catch {} // it throws when it is looked at
  }
  log[level](line, message)
  try {
    log.debug({ err: thrown }, `${message}: details`)
  } catch {
    log.debug(`${message}: it throws when it is looked at`)
  }
}

/** The name of its class; what it says of itself may be anything. */
function classOf (reason: Error): string {
  return String(Object.getPrototypeOf(reason).constructor.name)
}

/**
 * The stack begins with a name and the message, which may hold lines that look like frames. Where the message is
 * another now, what of the stack are frames cannot be told.
 */
function framesOf ({ message, stack }: Error): string[] {
  const text = String(stack)
  const words = message === '' ? '' : `: ${message}`
  const end = text.indexOf(`${words}\n${FRAME}`)
  if (end === -1 || /[:\n]/.test(text.slice(0, end))) return []
  const lines = text.slice(end + words.length + 1).split('\n')
  const other = lines.findIndex(line => !line.startsWith(FRAME))
  return lines.slice(0, Math.min(MAX_FRAMES, other === -1 ? lines.length : other)).map(line => line.trim())
}
