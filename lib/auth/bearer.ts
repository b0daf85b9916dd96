import { createSecretComparison, type SecretOrSecrets } from './secrets.ts'
import type { Verifier } from './verifier.ts'

const CREDENTIALS = /^bearer +([a-z0-9._~+/-]+=*) *$/i
const TOKEN = /^[a-z0-9._~+/-]+=*$/i // RFC 6750, section 2.1

/**
 * Accepts a fixed bearer token (RFC 6750), sent by the platform as a header of the webhook action.
 *
 * @param token may be a list while an old one is being replaced; each has at least 16 characters
 * @throws FST_BOT_OPTION_INVALID for a character that no token can have; FST_BOT_SECRET_WEAK
 *
 * @example
 * auth: bearer(process.env.BOT_TOKEN)
 */
export function bearer (token: SecretOrSecrets): Verifier {
  const accepts = createSecretComparison('bearer(token)', token, TOKEN)

  return {
    verify: ({ authorization = '' }) => accepts(CREDENTIALS.exec(authorization)?.[1] ?? ''),
    challenge: 'Bearer realm="bot webhook"',
    scheme: [
      'botBearer', { type: 'http', scheme: 'bearer', description: 'Token in the headers of the webhook action.' }
    ]
  }
}
