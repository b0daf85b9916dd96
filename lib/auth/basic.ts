import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { createSecretComparison, type SecretOrSecrets } from './secrets.ts'
import type { Verifier } from './verifier.ts'

const CREDENTIALS = /^basic +([a-z0-9+/]+={0,2}) *$/i
const NO_CONTROLS = /^\P{Cc}*$/u

/**
 * Accepts a user name and a password, as the platform sends them for a webhook with Basic authentication (RFC 7617,
 * UTF-8).
 *
 * @param credentials `password` may be a list while an old one is being replaced; each has at least 16 characters
 * @throws FST_BOT_OPTION_INVALID for a user name or password that cannot be sent; FST_BOT_SECRET_WEAK
 *
 * @example
 * auth: basic({ username: 'platform', password: process.env.BOT_PASSWORD })
 */
export function basic (credentials: { username: string, password: SecretOrSecrets }): Verifier {
  const { username, password } = Object(credentials) as typeof credentials
  if (typeof username !== 'string' || username === '' || username.includes(':') || !NO_CONTROLS.test(username)) {
    throw new FST_BOT_OPTION_INVALID('basic({ username })', 'must be a string without a colon or a control character')
  }
  const accepts = createSecretComparison(
    'basic({ password })', password, NO_CONTROLS, secret => `${username}:${secret}`
  )

  return {
    verify: ({ authorization = '' }) => {
      const encoded = CREDENTIALS.exec(authorization)?.[1] ?? ''
      return accepts(Buffer.from(encoded, 'base64').toString())
    },
    challenge: 'Basic realm="bot webhook", charset="UTF-8"',
    scheme: [
      'botBasic', { type: 'http', scheme: 'basic', description: 'User name and password of the webhook action.' }
    ]
  }
}
