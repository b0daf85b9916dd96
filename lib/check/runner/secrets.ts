import { SECRET_PARAMETER } from '../../shared/redact/redact-text.ts'
import { holdsCredentials, type Secrets } from '../../platform/calls/secrets.ts'

/** The variable of the environment that a header is taken from, when a call is made by hand. */
export function variableOf (name: string): string {
  return name.toUpperCase().replaceAll(/\W/g, '_')
}

const LOOKS_RANDOM = /^(?=.*\d)(?=.*[a-z])[\w.~+/=%-]{16,}$/i

/** Whether a text is one that nobody can guess. */
export function looksRandom (text: string): boolean {
  return LOOKS_RANDOM.test(text)
}

/** Names of the parameters in the query of an address that let a call in: by their name, or by their value. */
export function credentialParameters (url: string, secrets: Secrets): string[] {
  return [...new URL(url).searchParams]
    .filter(([name, value]) =>
      SECRET_PARAMETER.test(name) || holdsCredentials(name.toLowerCase()) || looksRandom(value) ||
      secrets.get(value)?.startsWith('${') === true)
    .map(([name]) => name)
}
