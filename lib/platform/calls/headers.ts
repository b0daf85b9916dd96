import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import type { BotFile } from '../bot-file/schema.ts'

export type Auth = NonNullable<BotFile['webhook']>['auth']

/** RFC 9110, section 5.1. */
export function isHeaderName (name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name)
}

/** Printable characters and tabs: nothing that would end the line. */
export function isHeaderValue (value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

/** The value is never told: it may be a secret. @throws FST_BOT_OPTION_INVALID */
export function checkHeader (name: string, value: string): void {
  if (!isHeaderName(name)) throw new FST_BOT_OPTION_INVALID('headers', 'must have names that a header can have')
  if (!isHeaderValue(value)) throw new FST_BOT_OPTION_INVALID(`headers.${name}`, 'must be one line of plain characters')
}

/** The same headers by lower-case name. */
export function lowerCaseNames (headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** The header that the credentials of a bot file stand in. */
export function authorization (auth: Auth): Record<string, string> {
  if (auth?.basic !== undefined) return { authorization: `Basic ${encodeBasicCredentials(auth.basic)}` }
  if (auth?.bearer !== undefined) return { authorization: `Bearer ${auth.bearer}` }
  return auth?.header === undefined ? {} : { [auth.header.name]: auth.header.value }
}

/** A pair as Basic authentication sends it. */
export function encodeBasicCredentials ({ username, password }: { username: string, password: string }): string {
  return Buffer.from(`${username}:${password}`).toString('base64')
}
