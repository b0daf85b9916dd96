import type { Mask } from './mask.ts'
import { redactTable } from './redact-table.ts'
import type { SecretNameTest } from './secret-names.ts'

const MAX_SIGNS = 5000 // of those that stand before a value: behind more of them a body is masked
const MIN_TEXT_CHARS = 6 // a shorter text holds no name with a value
const MIN_WORDS_CHARS = 8 // a shorter text is no word with a secret behind it
const MIN_TOKEN_CHARS = 20
const MAX_NAME_CHARS = 100
const MAX_WORD_CHARS = 20 // before the last word of a name
const MAX_GAP_CHARS = 3 // between a name, its separator and its value

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g
const AUTH_SCHEME = /\b(bearer|basic|token|digest|apikey|negotiate)(\s{1,4})([\w.~+/=-]{6,})/gi
const SCHEME_BEFORE = /^(?:bearer|basic|token|digest|apikey|negotiate)[ \t]+[^\s,;"'<>&]/i
const KNOWN_TOKEN = new RegExp([
  /eyJ[\w+/-]{16,}(?:\.[\w-]{8,}\.[\w-]*|={0,2})/, // JSON Web Token, and JSON in base64
  /\$(?:apr1|2[aby]|5|6|argon2\w{1,2})\$[^\s:,;"'<>]{8,}/, // hash of a password
  /[sr]k[-_](?:live|test|proj|ant)[-_][\w-]{10,}/,
  /whsec_[\w+/=-]{16,}/,
  /(?:gh[pousr]|github_pat)_\w{20,}/,
  /glpat-[\w-]{16,}/,
  /xox[abeoprs]-[\w-]{10,}/,
  /(?:npm|hf)_\w{20,}/,
  /ya29\.[\w-]{16,}/,
  /SG\.[\w-]{16,}\.[\w-]{16,}/, // SendGrid
  /EAA[A-Za-z0-9]{40,}/, // Facebook
  /T\w{6,12}\/B\w{6,12}\/\w{16,}/, // Slack webhook
  /AKIA[0-9A-Z]{16}/,
  /AIza[\w-]{30,}/,
  /(?:bot)?\d{6,12}:[\w-]{30,}/ // Telegram bot
].map(({ source }) => `(?<![\\w-])${source}`).join('|'), 'g')
const ADDRESS = /:?\/\/[^\s"'<>\\]+/g
const QUERY_PARAMETER = /([?&#])([\w.%[\]~-]{1,60})=([^&#\s"'<>\\]+)/g
/** Parameters that carry a secret in an address only; elsewhere these are everyday words. */
export const SECRET_PARAMETER =
  /^(?:code|key|sig|hmac|ticket|state|apikey|x-amz-(?:signature|credential)|x-goog-(?:signature|credential))$/i
const ELEMENT = /<([\w:.-]{1,60})((?:\s[^<>]{0,200})?>\s{0,20})(?:<!\[CDATA\[)?([^<]+)/g
const FLAG = /(?<![\w-])--?([a-z][\w-]{0,60})([ \t]{1,3})(?!-)((?:"[^"]*"|'[^']*'|[^\s"']+))/gi
const USER_FLAG = /(?<![\w-])((?:-u[ \t=]{0,3}|--(?:proxy-)?user[ \t=]{1,3})["']?)([^\s"':]{1,60}:[^\s"']+)/g
/** `sshpass -p x`, `mysql -uroot -px`: programs that take a password behind a short option. */
const PASSWORD_FLAG =
  /\b((?:sshpass|mysql\w{0,20}|mariadb[\w-]{0,20}|mongo\w{0,10}|redis-cli|ldap\w{1,20}|docker login)\b[^\n;|&]{0,80}?\s-[paw][ \t=]?["']?)([^\s"';|&-][^\s"']*)/g
/** `scott/tiger@host`, as clients of Oracle read it. */
const ORACLE_LOGIN = /\b((?:jdbc:oracle:\w{1,10}:|sqlplus\s{1,3}(?:-\w{1,10}\s{1,3}){0,3})[^\s/@"':]{1,60}\/)([^\s@"']{1,200})(?=@)/g
/** `password "x"`, as in words, and `IDENTIFIED BY 'x'`, as in SQL; an unexpected token is one of a program. */
const QUOTED_IN_WORDS = new RegExp([
  /(?<!unexpected )\b((?:password|passwort|kennwort|passphrase|passcode|pwd|secret|token|identified by|api key|mot de passe)\s{1,3}["'])/,
  /([^"'\n]{1,200})(?=["'])/
].map(({ source }) => source).join(''), 'gi')
/** A password in a sentence holds letters and digits, or it would be any word. */
const IN_WORDS = new RegExp([
  /\b(password|passwort|kennwort|passphrase|passcode|pwd|passwd|secret|authorization|token|pin|api key|mot de passe)/,
  /(\s{1,3}(?:is\s{1,3}|was\s{1,3}|ist\s{1,3}|est\s{1,3})?)((?=[^\s\d]{0,40}\d)[\w!@#$%^&*+.~-]{4,})(?=[\s,;.!?]|$)/
].map(({ source }) => source).join(''), 'gi')
const CONTENT_WORD = /val|content/i
const PAIR = new RegExp([
  /\b(?:name|key|header|field|param|parameter|id|label|type)["'\\]{0,4}\s?[:=]\s?["'\\]{0,4}(?<name>[\w.[\]-]{1,60})/,
  /(?<gap>["'\\]{0,4}[\s,;&]{1,4}(?:[\w"'=:-]{1,40}[\s,;&]{1,4})?["'\\]{0,4}(?:value|val|content)["'\\]{0,4}\s?[:=]\s?)/,
  /(?<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&<>]+)/
].map(({ source }) => source).join(''), 'gi')

/** Masks what looks like a secret in the texts of one body, such as logs, addresses and error messages. */
export type TextRedactor = (text: string) => string

/**
 * Creates the redactor of the texts of one body. Time is linear in their length, and few signs of values are looked at.
 *
 * @param isSecret names whose values are masked
 */
export function createTextRedactor (isSecret: SecretNameTest, mask: Mask): TextRedactor {
  let signs = 0
  return text => {
    if (text.length < MIN_TEXT_CHARS) return text
    const end = endOfExamined(text)
    return end === text.length
      ? redactExamined(text, isSecret, mask)
      : redactExamined(text.slice(0, end), isSecret, mask) + mask(text.length - end)
  }

  /** Where the body has had as many signs before values as are looked at. */
  function endOfExamined (text: string): number {
    for (let at = 0; at < text.length; at++) {
      if (isSign(text, at) && ++signs > MAX_SIGNS) return at
    }
    return text.length
  }
}

function isSign (text: string, at: number): boolean {
  switch (text.charCodeAt(at)) {
    case EQUALS: case COLON: case AT: case LESS: return true
    case PERCENT: return text.charCodeAt(at + 1) === THREE
    case DASH: case TILDE: case SLASH: return isDoubled(text, at) || text.charCodeAt(at + 1) === GREATER
    default: return false
  }
}

function isDoubled (text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === text.charCodeAt(at)
}

function redactExamined (text: string, isSecret: SecretNameTest, mask: Mask): string {
  const hide = (value: string): string => mask(value.length)
  let left = text
  if (left.includes('-----BEGIN')) left = left.replace(PRIVATE_KEY, hide)
  if (left.includes('//')) left = left.replace(ADDRESS, address => redactUserInfo(address, mask))
  if (left.includes('=')) left = redactQuery(left, hide)
  if (/[=:]|%3|[-~]>/.test(left)) left = redactNamedValues(redactPairs(left, isSecret, hide), isSecret, mask)
  if (left.includes('</')) left = redactElements(left, isSecret, hide)
  if (/(?:^|[^\w-])-/.test(left)) left = redactFlags(left, isSecret, hide)
  if (left.includes('-u')) left = redactBehind(USER_FLAG, left, hide)
  if (/ -[paw]/.test(left)) left = redactBehind(PASSWORD_FLAG, left, hide)
  if (left.includes('@')) left = redactBehind(ORACLE_LOGIN, left, hide)
  if (left.includes('\n')) left = redactTable(left, isSecret, hide)
  if (left.length >= MIN_WORDS_CHARS) {
    left = redactInWords(redactSchemes(left, hide), isSecret, hide)
    if (/["']/.test(left)) left = redactBehind(QUOTED_IN_WORDS, left, hide)
  }
  return left.length >= MIN_TOKEN_CHARS ? left.replace(KNOWN_TOKEN, hide) : left
}

type Hide = (value: string) => string

function redactQuery (text: string, hide: Hide): string {
  return text.replace(QUERY_PARAMETER, (all, start: string, name: string, value: string) =>
    SECRET_PARAMETER.test(name) ? `${start}${name}=${hide(value)}` : all)
}

function redactPairs (text: string, isSecret: SecretNameTest, hide: Hide): string {
  if (!CONTENT_WORD.test(text)) return text
  return text.replace(PAIR, (all, ...groups) => {
    const { name, gap, value } = groups.at(-1) as Record<'name' | 'gap' | 'value', string>
    return isSecret(name) ? all.slice(0, -(gap.length + value.length)) + gap + hide(value) : all
  })
}

function redactElements (text: string, isSecret: SecretNameTest, hide: Hide): string {
  return text.replace(ELEMENT, (all, name: string, gap: string, value: string) =>
    isSecret(name) && value.trim() !== '' ? `<${name}${gap}${hide(value)}` : all)
}

function redactFlags (text: string, isSecret: SecretNameTest, hide: Hide): string {
  return text.replace(FLAG, (all: string, name: string, _gap, value: string) =>
    isSecret(name) ? all.slice(0, -value.length) + hide(value) : all)
}

function redactBehind (pattern: RegExp, text: string, hide: Hide): string {
  return text.replace(pattern, (_, before: string, value: string) => before + hide(value))
}

function redactInWords (text: string, isSecret: SecretNameTest, hide: Hide): string {
  return text.replace(IN_WORDS, (all, name: string, gap: string, value: string) =>
    isSecret(name) ? name + gap + hide(value) : all)
}

function redactSchemes (text: string, hide: Hide): string {
  return text.replace(AUTH_SCHEME, (all, scheme: string, gap: string, value: string) =>
    looksLikeCredential(scheme, value) ? `${scheme}${gap}${hide(value)}` : all)
}

/** Masks the values behind secret names, as `password=x`, `'api-key' => "x"`, `token: Bearer x`, `Cookie: a=b; c=d`. */
function redactNamedValues (text: string, isSecret: SecretNameTest, mask: Mask): string {
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

const [EQUALS, GREATER, LESS, COLON, PERCENT, AT, DASH, TILDE, SLASH, THREE] =
  [0x3d, 0x3e, 0x3c, 0x3a, 0x25, 0x40, 0x2d, 0x7e, 0x2f, 0x33] as const
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

/** `//user:password@host`, also with a slash or an at sign in the password. */
function redactUserInfo (address: string, mask: Mask): string {
  const start = address.indexOf('//') + 2
  const slash = address.slice(start).search(/[/?#]/)
  const authority = slash === -1 ? address.length : start + slash
  const at = address.lastIndexOf('@', authority)
  if (at >= start) return address.slice(0, start) + mask(at - start) + address.slice(at)
  const colon = address.indexOf(':', start)
  const hasPort = colon === -1 || colon > authority || /^\d{0,5}(?:[/?#]|$)/.test(address.slice(colon + 1, colon + 7))
  const late = hasPort ? -1 : address.indexOf('@', colon)
  return late === -1 ? address : address.slice(0, start) + mask(late - start) + address.slice(late)
}

/** "Basic information" is no credential, and a lower-case word behind "token" is none. */
function looksLikeCredential (scheme: string, value: string): boolean {
  return scheme.toLowerCase() === 'bearer' || /\d|[a-z][A-Z]|=$/.test(value)
}

function isBlank (character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
