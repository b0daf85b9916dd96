const MAX_DELAY_S = 5 // as on the platform

/** Seconds that a client waits after a message and before the next one. */
export function delayOf (reply: unknown): number {
  const seconds = Number(Object(reply).delay ?? 0)
  return seconds > 0 ? Math.min(seconds, MAX_DELAY_S) : 0
}
