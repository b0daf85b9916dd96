import { parseJsonOrUndefined } from '../json/json-or-undefined.ts'
import { createMask, type Mask } from './mask.ts'
import { BEGINS_JSON, redactJson } from './redact-json.ts'
import { createTextRedactor } from './redact-text.ts'
import { createNameTestsForBodies, DEFAULT_SECRET_NAMES } from './secret-names.ts'

/**
 * Names whose values are masked: a list adds to the defaults, `only` replaces them. With `{ only: [] }` everything is
 * kept as it came.
 */
export type RedactOption = readonly string[] | { readonly only: readonly string[] }

/** Masks secrets before anything is stored. */
export interface Redactor {
  /**
   * A body without its secrets, or the same buffer when it has none. JSON, forms and text are kept; of any other body
   * only the size and the type.
   *
   * @param type value of the content-type header
   */
  readonly body: (raw: Buffer, type?: string) => Buffer
  /** A text, such as an address or an error message. */
  readonly text: (text: string) => string
}

const MAX_TYPE_CHARS = 100
const FORM_TYPE = /^\s*application\/x-www-form-urlencoded\b/i
const MULTIPART_TYPE = /^\s*multipart\//i
const LOOKS_LIKE_FORM = /^[^\s=&]{1,200}=\S*$/
const MIN_ENCODED_CHARS = 6 // a shorter value holds no name with a value
const MAX_ENCODED_VALUES = 2000 // of a form: more are masked
const LOOKS_LIKE_MULTIPART = /^(?:\r?\n)?--\S{1,100}\r?\ncontent-/i
const [TAB, CARRIAGE_RETURN, ESCAPE, SPACE] = [0x09, 0x0d, 0x1b, 0x20] as const

/**
 * Creates the redactor of stored data. Its time is linear in the length of what it is given.
 *
 * @example
 * ```ts
 * const redactor = createRedactor(['iban'])
 * redactor.text('token=abc customerIban=DE12') // 'token=[redacted] customerIban=[redacted]'
 * ```
 */
export function createRedactor (option: RedactOption = []): Redactor {
  const names = 'only' in option ? option.only : [...DEFAULT_SECRET_NAMES, ...option]
  if (names.length === 0) return { body: raw => raw, text: text => text }
  const startNameTest = createNameTestsForBodies(names)
  const isAscii = names.every(name => /^[\x20-\x7e]*$/.test(name))

  return { body, text }

  function body (raw: Buffer, type = ''): Buffer {
    if (raw.length === 0) return raw
    const before = raw.toString('latin1') // a character for each byte, so that all others stay what they are
    const after = isReadable(before, type) ? redactBytes(before, type) : sizeAndType(raw, type)
    return after === before ? raw : Buffer.from(after, 'latin1')
  }

  function text (text: string): string {
    if (!BEGINS_JSON.test(text)) return createTextRedactor(startNameTest(), createMask())(text)
    const before = Buffer.from(text).toString('latin1')
    const after = redactBytes(before, '')
    return after === before ? text : Buffer.from(after, 'latin1').toString()
  }

  function redactBytes (bytes: string, type: string): string {
    const mask = createMask()
    const isSecret = startNameTest()
    const ofText = createTextRedactor(isSecret, mask)
    const ofJson = (json: string): string => redactJson(json,
      isAscii ? isSecret : key => isSecret(Buffer.from(key, 'latin1').toString()), ofText, mask)
    if (BEGINS_JSON.test(bytes)) return isJson(bytes) ? ofJson(bytes) : ofText(ofJson(bytes))
    if (!FORM_TYPE.test(type) && !LOOKS_LIKE_FORM.test(bytes)) return ofText(bytes)
    return ofText(redactEncodedValues(bytes, value => {
      if (!BEGINS_JSON.test(value)) return ofText(value)
      return Buffer.from(ofJson(Buffer.from(value).toString('latin1')), 'latin1').toString()
    }, mask))
  }
}

/** Whether a body is JSON, a form or text, and not a multipart body or bytes of anything else. */
function isReadable (bytes: string, type: string): boolean {
  if (MULTIPART_TYPE.test(type) || LOOKS_LIKE_MULTIPART.test(bytes) || hasControlCharacter(bytes)) return false
  return BEGINS_JSON.test(bytes) || /^\s*text\//i.test(type) || isUtf8(bytes)
}

/** Other than blanks, line ends, and the escape of coloured logs. */
function hasControlCharacter (bytes: string): boolean {
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes.charCodeAt(at)
    if (code < SPACE && (code < TAB || code > CARRIAGE_RETURN) && code !== ESCAPE) return true
  }
  return false
}

/** Also of characters that stand for bytes: those beyond ASCII stand in strings only. */
function isJson (bytes: string): boolean {
  return parseJsonOrUndefined(bytes.replace(/^\xef\xbb\xbf/, '')) !== undefined
}

function isUtf8 (bytes: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bytes, 'latin1'))
    return true
  } catch {
    return false
  }
}

/** Redacts what stands percent-encoded in the values of a form. */
function redactEncodedValues (form: string, redact: (value: string) => string, mask: Mask): string {
  if (!form.includes('%')) return form
  let encoded = 0
  return form.split('&').map(pair => {
    const start = pair.indexOf('=') + 1
    if (pair.length - start < MIN_ENCODED_CHARS || !pair.includes('%', start)) return pair
    if (++encoded > MAX_ENCODED_VALUES) return pair.slice(0, start) + encodeURIComponent(mask(pair.length - start))
    const before = decodeFormValue(pair.slice(start))
    if (before === undefined) return pair
    const after = redact(before)
    return after === before ? pair : pair.slice(0, start) + encodeURIComponent(after)
  }).join('&')
}

function decodeFormValue (encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function sizeAndType (raw: Buffer, type: string): string {
  const [media = 'unknown type'] = /^[\w.+/-]+/.exec(type.trim().slice(0, MAX_TYPE_CHARS)) ?? []
  return `[redacted: ${raw.length} bytes of ${media}]`
}
