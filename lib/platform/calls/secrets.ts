import { isObject } from '../../replies/kind.ts'

/** Hides credentials in what is shown, logged or thrown. */
export interface Mask {
  /** Every string in a value, keys too. */
  deep: <T>(value: T) => T
  /** By lower-case name; what headers of credentials hold is hidden whole. */
  headers: (headers: Readonly<Record<string, string>>) => Record<string, string>
}

const HIDDEN = '***'
/** Headers that hold credentials, whoever set them. */
const CREDENTIALS = /^(authorization|proxy-authorization|cookie|set-cookie)$|(^|[-_])(token|key|secret|password|signature)$/

/** Whether a header, by its lower-case name, holds credentials. */
export function holdsCredentials (name: string): boolean {
  return CREDENTIALS.test(name)
}

/**
 * @param secrets what must not be seen, each with what is shown in its place
 */
export function createMask (secrets: ReadonlyMap<string, string>): Mask {
  const found = new Map<string, string>() // as they may stand in a text, the longest first
  for (const [secret, shown] of [...secrets].sort(([a], [b]) => b.length - a.length)) {
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), encodeURI(secret)]) if (form !== '') found.set(form, shown)
  }

  return { deep, headers }

  function text (text: string): string {
    for (const [secret, shown] of found) text = text.replaceAll(secret, () => shown)
    return text
  }

  function deep<T> (value: T): T
  function deep (value: unknown): unknown {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(deep)
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [text(key), deep(inner)])) : value
  }

  function headers (headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, holdsCredentials(name) ? HIDDEN : text(value)]))
  }
}
