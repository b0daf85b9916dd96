import type { JWTPayload, JWTVerifyGetKey } from 'jose'
import { importOptionalPackage } from '../shared/optional-package.ts'
import { readJwtOptions, type JwtOptions } from './jwt-options.ts'
import { createKeySet } from './key-set.ts'
import type { Verification, Verifier, VerifierLog } from './verifier.ts'

type Jose = typeof import('jose')

const CREDENTIALS = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i
const MAX_HEADER_CHARS = 8 * 1024
const CLOCK_TOLERANCE_S = 30 // by which the clocks of issuer and bot may differ
const TYPES = ['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt'] // RFC 7519, section 5.1; RFC 9068, section 2.1

/**
 * Accepts signed tokens that an OAuth 2 server made for this bot, as the platform gets them with the client id, the
 * client secret and the authorization URL of a webhook action. Needs the package `jose`.
 *
 * Nothing that a token says of itself is followed: issuer, audience, algorithms and the address of the keys are those
 * that are given here. A token must say when it expires, and one with critical extensions is refused.
 *
 * @throws FST_BOT_OPTION_INVALID; and when the plugin is registered, FST_BOT_PACKAGE_MISSING
 *
 * @example
 * auth: jwt({ issuer: 'https://login.example.com', audience: 'https://bot.example.com' })
 */
export function jwt (options: JwtOptions): Verifier {
  const { issuer, audience, jwksUri, scopes, algorithms, tokenUrl } = readJwtOptions(options)
  const rules = {
    issuer, audience, algorithms: [...algorithms], clockTolerance: CLOCK_TOLERANCE_S, requiredClaims: ['exp']
  }
  const name = `botJwt-${issuer.replace(/^https?:\/\//, '').replace(/[^A-Za-z0-9._-]/g, '_')}`
  let ready: { jose: Jose, keys: JWTVerifyGetKey } | undefined

  return {
    verify: ({ authorization = '' }) => {
      const token = authorization.length > MAX_HEADER_CHARS ? undefined : CREDENTIALS.exec(authorization)?.[1]
      return token === undefined || ready === undefined ? false : accepts(token, ready)
    },
    prepare: async (log: VerifierLog) => {
      const jose = await importOptionalPackage<Jose>('jose', { what: 'jwt()', packages: ['jose'], production: true })
      ready = { jose, keys: createKeySet(jwksUri, jose, log) }
    },
    challenge: 'Bearer realm="bot webhook"',
    scheme: [name, tokenUrl === undefined
      ? { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: `Token of ${issuer} for ${audience}.` }
      : {
          type: 'oauth2',
          description: `Token of ${issuer} for ${audience}.`,
          flows: { clientCredentials: { tokenUrl, scopes: Object.fromEntries(scopes.map(scope => [scope, ''])) } }
        }],
    ...(tokenUrl !== undefined && { scopes })
  }

  async function accepts (token: string, { jose, keys }: NonNullable<typeof ready>): Promise<Verification> {
    try {
      const { crit, typ = 'jwt' } = jose.decodeProtectedHeader(token)
      if (crit !== undefined || !TYPES.includes(String(typ).toLowerCase())) return false
      const { payload } = await jose.jwtVerify(token, keys, rules)
      const granted = scopesOf(payload)
      if (!scopes.every(scope => granted.includes(scope))) return false
      return { caller: JSON.stringify([payload.iss, payload.sub]) }
    } catch {
      return false // whatever is wrong with it: the caller is told nothing
    }
  }
}

/** Servers write them as a text or as a list, under one name or the other. */
function scopesOf ({ scope, scp }: JWTPayload): readonly unknown[] {
  const granted = scope ?? scp
  if (Array.isArray(granted)) return granted
  return typeof granted === 'string' ? granted.split(' ') : []
}
