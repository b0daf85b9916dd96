const [QUOTE, BACKSLASH, COLON, OPEN, CLOSE, LIST, LIST_END, COMMA] = [...'"\\:{}[],'].map(sign => sign.charCodeAt(0)) as [number, number, number, number, number, number, number, number]
const MASK = Buffer.from('"[redacted]"')
const ZERO = Buffer.from('0')
const NUMBER = new Set([...'-+.eE0123456789'].map(sign => sign.charCodeAt(0)))
const STARTS_NUMBER = new Set([...'-0123456789'].map(sign => sign.charCodeAt(0)))

/**
 * Masks texts and numbers below some keys of a JSON text, at every level. Objects, lists and keys stay, so that what is
 * masked has the shape it had. Nothing is parsed: a text that breaks off, or is no JSON at all, does not stop it.
 */
export function maskJson (raw: Buffer, isSecret: (key: string) => boolean): Buffer {
  const parts: Buffer[] = []
  let kept = 0 // all before it is in the parts
  let depth = 0
  let secretDepth = 0 // of the object or list that is masked, from 1
  let secretNext = false // the value that comes belongs to such a key
  let at = 0

  while (at < raw.length) {
    const byte = raw[at] as number
    if (byte === QUOTE) {
      const end = endOfString(raw, at)
      if (isKey(raw, end)) secretNext = isSecret(textOf(raw.subarray(at, end)))
      else if (masked() && end - at > 2) mask(end, MASK)
      at = end
    } else if (STARTS_NUMBER.has(byte)) {
      const end = endOfNumber(raw, at)
      if (masked()) mask(end, ZERO)
      at = end
    } else {
      if (byte === OPEN || byte === LIST) {
        depth++
        if (secretNext && secretDepth === 0) secretDepth = depth
      } else if (byte === CLOSE || byte === LIST_END) {
        if (depth === secretDepth) secretDepth = 0
        depth--
      }
      if (byte === OPEN || byte === LIST || byte === COMMA) secretNext = false
      at++
    }
  }
  return parts.length === 0 ? raw : Buffer.concat([...parts, raw.subarray(kept)])

  function masked (): boolean {
    return secretNext || secretDepth > 0
  }

  function mask (end: number, by: Buffer): void {
    parts.push(raw.subarray(kept, at), by)
    kept = end
  }
}

function endOfString (raw: Buffer, from: number): number {
  let at = from + 1
  while (at < raw.length && raw[at] !== QUOTE) at += raw[at] === BACKSLASH ? 2 : 1
  return Math.min(at + 1, raw.length)
}

function endOfNumber (raw: Buffer, from: number): number {
  let at = from
  while (NUMBER.has(raw[at] as number)) at++
  return at
}

function isKey (raw: Buffer, from: number): boolean {
  let at = from
  while (raw[at] === 0x20 || raw[at] === 0x09 || raw[at] === 0x0a || raw[at] === 0x0d) at++
  return raw[at] === COLON
}

function textOf (quoted: Buffer): string {
  const text = quoted.toString()
  try {
    return JSON.parse(text)
  } catch {
    return text.slice(1, -1)
  }
}
