import type { FastifyInstance } from 'fastify'
import { tokenCheck } from '../push/token.ts'
import { httpError } from './answer.ts'
import { OAUTH_SECONDS } from './tokens.ts'

/** POST /oauth/token: the bot's token, as a client's secret, against one that expires. Any client id will do. */
export function oauthRoute (scope: FastifyInstance, token: string, issue: () => string): void {
  const isToken = tokenCheck(token, 'token')
  scope.post<{ Body: unknown }>('/oauth/token', async ({ headers: { authorization = '' }, body }, reply) => {
    const form = Object(body) as Record<string, unknown>
    if (form.grant_type !== 'client_credentials') throw httpError(400, 'grant_type must be client_credentials')
    if (!isToken(secretIn(authorization) ??
      String(form.client_secret ?? ''))) throw httpError(401, 'client_secret must be the token of the bot')
    return reply.header('cache-control', 'no-store')
      .send({ access_token: issue(), token_type: 'bearer', expires_in: OAUTH_SECONDS, scope: 'uaa.resource' })
  })
}

/** The password of Basic authentication. */
function secretIn (authorization: string): string | undefined {
  const [, encoded] = /^basic +(\S+)$/i.exec(authorization) ?? []
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString()
  return pair.slice(pair.indexOf(':') + 1)
}
