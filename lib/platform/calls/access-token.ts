import type { Outgoing } from './transport.ts'

/** Credentials for an access token: the OAuth 2 grant for programs. */
export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope?: string
}

const MAX_TOKENS = 100
const EARLY_MS = 30_000 // a token that ends while a call is on its way is of no use
const DEFAULT_LIFETIME_S = 300

/** Access tokens, each asked for once and used until shortly before it ends. */
export class TokenCache {
  readonly #tokens = new Map<string, { token: string, until: number }>()

  find (credentials: ClientCredentials): string | undefined {
    const known = this.#tokens.get(keyOf(credentials))
    return known !== undefined && known.until > Date.now() ? known.token : undefined
  }

  /** Takes the answer of a token URL. @returns the token; undefined when there is none in it */
  take (credentials: ClientCredentials, answer: unknown): string | undefined {
    const { access_token: token, expires_in: lifetime } = Object(answer) as Record<string, unknown>
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) return undefined
    if (this.#tokens.size >= MAX_TOKENS) this.#tokens.clear()
    const seconds = Number(lifetime)
    this.#tokens.set(keyOf(credentials),
      { token, until: Date.now() + (seconds > 0 ? seconds : DEFAULT_LIFETIME_S) * 1000 - EARLY_MS })
    return token
  }

  forget (credentials: ClientCredentials): void {
    this.#tokens.delete(keyOf(credentials))
  }
}

/** The request for a token, as RFC 6749, section 4.4, has it. */
export function tokenRequest ({ tokenUrl, clientId, clientSecret, scope }: ClientCredentials): Outgoing {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
  return {
    method: 'POST',
    url: tokenUrl,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(pair).toString('base64')}`
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }).toString()
  }
}

function keyOf ({ tokenUrl, clientId, clientSecret, scope = '' }: ClientCredentials): string {
  return JSON.stringify([tokenUrl, clientId, clientSecret, scope])
}
