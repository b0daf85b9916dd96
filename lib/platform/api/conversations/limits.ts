import { isDeeperThan } from '../../../shared/json/json-depth.ts'
import { MAX_MEMORY_DEPTH } from '../../../shared/limits.ts'

/** Characters of a sentence. */
export const MAX_TEXT_CHARS = 10_000
/** Characters of the id of a conversation that a client chooses. */
export const MAX_ID_CHARS = 200
/** Bytes of a memory, as JSON. */
export const MAX_MEMORY_BYTES = 256 * 1024
/** Bytes of the replies of a turn, as JSON. */
const MAX_REPLIES_BYTES = 1024 * 1024

/** Whether a client may choose this id: printable, for a database does not take all other characters. */
export function isId (id: string): boolean {
  return id !== '' && id.length <= MAX_ID_CHARS && !/[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(id)
}

export function keepsMemory (memory: unknown): boolean {
  return !isDeeperThan(memory, MAX_MEMORY_DEPTH) && Buffer.byteLength(JSON.stringify(memory)) <= MAX_MEMORY_BYTES
}

/** The first replies, as many as fit. */
export function boundReplies (replies: readonly unknown[]): readonly unknown[] {
  let bytes = 0
  const end = replies.findIndex(reply => {
    bytes += Buffer.byteLength(JSON.stringify(reply))
    return bytes > MAX_REPLIES_BYTES
  })
  return end === -1 ? replies : replies.slice(0, end)
}
