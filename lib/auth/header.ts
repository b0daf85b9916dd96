import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { createSecretComparison, type SecretOrSecrets } from './secrets.ts'
import type { Verifier } from './verifier.ts'

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i // RFC 9110, section 5.1
const VALUE = /^[\x21-\x7e]+( +[\x21-\x7e]+)*$/ // printable, and no blanks at the ends, where HTTP drops them

/**
 * Accepts a secret in a header of one's own, set by the platform with the webhook action.
 *
 * @param name of the header, in any case
 * @param value may be a list while an old one is being replaced; each has at least 16 characters
 * @throws FST_BOT_OPTION_INVALID for a name or value that no header can have; FST_BOT_SECRET_WEAK
 *
 * @example
 * auth: header('x-api-key', process.env.BOT_KEY)
 */
export function header (name: string, value: SecretOrSecrets): Verifier {
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new FST_BOT_OPTION_INVALID('header(name)', 'must be the name of a header')
  }
  const accepts = createSecretComparison('header(value)', value, VALUE)
  const key = name.toLowerCase()

  return {
    verify: headers => {
      const given = headers[key]
      return accepts(typeof given === 'string' ? given : '')
    },
    challenge: 'ApiKey realm="bot webhook"',
    scheme: [
      `botHeader-${key.replace(/[^a-z0-9._-]/g, '_')}`,
      { type: 'apiKey', in: 'header', name, description: 'Secret in the headers of the webhook action.' }
    ]
  }
}
