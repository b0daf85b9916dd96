import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { tokenCheck } from '../push/token.ts'

type Headers = FastifyRequest['headers']

/** Says whether a request brings the token, in any of the forms that clients send it in. */
export type RequestCheck = (headers: Headers) => boolean

/** Seconds that an OAuth token is valid, as the platform's were. */
export const OAUTH_SECONDS = 43_199

/**
 * `Authorization: Token <token>` of the SDKs, the token alone in `Authorization` or `X-Token` of the webchat, and
 * `Authorization: Bearer <OAuth token>` beside `X-Token: Token <token>` of later programs. Each comparison takes the
 * same time, whatever was sent.
 *
 * @param issued checks a token of the OAuth route
 * @throws FST_BOT_OPTION_INVALID, FST_BOT_SECRET_WEAK
 */
export function createRequestCheck (token: string, name: string, issued: (given: string) => boolean = () =>
  false): RequestCheck {
  const isToken = tokenCheck(token, name)
  return headers => credentialsIn(headers).some(given => isToken(given) || issued(given))
}

function credentialsIn ({ authorization, 'x-token': xToken }: Headers): string[] {
  return [authorization, xToken].flat().filter(value => value !== undefined).map(value =>
    value.replace(/^(?:token|bearer) +/i, '').trim())
}

/** Tokens of the OAuth route: signed with the token of the bot, so each process that has it can check them. */
export function createOAuth (secret: string, now: () => number = Date.now): {
  issue: () => string, isIssued: (given: string) => boolean
} {
  const sign = (expires: string) => createHmac('sha256', secret).update(`oauth:${expires}`).digest('base64url')

  return {
    issue () {
      const expires = String(Math.floor(now() / 1000) + OAUTH_SECONDS)
      return `${expires}.${sign(expires)}`
    },
    isIssued (given) {
      const [expires = '', signature = ''] = given.split('.')
      const [own, theirs] = [sign(expires), signature].map(text =>
        createHmac('sha256', secret).update(text).digest()) as [Buffer, Buffer]
      return timingSafeEqual(own, theirs) && Number(expires) * 1000 > now()
    }
  }
}

/**
 * A token for pages, made of the one for programs: every process has the same, and nobody gets from one to the other.
 *
 * @example
 * const tokenOfPages = webchatTokenOf(process.env.BOT_TOKEN, 'my-bot')
 */
export function webchatTokenOf (token: string, name: string): string {
  return createHmac('sha256', token).update(`webchat:${name}`).digest('hex').slice(0, 32)
}
