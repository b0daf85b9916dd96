import { holdsCredentials } from '../../platform/calls/secrets.ts'
import type { CheckSettings } from '../settings.ts'

/** What must not be seen, each with what is shown in its place: the variable of the environment to run a call with. */
export function secretsOf ({ headers, secrets }: Pick<CheckSettings, 'headers' | 'secrets'>): Map<string, string> {
  const hidden = new Map(secrets)
  for (const name of credentialNames(headers)) {
    const value = headers[name] as string
    hidden.set(value, `$${variableOf(name)}`)
    const [, scheme = '', rest = ''] = /^(\w+) +([^ ].*)$/.exec(value) ?? []
    if (rest !== '') hidden.set(rest, '***')
    const [, password = ''] =
      scheme.toLowerCase() === 'basic' ? (/^[^:]*:(.+)$/s.exec(Buffer.from(rest, 'base64').toString()) ?? []) : []
    if (password !== '') hidden.set(password, '***')
  }
  hidden.delete('')
  return hidden
}

/** The variable of the environment that a header is taken from, when a call is made by hand. */
export function variableOf (name: string): string {
  return name.toUpperCase().replaceAll(/\W/g, '_')
}

/** The headers that let a call in, by lower-case name. */
export function credentialNames (headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers).filter(holdsCredentials)
}
