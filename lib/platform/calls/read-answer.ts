import { isUtf8 } from 'node:buffer'

/**
 * Bytes of an answer that are read: what the platform would do with more is not known, a webhook means something else.
 */
export const MAX_ANSWER_BYTES = 10 * 1024 * 1024
const MAX_SHOWN_BYTES = 64 * 1024 // bytes of a larger one that a record shows

export interface AnswerText {
  readonly text: string
  readonly tooLarge: boolean
  /** Offset of the first byte that is not UTF-8, where no other charset was named. */
  readonly invalidByte?: number
}

/** Reads a body to its end, or to the limit; then what is not yet read is not waited for. */
export async function readAnswer (body: AsyncIterable<Uint8Array>, contentType = ''): Promise<AnswerText> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) {
      return { text: Buffer.concat(chunks).toString('utf8', 0, MAX_SHOWN_BYTES), tooLarge: true }
    }
  }
  return { ...decode(Buffer.concat(chunks), contentType), tooLarge: false }
}

function decode (bytes: Buffer, contentType: string): { text: string, invalidByte?: number } {
  if (isUtf8(bytes)) return { text: bytes.toString() }
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(contentType) ?? []
  try {
    return { text: new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { text: bytes.toString(), invalidByte: firstInvalid(bytes) }
  }
}

/** The text before the first sign for what is none, in bytes. */
function firstInvalid (bytes: Buffer): number {
  const text = bytes.toString()
  return Buffer.byteLength(text.slice(0, text.indexOf('\uFFFD')))
}
