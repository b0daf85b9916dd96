/** Bytes of an answer that are read: what the platform would do with more is not known, a webhook means something else. */
export const MAX_ANSWER_BYTES = 10 * 1024 * 1024
const KEPT = 64 * 1024 // bytes of a larger one that a record shows

/** Reads a body to its end, or to the limit; then what is not yet read is not waited for. */
export async function readAnswer (body: AsyncIterable<Uint8Array>): Promise<{ text: string, tooLarge: boolean }> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) return { text: Buffer.concat(chunks).toString('utf8', 0, KEPT), tooLarge: true }
  }
  return { text: Buffer.concat(chunks).toString('utf8'), tooLarge: false }
}
