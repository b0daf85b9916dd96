import { isUtf8 } from 'node:buffer'
import { FST_BOT_BODY_INVALID, FST_BOT_JSON_INVALID } from '../errors.ts'
import { findJsonError } from '../shared/json/find-json-error.ts'
import { shortenPointer, appendPointerStep } from '../shared/json/json-pointer.ts'
import { MAX_BODY_DEPTH } from '../shared/limits.ts'

const MAX_DIGITS = 300 // numbers of fewer are never too large, unless they have an exponent

/**
 * JSON as the platform sends it: UTF-8, and not nested so deeply that whatever walks it overflows the stack. Keys such
 * as `__proto__` are data like any other: JSON.parse defines them, so they neither vanish nor reach a prototype. No
 * bytes are no body.
 */
export function parseBody (body: Buffer): unknown {
  if (body.length === 0) return undefined
  const text = body.toString()
  // Every byte that is not UTF-8 leaves this sign behind; so does the sign itself.
  if (text.includes('\uFFFD') && !isUtf8(body)) throw new FST_BOT_JSON_INVALID('it is not UTF-8')
  const value = parse(text)
  if (isSafeJson(body)) return value
  const problem = findUnsafeValue(value, MAX_BODY_DEPTH)
  if (problem !== undefined) throw new FST_BOT_BODY_INVALID(shortenPointer(problem.path), problem.why)
  return value
}

function parse (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FST_BOT_JSON_INVALID(reasonOf(text))
  }
}

/** What is wrong and where, without a word of the text. */
function reasonOf (text: string): string {
  const position = findJsonError(text)
  const what = position >= text.trimEnd().length ? 'it ends too early' : 'unexpected character'
  return `${what} at position ${position}`
}

interface Problem { path: string, why: string }

/**
 * What could not be given back as it came: nesting too deep to walk, and numbers that JSON.stringify turns into null.
 */
function findUnsafeValue (value: unknown, levels: number): Problem | undefined {
  if (value === Infinity || value === -Infinity) return { path: '', why: 'this number is too large to keep' }
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return { path: '', why: `nested deeper than ${MAX_BODY_DEPTH} levels` }
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]
    if (typeof part === 'string') continue
    const problem = findUnsafeValue(part, levels - 1)
    if (problem === undefined) continue
    return { path: appendPointerStep(Object.keys(value)[index] as string) + problem.path, why: problem.why }
  }
}

const Sign = {
  quote: 0x22,
  backslash: 0x5c,
  zero: 0x30,
  nine: 0x39,
  e: 0x65,
  E: 0x45,
  object: 0x7b,
  objectEnd: 0x7d,
  list: 0x5b,
  listEnd: 0x5d
}

/**
 * Whether JSON is neither nested too deeply nor holds a number with an exponent or very many digits. To look through
 * the bytes is quicker than to walk the values.
 */
function isSafeJson (json: Buffer): boolean {
  let levels = 0
  let digits = 0
  for (let index = 0; index < json.length; index++) {
    const byte = json[index] as number
    if (byte >= Sign.zero && byte <= Sign.nine) {
      if (++digits > MAX_DIGITS) return false
      continue
    }
    if ((byte === Sign.e || byte === Sign.E) && digits > 0) return false
    digits = 0
    if (byte === Sign.quote) index = endOfString(json, index)
    else if (byte === Sign.object || byte === Sign.list) {
      if (++levels > MAX_BODY_DEPTH) return false
    } else if (byte === Sign.objectEnd || byte === Sign.listEnd) levels--
  }
  return true
}

/** Where the string that begins there ends: at the next quote that is not behind a backslash. */
function endOfString (json: Buffer, start: number): number {
  let end = start + 1
  while (json[end] !== Sign.quote) end += json[end] === Sign.backslash ? 2 : 1
  return end
}
