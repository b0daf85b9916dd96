const MOST_FRAMES = 10

/** What the log says of something that was thrown: what it was and where, and none of its words. */
export interface Failure {
  name: string
  code?: string
  at?: string[]
}

/** A message may quote the user, a password or the memory, so it stays out of the log above debug. */
export function describeFailure (reason: unknown): Failure {
  if (!(reason instanceof Error)) return { name: reason === null ? 'null' : typeof reason }
  const { code } = reason as { code?: unknown }
  return {
    name: reason.constructor.name,
    ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,60}$/.test(code) && { code }),
    at: framesOf(reason)
  }
}

/** The stack begins with the message, which may hold lines that look like frames. */
function framesOf ({ message, stack }: Error): string[] {
  const text = String(stack)
  const after = text.indexOf(message) + message.length
  return text.slice(after).split('\n').filter(line => line.startsWith('    at ')).slice(0, MOST_FRAMES).map(line => line.trim())
}
