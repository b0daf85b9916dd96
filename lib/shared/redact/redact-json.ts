import type { Mask } from './mask.ts'
import type { TextRedactor } from './redact-text.ts'
import type { SecretNameTest } from './secret-names.ts'

const MAX_NESTED_LEVELS = 3 // of JSON inside JSON strings
const MAX_NESTED_TEXTS = 500 // at one level; more are redacted as text
const MAX_EXAMINED_TEXTS = 4000 // strings at one level: of more, those that may hold a secret are masked whole
const MAY_HOLD_SECRET = /[=:/@<]|--|[\w.+/-]{20}|bearer|basic|token|digest|apikey|negotiate/i
const MAX_ESCAPED_KEYS = 4000 // at one level: of more, the values are masked
const MIN_LABEL_CHARS = 3 // of a name that stands in a value
const MAX_LABEL_CHARS = 60
const MIN_STRING_CHARS = 8 // with its quotes: a shorter one holds no name with a value
/** With or without a byte order mark. */
export const BEGINS_JSON = /^(?:\ufeff|\xef\xbb\xbf)?\s{0,100}["[{]/
/** Keys of a pair such as `{ "name": "Authorization", "value": "..." }`. */
const LABEL_KEY =
  /^(?:name|key|(?:header|field)(?:_?name)?|param|parameter|property|attribute|variable|label|id|k|n|type|option)$/i
/** Whether any key may be one of these; an escaped one is looked at. */
const MAY_HOLD_LABEL =
  /\\|"(?:name|key|header|field|param|property|attribute|variable|label|id|[kn]|type|option)(?:_?name|eter)?"/i
const CONTENT_KEY = /^(?:value|values|val|v|content|contents|data|text|raw|input|answer|body|default)$/i

const NO_PAIRS: ReadonlySet<number> = new Set()

/** Calls back for the parts of a JSON text, in their order. A text that breaks off, or is no JSON, does not stop it. */
interface Visitor {
  readonly open: (at: number, isList: boolean) => void
  readonly close: () => void
  readonly key: (name: string, isEscaped: boolean) => void
  /** A string with its quotes, or a number. */
  readonly scalar: (start: number, end: number, isString: boolean) => void
  readonly comma: () => void
}

/**
 * Masks texts and numbers below secret names, and what looks like a secret in the other texts. Objects, lists, keys and
 * every other character stay as they were.
 *
 * @param json characters that stand for bytes of UTF-8
 */
export function redactJson (
  json: string, isSecret: SecretNameTest, redactText: TextRedactor, mask: Mask, level = 0
): string {
  const pairs = MAY_HOLD_LABEL.test(json) ? findSecretPairs(json, isSecret) : NO_PAIRS
  const starts: number[] = [] // of the objects and lists around; a list is negative
  let secretDepth = 0 // of the object or list that is masked, from 1
  let isNextSecret = false
  let isLabelBefore = false // the list's last item is a secret name, as in a flat list of headers
  let index = 0
  let redacted = ''
  let kept = 0
  let nested = 0
  let examined = 0
  let escaped = 0

  visit(json, {
    open (at, isList) {
      starts.push(isList ? -at - 1 : at)
      if (secretDepth === 0 && (isNextSecret || (isList && isLabelBefore))) secretDepth = starts.length
      isNextSecret = isLabelBefore = false
      index = 0
    },
    close () {
      if (starts.length === secretDepth) secretDepth = 0
      starts.pop()
      isNextSecret = isLabelBefore = false
      index = NaN // not counted beyond an object or list: a flat list of names and values holds none
    },
    key (name, isEscaped) {
      if (isEscaped) escaped++
      isNextSecret = (isEscaped && escaped > MAX_ESCAPED_KEYS) || isSecret(name) ||
        (pairs.size > 0 && CONTENT_KEY.test(name) && pairs.has(starts.at(-1) as number))
    },
    scalar (start, end, isString) {
      const inList = (starts.at(-1) ?? 0) < 0
      if (isNextSecret || secretDepth > 0 || (inList && isLabelBefore)) {
        if (!isString) write(start, end, '0')
        else if (end - start > 2) write(start, end, `"${mask(end - start - 2)}"`)
        isLabelBefore = false
      } else if (isString) {
        isLabelBefore = inList && index % 2 === 0 && isLabel(start, end)
        if (end - start < MIN_STRING_CHARS) return
        const after = redactString(json.slice(start, end))
        if (after !== undefined) write(start, end, after)
      }
    },
    comma () {
      index++
      isNextSecret = false
    }
  })
  return kept === 0 ? json : redacted + json.slice(kept)

  /** Whether an item of a list is the secret name of the next one. */
  function isLabel (start: number, end: number): boolean {
    if (end - start < MIN_LABEL_CHARS + 2 || end - start > MAX_LABEL_CHARS + 2) return false
    const text = json.slice(start + 1, end - 1)
    return !/\s/.test(text) && isSecret(text)
  }

  function write (start: number, end: number, text: string): void {
    redacted += json.slice(kept, start) + text
    kept = end
  }

  /** The string without its secrets; undefined when it has none. */
  function redactString (quoted: string): string | undefined {
    if (++examined > MAX_EXAMINED_TEXTS) {
      return MAY_HOLD_SECRET.test(quoted)
        ? `"${mask(quoted.length - 2)}"`
        : undefined
    }
    const text = quoted.includes('\\') ? decode(quoted) : quoted.slice(1, -1)
    if (level < MAX_NESTED_LEVELS && nested < MAX_NESTED_TEXTS && BEGINS_JSON.test(text)) {
      nested++
      const inner = redactJson(text, isSecret, redactText, mask, level + 1)
      return inner === text ? undefined : JSON.stringify(inner)
    }
    const after = redactText(text)
    return after === text ? undefined : JSON.stringify(after)
  }
}

/** Where the objects begin that say in one value what their other value is. */
function findSecretPairs (json: string, isSecret: SecretNameTest): ReadonlySet<number> {
  const found = new Set<number>()
  const starts: number[] = []
  let isLabelNext = false
  visit(json, {
    open (at, isList) {
      starts.push(isList ? -1 : at)
      isLabelNext = false
    },
    close () {
      starts.pop()
      isLabelNext = false
    },
    key (name) {
      isLabelNext = LABEL_KEY.test(name)
    },
    scalar (start, end) {
      if (!isLabelNext) return
      if (end - start <= MAX_LABEL_CHARS + 2 &&
        isSecret(json.slice(start + 1, end - 1))) found.add(Number(starts.at(-1)))
    },
    comma () {
      isLabelNext = false
    }
  })
  return found
}

function visit (json: string, { open, close, key, scalar, comma }: Visitor): void {
  let at = 0
  let escaped = 0
  while (at < json.length) {
    const code = json.charCodeAt(at)
    if (code === QUOTE) {
      const end = endOfString(json, at)
      if (isKey(json, end)) {
        const quoted = json.slice(at, end)
        const isEscaped = quoted.includes('\\')
        key(isEscaped && ++escaped <= MAX_ESCAPED_KEYS ? decode(quoted) : quoted.slice(1, -1), isEscaped)
      } else scalar(at, end, true)
      at = end
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(json, at)
      scalar(at, end, false)
      at = end
    } else {
      if (code === OPEN_OBJECT || code === OPEN_LIST) open(at, code === OPEN_LIST)
      else if (code === CLOSE_OBJECT || code === CLOSE_LIST) close()
      else if (code === COMMA) comma()
      at++
    }
  }
}

const [QUOTE, BACKSLASH, COLON, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST, COMMA] =
  [0x22, 0x5c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c] as const
const [MINUS, PLUS, POINT, ZERO, NINE, LOWER_E] = [0x2d, 0x2b, 0x2e, 0x30, 0x39, 0x65] as const

function endOfString (json: string, from: number): number {
  let at = from + 1
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1
  return Math.min(at + 1, json.length)
}

function endOfNumber (json: string, from: number): number {
  let at = from
  while (at < json.length && isOfNumber(json.charCodeAt(at))) at++
  return at
}

function isOfNumber (code: number): boolean {
  return (code >= ZERO && code <= NINE) || code === MINUS || code === PLUS || code === POINT ||
    (code | 0x20) === LOWER_E
}

function isKey (json: string, from: number): boolean {
  let at = from
  while (at < json.length && isBlank(json.charCodeAt(at))) at++
  return json.charCodeAt(at) === COLON
}

function isBlank (code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

const BEYOND_ASCII = /\\u(?!00[0-7])/ // such an escape is more than one byte

/** What a string says, in characters that stand for bytes; a broken one is taken as it stands. */
function decode (quoted: string): string {
  try {
    if (!BEYOND_ASCII.test(quoted)) return JSON.parse(quoted)
    return Buffer.from(JSON.parse(Buffer.from(quoted, 'latin1').toString()), 'utf8').toString('latin1')
  } catch {
    return quoted.slice(1, quoted.endsWith('"') ? -1 : undefined)
  }
}
