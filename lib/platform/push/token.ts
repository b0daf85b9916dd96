import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import type { OptionDescription } from '../../shared/options/option.ts'
import { FST_BOT_OPTION_INVALID, FST_BOT_SECRET_WEAK } from '../../errors.ts'

const SHORTEST = 16 // characters

export type TokenCheck = (given: string) => boolean

/** A token among options, which `tokenCheck` looks at. */
export function tokenOption (describe: OptionDescription) {
  return Type.String({ expected: `at least ${SHORTEST} plain characters without spaces`, ...describe })
}

/** One that nobody can guess. */
export function createToken (): string {
  return randomBytes(16).toString('hex')
}

/**
 * A comparison whose time tells nothing of the token.
 *
 * @throws FST_BOT_OPTION_INVALID for a token that cannot be sent; FST_BOT_SECRET_WEAK
 */
export function tokenCheck (token: string, name: string): TokenCheck {
  if (typeof token !== 'string' || !/^[\x21-\x7e]*$/.test(token)) {
    throw new FST_BOT_OPTION_INVALID(name,
      'must be a string of plain characters without spaces')
  }
  if (token.length < SHORTEST) throw new FST_BOT_SECRET_WEAK(name, token.length)
  const key = randomBytes(32)
  const digest = (text: string) => createHmac('sha256', key).update(text).digest()
  const accepted = digest(token)
  return given => timingSafeEqual(digest(given), accepted)
}
