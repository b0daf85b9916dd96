import type { Mask } from './mask.ts'
import type { SecretNameTest } from './secret-names.ts'

const MAX_NAME_CHARS = 100
const MAX_WORD_CHARS = 20 // before the last word of a name
const MAX_GAP_CHARS = 3 // between a name, its separator and its value
const SCHEME_BEFORE = /^(?:bearer|basic|token|digest|apikey|negotiate)[ \t]+[^\s,;"'<>&]/i

/** Masks the values behind secret names, as `password=x`, `'api-key' => "x"`, `token: Bearer x`, `Cookie: a=b; c=d`. */
export function redactNamedValues (text: string, isSecret: SecretNameTest, mask: Mask): string {
  let redacted = ''
  let kept = 0 // all before it is in the result
  let from = 0 // where a name may begin
  for (let at = 0; at < text.length; at++) {
    const length = separatorLength(text, at)
    if (length === 0) continue
    const name = nameBefore(text, from, at)
    from = at + length
    if (name !== '' && (isSecret(name) || isSecretPhrase(text, at, name, isSecret))) {
      const [start, end] = valueAfter(text, from, /cookie|authorization/i.test(name))
      if (end > start) {
        redacted += text.slice(kept, start) + mask(end - start)
        kept = from = end
      }
    }
    at = from - 1
  }
  return kept === 0 ? text : redacted + text.slice(kept)
}

/** Whether a name and the word before it are one, as `api key: x`. */
function isSecretPhrase (text: string, separator: number, name: string, isSecret: SecretNameTest): boolean {
  const end = text.lastIndexOf(name, separator) - 1
  if (!isBlank(text[end])) return false
  let start = end
  while (start > 0 && end - start < MAX_WORD_CHARS && isOfName(text.charCodeAt(start - 1))) start--
  return start < end && isSecret(`${text.slice(start, end)} ${name}`)
}

function separatorLength (text: string, at: number): number {
  switch (text.charCodeAt(at)) {
    case EQUALS: case COLON: return 1 + lengthOfArrow(text, at + 1)
    case DASH: case TILDE: return text.charCodeAt(at + 1) === GREATER ? 2 : 0
    case PERCENT: return /^%3[ad]/i.test(text.slice(at, at + 3)) ? 3 : 0 // a colon or an equals sign
    default: return 0
  }
}

/** What may follow the first sign of `=>`, `:=`, `==` and `::`. */
function lengthOfArrow (text: string, at: number): 0 | 1 {
  const code = text.charCodeAt(at)
  return code === GREATER || code === EQUALS || code === COLON ? 1 : 0
}

function nameBefore (text: string, from: number, separator: number): string {
  let end = separator
  while (end > from && separator - end < MAX_GAP_CHARS && isBlank(text[end - 1])) end--
  while (end > from) { // what ends a quoted name, also in JSON inside a string or an address
    if (NAME_END.has(text.charCodeAt(end - 1))) end--
    else if (end - 3 >= from && text.startsWith('%22', end - 3)) end -= 3
    else break
  }
  let start = end
  while (start > from && end - start < MAX_NAME_CHARS && isOfName(text.charCodeAt(start - 1))) start--
  return text.slice(start, end)
}

function isOfName (code: number): boolean {
  const letter = code | 0x20
  return (letter >= LOWER_A && letter <= LOWER_Z) || (code >= ZERO && code <= NINE) || code > LAST_ASCII ||
    NAME_SIGN.has(code)
}

const [EQUALS, GREATER, COLON, PERCENT, DASH, TILDE] = [0x3d, 0x3e, 0x3a, 0x25, 0x2d, 0x7e] as const
const [LOWER_A, LOWER_Z, ZERO, NINE, LAST_ASCII] = [0x61, 0x7a, 0x30, 0x39, 0x7f] as const
const NAME_END = new Set([...'"\'`\\]'].map(sign => sign.charCodeAt(0)))
const NAME_SIGN = new Set([...'_.$[%-'].map(sign => sign.charCodeAt(0)))

/** Also of Python, `b'x'` and three quotes, and as PHP shows its values: `string(9) "x"`. */
const QUOTE = /^(?:[bfru]{1,2}(?=["'])|string\(\d{1,9}\) {1,3})?(\\{0,8}(?:"{3}|'{3}|["'`])|%22|&quot;)/i
/** The end of a line behind which the value begins, as in YAML. */
const BLOCK = /^(?:[|>][+-]?\d?)?[ \t]{0,8}\r?\n[ \t]{0,40}/
const MAX_BLOCK_START_CHARS = 60

function valueAfter (text: string, from: number, isWholeLine: boolean): [start: number, end: number] {
  let start = from
  while (start - from < MAX_GAP_CHARS && isBlank(text[start])) start++
  const block = BLOCK.exec(text.slice(start, start + MAX_BLOCK_START_CHARS))
  if (block !== null) return [start + block[0].length, endOfBlock(text, start + block[0].length)]
  const quoted = QUOTE.exec(text.slice(start, start + 24))
  if (quoted !== null) {
    const [opening, quote = ''] = quoted
    return [start + opening.length, endOfQuoted(text, start + opening.length, quote)]
  }
  const bracket = text[start]
  if (bracket === '[' || bracket === '{') return [start, endOfBrackets(text, start, bracket)]
  if (isWholeLine) return [start, endBefore(text, start, /[\r\n]/g)]
  const scheme = SCHEME_BEFORE.exec(text.slice(start, start + 40))
  return [start, endBefore(text, start + (scheme === null ? 0 : scheme[0].length - 1), /[\s&,;"'<>]/g)]
}

/** The end of a line, and of all lines behind it that are indented. */
function endOfBlock (text: string, from: number): number {
  let end = endBefore(text, from, /[\r\n]/g)
  if (!isBlank(text[from - 1])) return end
  while (end < text.length) {
    const next = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1)
    if (!isBlank(text[next])) break
    end = endBefore(text, next, /[\r\n]/g)
  }
  return end
}

function endOfQuoted (text: string, from: number, quote: string): number {
  let end = text.indexOf(quote, from)
  while (end > from && quote.length === 1 && text[end - 1] === '\\') end = text.indexOf(quote, end + 1)
  return end === -1 ? text.length : end
}

function endOfBrackets (text: string, from: number, open: '[' | '{'): number {
  const close = open === '[' ? ']' : '}'
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === open) depth++
    else if (text[at] === close && --depth === 0) return at + 1
  }
  return text.length
}

function endBefore (text: string, from: number, stop: RegExp): number {
  stop.lastIndex = from
  return stop.exec(text)?.index ?? text.length
}

function isBlank (character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
