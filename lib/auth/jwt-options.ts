import { FST_BOT_OPTION_INVALID } from '../errors.ts'

/** How a token may be signed: with a key of which callers know only the public half. */
export type JwtAlgorithm = typeof ALGORITHMS[number]

/** Whose tokens are accepted, and which of them. */
export interface JwtOptions {
  /** Who makes the tokens: `iss` of each, to the letter. */
  issuer: string
  /** Whom they are made for, which is this bot: in `aud` of each. */
  audience: string
  /** Where the issuer publishes its public keys, as a JSON Web Key Set: https, or http on this machine. */
  jwksUri: string
  /** What a token must allow: one name or several with blanks between, all of them in its `scope` or `scp`. Default: nothing. */
  scope?: string
  /** How tokens may be signed, whatever they say themselves. Default: `['RS256']`. */
  algorithms?: readonly JwtAlgorithm[]
  /** Where the platform gets its tokens, its "authorization URL". Shown in the OpenAPI document, and never called. */
  tokenUrl?: string
}

/** The options, checked and complete. */
export interface JwtSettings {
  issuer: string
  audience: string
  jwksUri: string
  scopes: readonly string[]
  algorithms: readonly JwtAlgorithm[]
  tokenUrl: string | undefined
}

const ALGORITHMS = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'
] as const
const NAMES = ['issuer', 'audience', 'jwksUri', 'scope', 'algorithms', 'tokenUrl']
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/ // RFC 6749, section 3.3
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** @throws FST_BOT_OPTION_INVALID */
export function readJwtOptions (options: JwtOptions): JwtSettings {
  const { issuer, audience, jwksUri, scope, algorithms = ['RS256'], tokenUrl } = Object(options) as JwtOptions

  const stranger = Object.keys(Object(options)).find(name => !NAMES.includes(name))
  if (stranger !== undefined) throw refuse(stranger, `is not known: there are ${NAMES.join(', ')}`)
  for (const [name, value] of Object.entries({ issuer, audience })) {
    if (typeof value !== 'string' || value === '') throw refuse(name, 'must be a string that is not empty')
  }
  if (scope !== undefined && (typeof scope !== 'string' || !SCOPES.test(scope))) {
    throw refuse('scope', 'must be names with single blanks between')
  }
  if (!Array.isArray(algorithms) || algorithms.length === 0 || !algorithms.every(name => ALGORITHMS.includes(name))) {
    throw refuse('algorithms', `must be a list of ${ALGORITHMS.join(', ')}`)
  }
  checkAddress('jwksUri', jwksUri)
  if (tokenUrl !== undefined) checkAddress('tokenUrl', tokenUrl)

  return { issuer, audience, jwksUri, scopes: scope?.split(' ') ?? [], algorithms: [...algorithms], tokenUrl }
}

/** Keys that came by http could be anybody's. */
function checkAddress (name: string, address: unknown): void {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname)))) {
    throw refuse(name, 'must be an https address, or an http address on this machine')
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw refuse(name, 'must have neither credentials nor a fragment')
  }
}

function refuse (name: string, cure: string): Error {
  return new FST_BOT_OPTION_INVALID(`jwt({ ${name} })`, cure)
}
