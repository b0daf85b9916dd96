/**
 * Milliseconds that this process has computed since it was started. A limit on them holds on a busy machine, too, where
 * the time on the clock does not.
 */
export function cpuMilliseconds (): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
