import { joinPatterns } from '../join-patterns.ts'
import type { Mask } from './mask.ts'
import { redactNamedValues } from './redact-named-values.ts'
import { redactTable } from './redact-table.ts'
import type { SecretNameTest } from './secret-names.ts'

const MAX_SIGNS = 5000 // of those that stand before a value: behind more of them a body is masked
const MIN_TEXT_CHARS = 6 // a shorter text holds no name with a value
const MIN_WORDS_CHARS = 8 // a shorter text is no word with a secret behind it
const MIN_TOKEN_CHARS = 20

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g
const AUTH_SCHEME = /\b(bearer|basic|token|digest|apikey|negotiate)(\s{1,4})([\w.~+/=-]{6,})/gi
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
/** Programs that take a password behind a short option, such as `sshpass -p x` and `mysql -uroot -px`. */
const PROGRAM = /sshpass|mysql\w{0,20}|mariadb[\w-]{0,20}|mongo\w{0,10}|redis-cli|ldap\w{1,20}|docker login/
const PASSWORD_FLAG = joinPatterns('g',
  RegExp(String.raw`\b((?:${PROGRAM.source})\b[^\n;|&]{0,80}?\s-[paw][ \t=]?["']?)`), /([^\s"';|&-][^\s"']*)/)
/** `scott/tiger@host`, as clients of Oracle read it. */
const ORACLE_LOGIN = joinPatterns('g',
  /\b((?:jdbc:oracle:\w{1,10}:|sqlplus\s{1,3}(?:-\w{1,10}\s{1,3}){0,3})[^\s/@"':]{1,60}\/)/,
  /([^\s@"']{1,200})(?=@)/)
/** `password "x"`, as in words, and `IDENTIFIED BY 'x'`, as in SQL; an unexpected token is one of a program. */
const SECRET_WORD =
  /password|passwort|kennwort|passphrase|passcode|pwd|secret|token|identified by|api key|mot de passe/
const QUOTED_IN_WORDS = joinPatterns('gi',
  RegExp(String.raw`(?<!unexpected )\b((?:${SECRET_WORD.source})\s{1,3}["'])`), /([^"'\n]{1,200})(?=["'])/)
/** A password in a sentence holds letters and digits, or it would be any word. */
const IN_WORDS = joinPatterns('gi',
  /\b(password|passwort|kennwort|passphrase|passcode|pwd|passwd|secret|authorization|token|pin|api key|mot de passe)/,
  /(\s{1,3}(?:is\s{1,3}|was\s{1,3}|ist\s{1,3}|est\s{1,3})?)((?=[^\s\d]{0,40}\d)[\w!@#$%^&*+.~-]{4,})(?=[\s,;.!?]|$)/)
const CONTENT_WORD = /val|content/i
const PAIR = joinPatterns('gi',
  /\b(?:name|key|header|field|param|parameter|id|label|type)["'\\]{0,4}\s?[:=]\s?["'\\]{0,4}(?<name>[\w.[\]-]{1,60})/,
  /["'\\]{0,4}[\s,;&]{1,4}(?:[\w"'=:-]{1,40}[\s,;&]{1,4})?["'\\]{0,4}(?:value|val|content)["'\\]{0,4}\s?[:=]\s?/,
  /(?<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&<>]+)/)

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

const [EQUALS, GREATER, LESS, COLON, PERCENT, AT, DASH, TILDE, SLASH, THREE] =
  [0x3d, 0x3e, 0x3c, 0x3a, 0x25, 0x40, 0x2d, 0x7e, 0x2f, 0x33] as const

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
    const { name, value } = groups.at(-1) as Record<'name' | 'value', string>
    return isSecret(name) ? all.slice(0, -value.length) + hide(value) : all
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
