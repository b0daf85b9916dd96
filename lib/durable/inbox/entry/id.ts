import { randomBytes } from 'node:crypto'

const COUNTS = 0x1000 // of 12 bits

/**
 * Makes UUIDs of version 7 (RFC 9562): the time in milliseconds, a counter within the millisecond, and the rest random,
 * so that they sort as they were made.
 */
export function idMaker (now: () => number = Date.now): () => string {
  let last = 0
  let count = 0

  return () => {
    const time = Math.max(last, now()) // a clock that is set back does not undo the order
    count = time === last ? count + 1 : 0
    last = time + Math.floor(count / COUNTS) // more of them than the counter holds borrow from the next millisecond
    count %= COUNTS
    const bytes = randomBytes(16)
    bytes.writeUIntBE(last, 0, 6)
    bytes.writeUInt16BE(0x7000 | count, 6)
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  }
}
