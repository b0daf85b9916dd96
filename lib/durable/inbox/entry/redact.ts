import { maskJson } from './mask-json.ts'

/** Takes out what must not be kept, before anything is written. */
export interface Redactor {
  /** The same buffer when there is nothing to mask. */
  readonly body: (raw: Buffer) => Buffer
  readonly words: (text: string) => string
}

/** What is masked unless the option says otherwise: credentials, and what the channel tells of the user. */
export const SECRET_KEYS: readonly string[] = [
  'authorization', 'proxy_authorization', 'cookie', 'set_cookie', 'password', 'passwd', 'secret', 'client_secret', 'token', 'access_token',
  'refresh_token', 'id_token', 'api_key', 'x_api_key', 'private_key', 'participant_data'
]

const CREDENTIALS = /\b(bearer|basic|token)\s+[\w.~+/=-]{8,}/gi
const PASSWORD_OF_URL = /\/\/[^\s/:@]+:[^\s/@]+@/g
const JSON_BEGINS = /^(?:\xef\xbb\xbf)?[ \t\r\n]*["[{]/ // as latin1, with or without a byte order mark

/**
 * Of JSON it masks the values of the given keys where they stand, so that every other byte stays what it was: a body
 * with none of these keys is kept exactly, whatever else is in it, and one that breaks off is masked as far as it goes.
 * Other text is searched for the same names with a value behind them. Case, `-` and `_` do not count.
 *
 * @param keys none: everything is kept as it came
 */
export function createRedactor (keys: readonly string[]): Redactor {
  if (keys.length === 0) return { body: raw => raw, words: text => text }
  const secrets = new Set(keys.map(bare))
  const named = new RegExp(`\\b(${keys.map(key => bare(key).split('').map(escape).join('[-_]?')).join('|')})(["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s&,;]+)`, 'gi')

  return { body, words }

  function body (raw: Buffer): Buffer {
    const text = raw.toString('latin1', 0, 100)
    if (JSON_BEGINS.test(text)) return maskJson(raw, key => secrets.has(bare(key)))
    const before = raw.toString('latin1')
    const after = words(before)
    return after === before ? raw : Buffer.from(after, 'latin1')
  }

  function words (text: string): string {
    return text
      .replace(CREDENTIALS, '$1 [redacted]')
      .replace(named, '$1$2[redacted]')
      .replace(PASSWORD_OF_URL, '//[redacted]@')
  }
}

function bare (key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '')
}

function escape (character: string): string {
  return character.replace(/[^a-z0-9]/, '\\$&')
}
