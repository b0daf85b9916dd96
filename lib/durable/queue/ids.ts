import { randomUUID } from 'node:crypto'

/**
 * Gives ids that grow, in the form of UUID version 7: jobs that are made in one transaction, or within one tick of the
 * clock of the database, keep their order by it.
 */
export function growingIds (): () => string {
  let last = 0n
  return () => {
    const now = BigInt(Date.now()) << 12n // the last 12 bits count within a millisecond
    last = now > last ? now : last + 1n
    const hex = last.toString(16).padStart(15, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(12)}-${randomUUID().slice(19)}`
  }
}
