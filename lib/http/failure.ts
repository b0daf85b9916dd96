import type { FastifyBaseLogger } from 'fastify'

const MOST_FRAMES = 10

/** What the log says of something that was thrown: what it was and where, and none of its words. */
export interface Failure {
  name: string
  code?: string
  at?: string[]
}

/**
 * A message may quote the user, a password or the memory, so it stays out of the log above debug. What was thrown may
 * throw again when it is looked at.
 */
export function describeFailure (reason: unknown): Failure {
  try {
    if (!(reason instanceof Error)) return { name: reason === null ? 'null' : typeof reason }
    const { code } = reason as { code?: unknown }
    return {
      name: String(reason.constructor?.name),
      ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,60}$/.test(code) && { code }),
      at: framesOf(reason)
    }
  } catch {
    return { name: 'something that throws when it is looked at' }
  }
}

/** The whole of it, for the developer who has asked for debug. */
export function logThrown (log: FastifyBaseLogger, thrown: unknown, message: string): void {
  try {
    log.debug({ err: thrown }, message)
  } catch {
    log.debug(`${message}: it throws when it is looked at`)
  }
}

/** The stack begins with the message, which may hold lines that look like frames. */
function framesOf ({ message, stack }: Error): string[] {
  const text = String(stack)
  const after = text.indexOf(message) + String(message).length
  return text.slice(after).split('\n').filter(line => line.startsWith('    at ')).slice(0, MOST_FRAMES).map(line => line.trim())
}
