import { Type } from '@sinclair/typebox'
import { FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN } from '../errors.ts'
import { listOf, optionsSchema } from '../shared/options/option.ts'
import { readOptions } from '../shared/options/read-options.ts'

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
  /**
   * What a token must allow: one name or several with blanks between, all of them in its `scope` or `scp`. Default:
   * nothing.
   */
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
const ADDRESS = 'an https address, or an http address on this machine'
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/ // RFC 6749, section 3.3
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

export const jwtOptionsSchema = optionsSchema<JwtOptions>({
  issuer: Type.String({
    description: 'Who makes the tokens: `iss` of each, to the letter.',
    minLength: 1,
    expected: 'a string that is not empty'
  }),
  audience: Type.String({
    description: 'Whom they are made for, which is this bot: in `aud` of each.',
    minLength: 1,
    expected: 'a string that is not empty'
  }),
  jwksUri: Type.String({
    description: 'Where the issuer publishes its public keys, as a JSON Web Key Set: https, or http on this machine.',
    expected: ADDRESS
  }),
  scope: Type.String({
    description:
      'What a token must allow: one name or several with blanks between, all of them in its `scope` or `scp`.',
    pattern: SCOPES.source,
    expected: 'names with single blanks between',
    defaultText: 'nothing'
  }),
  algorithms: listOf(ALGORITHMS, {
    description: 'How tokens may be signed, whatever they say themselves.', minItems: 1, default: ['RS256']
  }),
  tokenUrl: Type.String({
    description: 'Where the platform gets its tokens. Shown in the OpenAPI document, and never called.',
    expected: ADDRESS,
    defaultText: 'not shown'
  })
}, { title: 'JwtOptions', description: 'Options of `jwt()`.' })

const ERRORS = {
  invalid: (name: string, hint: string) => new FST_BOT_OPTION_INVALID(`jwt({ ${name} })`, hint),
  unknown: (problem: string) => new FST_BOT_OPTION_UNKNOWN(`jwt(): ${problem}`)
}

/** @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN */
export function readJwtOptions (given: JwtOptions): JwtSettings {
  const options = readOptions(jwtOptionsSchema, Object(given), { errors: ERRORS })
  const { issuer, audience, jwksUri, scope, algorithms, tokenUrl } = options as JwtOptions &
    Required<Pick<JwtOptions, 'algorithms'>>
  checkAddress('jwksUri', jwksUri)
  if (tokenUrl !== undefined) checkAddress('tokenUrl', tokenUrl)

  return { issuer, audience, jwksUri, scopes: scope?.split(' ') ?? [], algorithms: [...algorithms], tokenUrl }
}

/** Keys that came by http could be anybody's. */
function checkAddress (name: string, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname)))) {
    throw ERRORS.invalid(name, `must be ${ADDRESS}`)
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw ERRORS.invalid(name, 'must have neither credentials nor a fragment')
  }
}
