import { variableOf } from '../runner/secrets.ts'

/** A value that must not be taken in place of the right one. */
export interface Wrong {
  readonly value: string
  /** The same for a shell, that has the right one in a variable. */
  readonly shown: string
  readonly what: string
}

/** Values that are near the right one, and wrong. */
export function wrongOf (name: string, right: string): Wrong[] {
  const variable = variableOf(name)
  const [, scheme = '', secret = right] = /^(\w+ +)([^ ].*)$/.exec(right) ?? []
  const wrong = [
    { value: '', shown: '', what: 'empty credentials' },
    { value: `${scheme}d3Jvbmc6d3Jvbmc=`, shown: `${scheme}d3Jvbmc6d3Jvbmc=`, what: 'other credentials' },
    {
      value: scheme + secret.toUpperCase(),
      shown: scheme === '' ? `\${${variable}^^}` : `${scheme}$(printf %s "\${${variable}#* }" | tr a-z A-Z)`,
      what: 'credentials in upper case'
    },
    ...(scheme === '' ? [] : [{ value: scheme.trim(), shown: scheme.trim(), what: 'a scheme without credentials' }]),
    ...(/^basic /i.test(scheme)
      ? otherPairs(secret, variable)
      : [{ value: right.slice(0, -1), shown: `\${${variable}%?}`, what: 'credentials without their last character' }])
  ]
  return wrong.filter(({ value }) => value.trim() !== right)
}

/**
 * Half of a pair that is right. They are cut before they are encoded: the last character of base64 may mean nothing.
 */
function otherPairs (secret: string, variable: string): Wrong[] {
  const [user = '', password = ''] = Buffer.from(secret, 'base64').toString().split(/:(.*)/s)
  const decoded = `printf %s "\${${variable}#* }" | base64 -d`
  return [
    {
      value: basic(`nobody:${password}`),
      shown: `Basic $(${decoded} | sed 's/^[^:]*/nobody/' | base64 -w0)`,
      what: 'the password of another user'
    },
    {
      value: basic(`${user}:${password.slice(0, -1)}`),
      shown: `Basic $(${decoded} | sed 's/.$//' | base64 -w0)`,
      what: 'a password without its last character'
    },
    { value: basic(`${user}:`), shown: `Basic $(${decoded} | sed 's/:.*/:/' | base64 -w0)`, what: 'an empty password' }
  ]
}

function basic (pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
