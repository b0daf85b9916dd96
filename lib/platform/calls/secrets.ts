import { isObject } from '../../replies/kind.ts'
import { createSecretNameTest, DEFAULT_SECRET_NAMES } from '../../shared/redact/secret-names.ts'
import { encodeBasicCredentials, type Auth } from './headers.ts'

/** Values that must not be shown, each with what is shown in its place. */
export type Secrets = Map<string, string>

/** Hides secrets in what is shown, logged, saved or thrown. */
export interface Mask {
  text: (text: string) => string
  /** JSON that came from elsewhere, its keys too. What holds no secret is the same object. */
  json: <T>(value: T) => T
  /** By lower-case name; what a header of credentials holds is hidden whole. */
  headers: (headers: Readonly<Record<string, string>>) => Record<string, string>
}

export const HIDDEN = '***'

const MIN_SECRET_CHARS = 6 // a shorter value stands in ordinary texts by chance
const SECRET_NAMES = DEFAULT_SECRET_NAMES.filter(name => name !== 'participant_data')
const isSecretName = createSecretNameTest(SECRET_NAMES)
/** A variable of the environment that is not set: its name is told, since it is what has to be set. */
const UNSET_REFERENCE = /^\$\{\w+\}$/
/** Headers that say how to answer, and let nobody in. */
const PLAIN_HEADER = /^(accept|accept-(charset|encoding|language)|content-type|user-agent|cache-control)$/

/** Whether a header, by its lower-case name, holds credentials, whoever set it. */
export function holdsCredentials (name: string): boolean {
  return isSecretName(name) || /(^|[-_])(key|signature)$/.test(name)
}

/** Names of headers that were given for a call and may be what lets it in. */
export function credentialNames (
  headers: Readonly<Record<string, string>>, given: Readonly<Record<string, string>> = {}
): string[] {
  return Object.keys(headers).filter(name =>
    holdsCredentials(name) || (Object.hasOwn(given, name) && !PLAIN_HEADER.test(name)))
}

/** Adds what stands in a header of credentials: its value, the part behind its scheme, and a password in that. */
export function addHeaderSecrets (secrets: Secrets, value: string, shown = HIDDEN): void {
  addSecret(secrets, value, shown)
  const [, scheme = '', rest = ''] = /^(\w+) +([^ ].*)$/.exec(value) ?? []
  addSecret(secrets, rest)
  if (scheme.toLowerCase() === 'basic') {
    addSecret(secrets, /^[^:]*:(.+)$/s.exec(Buffer.from(rest, 'base64').toString())?.[1])
  }
}

/** Adds the credentials of a bot file, also those that stand in the file itself. */
export function addAuthSecrets (secrets: Secrets, auth: Auth): void {
  if (auth?.basic !== undefined) {
    addSecret(secrets, auth.basic.password)
    addSecret(secrets, encodeBasicCredentials(auth.basic))
  }
  addSecret(secrets, auth?.bearer)
  addSecret(secrets, auth?.header?.value)
}

/** Adds the values in the query of an address, as `?code=KEY` has them. */
export function addQuerySecrets (secrets: Secrets, url: string): void {
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? []
  for (const pair of query.split('&')) addSecret(secrets, pair.slice(pair.indexOf('=') + 1))
  for (const value of new URLSearchParams(query).values()) addSecret(secrets, value)
}

function addSecret (secrets: Secrets, value = '', shown = HIDDEN): void {
  if (value === '' || UNSET_REFERENCE.test(value) || secrets.has(value)) return
  secrets.set(value, shown)
}

/**
 * Creates the mask of what a conversation or a check shows.
 *
 * @param hiddenHeaders names of further headers that hold credentials, in lower case
 */
export function createMask (secrets: ReadonlyMap<string, string>, hiddenHeaders: readonly string[] = []): Mask {
  const found = new Map<string, string>() // as they may stand in a text, the longest first
  for (const [secret, shown] of [...secrets].sort(([a], [b]) => b.length - a.length)) {
    if (secret.length < MIN_SECRET_CHARS) continue
    const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), encodeURI(secret)]
    for (const form of forms) if (!found.has(form)) found.set(form, shown)
  }

  return { text, json, headers }

  function text (text: string): string {
    let masked = text
    for (const [secret, shown] of found) masked = masked.replaceAll(secret, () => shown)
    return masked
  }

  function json<T> (value: T): T
  function json (value: unknown): unknown {
    if (found.size === 0) return value
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) {
      const masked = value.map(json)
      return masked.some((item, index) => item !== value[index]) ? masked : value
    }
    if (!isObject(value)) return value
    const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [text(key), json(inner)])
    return entries.some(([key, inner]) => !Object.hasOwn(value, key) || inner !== value[key])
      ? Object.fromEntries(entries)
      : value
  }

  function headers (headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [
      name, holdsCredentials(name) || hiddenHeaders.includes(name) ? HIDDEN : text(value)
    ]))
  }
}
