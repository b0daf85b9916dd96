import type { Verifier } from '../../auth/verifier.ts'
import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { readAuth, type Auth } from '../../bot/options.ts'
import type { RedactOption } from '../../shared/redact/redact.ts'
import type { Quota } from './storage/enforce-quota.ts'

/** What the inbox keeps, and who may read it. */
export interface InboxOptions {
  /** Where its page is, such as `/inbox`. Default: there is none. */
  path?: string
  /**
   * Who may see the page; required with `path`. With `false` it is for whoever reads the log of its program, on the
   * same machine: the address there has a token.
   */
  auth?: Auth
  /**
   * Names whose values are masked before anything is written, besides `DEFAULT_SECRET_NAMES`: in keys of JSON and
   * forms, in pairs of name and value, and in text. `{ only: [...] }` takes the place of the defaults; `{ only: [] }`
   * masks nothing and keeps every body byte for byte. Case and what stands between words do not count, and a part of a
   * name is enough.
   */
  redact?: RedactOption
  /** Days that an entry is kept. Default: 14 */
  days?: number
  /**
   * Most entries that are kept. Default: 10000. When there are more, the oldest of the largest groups go; the groups
   * and their counts stay.
   */
  entries?: number
  /** Most bytes that the entries have together. Default: 33554432 */
  bytes?: number
  /**
   * Folder of the file that takes reports while the database does not. One machine has it to itself. Default: in the
   * folder of PGlite, else `bot-spool`; `false`: none.
   */
  spool?: string | false
  /** Largest size of that file, in bytes. Default: 16777216. When it is full, reports are answered 503. */
  spoolBytes?: number
}

/** Options that were checked. */
export interface InboxSettings {
  page: { prefix: string, verifiers: readonly Verifier[] } | undefined
  redact: RedactOption
  quota: Quota
  /** Undefined: wherever the store has it. */
  spool: { folder: string | undefined, most: number } | undefined
}

const DAY = 86_400_000 // milliseconds

export function readInboxOptions (options: InboxOptions): InboxSettings {
  const {
    path,
    auth,
    redact = [],
    days = 14,
    entries = 10_000,
    bytes = 32 * 1024 * 1024,
    spool,
    spoolBytes = 16 * 1024 * 1024,
    ...unknown
  } = Object(options) as InboxOptions
  const [unknownName] = Object.keys(unknown)
  if (unknownName !== undefined) {
    throw new FST_BOT_OPTION_INVALID(`inbox.${unknownName}`,
      'is not known: there are path, auth, redact, days, entries, bytes, spool and spoolBytes')
  }
  if (!isRedactOption(redact)) {
    throw new FST_BOT_OPTION_INVALID('inbox.redact',
      'must be a list of names, or { only: [...] }, each with a letter or digit')
  }
  if (typeof days !== 'number' || !(days > 0 && days <= 3650)) {
    throw new FST_BOT_OPTION_INVALID('inbox.days',
      'must be a number of days, more than 0 and up to 3650')
  }
  for (const [name, value] of Object.entries({ entries, bytes, spoolBytes })) {
    if (!Number.isSafeInteger(value) ||
      value < 1) throw new FST_BOT_OPTION_INVALID(`inbox.${name}`, 'must be a whole number from 1')
  }
  if (spool !== undefined && spool !== false && (typeof spool !== 'string' ||
    spool === '')) throw new FST_BOT_OPTION_INVALID('inbox.spool', 'must be a folder, or false')

  return {
    page: pageOf(path, auth),
    redact,
    quota: { entries, bytes, ttl: days * DAY },
    spool: spool === false ? undefined : { folder: spool, most: spoolBytes }
  }
}

function isRedactOption (value: unknown): value is RedactOption {
  const names: unknown = Array.isArray(value) ? value : Object(value).only
  return Array.isArray(names) && names.every(name => typeof name === 'string' && /[\p{L}\p{N}]/u.test(name))
}

function pageOf (path: unknown, auth: unknown): InboxSettings['page'] {
  if (path === undefined) {
    if (auth !== undefined) throw new FST_BOT_OPTION_INVALID('inbox.auth', 'is for the page: give its path, too')
    return undefined
  }
  if (typeof path !== 'string' ||
    !/^(\/[\w.~-]+)+\/?$/.test(path)) throw new FST_BOT_OPTION_INVALID('inbox.path', 'must be a path such as /inbox')
  if (auth === undefined) {
    throw new FST_BOT_OPTION_INVALID('inbox.auth', 'is required with inbox.path: give basic(), ' +
    'bearer() or header(), or false for a page whose address, with a token, is in the log')
  }
  return { prefix: path.replace(/\/$/, ''), verifiers: readAuth('inbox.auth', auth) }
}
