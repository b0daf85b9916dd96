/** Bytes of an answer that are read: what the platform would do with more is not known, a webhook means something else. */
export const MAX_ANSWER_BYTES = 10 * 1024 * 1024
const MAX_SHOWN_BYTES = 64 * 1024 // of a larger one, in a record

/** Reads a body to its end, or to the limit; then what is not yet read is not waited for. */
export async function readAnswer (body: AsyncIterable<Uint8Array>): Promise<{ text: string, tooLarge: boolean, utf8: boolean }> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) return { text: Buffer.concat(chunks).toString('utf8', 0, MAX_SHOWN_BYTES), tooLarge: true, utf8: true }
  }
  const all = Buffer.concat(chunks)
  return { text: all.toString('utf8'), tooLarge: false, utf8: isUtf8(all) }
}

function isUtf8 (bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
