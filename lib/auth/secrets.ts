import type { Verification } from './verifier.ts'
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { FST_BOT_OPTION_INVALID, FST_BOT_SECRET_WEAK } from '../errors.ts'

const MIN_SECRET_CHARS = 16
const NAME_CHARS = 6

/** One secret, or several of which any is accepted while they are being exchanged. */
export type SecretOrSecrets = string | readonly string[]

/**
 * Checks secrets at boot, and returns a comparison whose time tells nothing: both sides are hashed under a key of
 * this process, so neither length nor content shows, and every accepted secret is compared every time.
 *
 * @param where names the secrets in error messages, which never hold them
 * @param sendable what a caller is able to send: any other secret would never match
 * @param wrap turns a secret into what the caller sends, such as `user:password`
 * @returns the name of the secret that was given, which is the same in every process and tells nothing of it; `false`
 *   when it is none of them
 */
export function createSecretComparison (
  where: string, secrets: SecretOrSecrets, sendable: RegExp, wrap = (secret: string) => secret
): (given: string) => Verification {
  const list = typeof secrets === 'string' ? [secrets] : secrets
  if (!Array.isArray(list) || list.length === 0) {
    throw new FST_BOT_OPTION_INVALID(where, 'must be a string or a list of strings')
  }
  const key = randomBytes(32)
  // Not an HMAC, which takes several times as long: it is for digests that others see, and these never leave the
  // process.
  const digest = (text: string) => hash('sha256', Buffer.concat([key, Buffer.from(text)]), 'buffer')

  const accepted = list.map(secret => {
    if (typeof secret !== 'string') throw new FST_BOT_OPTION_INVALID(where, 'must be a string or a list of strings')
    if (!sendable.test(secret)) {
      throw new FST_BOT_OPTION_INVALID(where, `holds a character that cannot be sent: it must match ${sendable}`)
    }
    if (secret.length < MIN_SECRET_CHARS) throw new FST_BOT_SECRET_WEAK(where, secret.length)
    return { caller: nameOf(wrap(secret)), digest: digest(wrap(secret)) }
  })

  return given => {
    const candidate = digest(given)
    let found: Verification = false
    for (const { caller, digest } of accepted) if (timingSafeEqual(candidate, digest)) found = { caller }
    return found
  }
}

/** A small part of a digest: it tells secrets apart, and no secret can be had from it. */
function nameOf (secret: string): string {
  return hash('sha256', `caller of fastify-bot-webhook ${secret}`, 'base64url').slice(0, NAME_CHARS)
}
