import { Type } from '@sinclair/typebox'
import type { Verifier } from '../../auth/verifier.ts'
import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { AUTH, readAuth, type Auth } from '../../bot/options.ts'
import { customOption, isAny, optionsSchema, orFalse, wholeNumber } from '../../shared/options/option.ts'
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

const DAY_MS = 86_400_000
const MAX_DAYS = 3650

export const inboxOptionsSchema = optionsSchema<InboxOptions>({
  path: Type.String({
    description: 'Where its page is, such as `/inbox`.',
    pattern: '^(/[\\w.~-]+)+/?$',
    expected: 'a path such as /inbox',
    defaultText: 'there is none'
  }),
  auth: customOption<Auth>(isAny, {
    description: 'Who may see the page; required with `path`. With `false` it is for whoever reads the log of its ' +
      'program, on the same machine: the address there has a token.',
    typeName: 'Auth',
    expected: AUTH,
    defaultText: 'none'
  }),
  redact: customOption<RedactOption>(isRedactOption, {
    description: 'Names whose values are masked before anything is written, besides the usual ones, such as ' +
      '`password`; `{ only: [...] }` takes the place of those.',
    typeName: 'RedactOption',
    expected: 'a list of names, or { only: [...] }, each with a letter or digit',
    default: []
  }),
  days: Type.Number({
    description: 'How long an entry is kept.',
    exclusiveMinimum: 0,
    maximum: MAX_DAYS,
    expected: `a number of days, more than 0 and up to ${MAX_DAYS}`,
    default: 14
  }),
  entries: wholeNumber('entries', {
    description: 'Most entries that are kept. When there are more, the oldest of the largest groups go; the groups ' +
      'and their counts stay.',
    default: 10_000
  }),
  bytes: wholeNumber('bytes', { description: 'Most that the entries have together.', default: 32 * 1024 * 1024 }),
  spool: orFalse(Type.String({
    description: 'Folder of the file that takes reports while the database does not; `false`: none. One machine has ' +
      'it to itself.',
    minLength: 1,
    expected: 'a folder',
    defaultText: 'in the folder of PGlite, else `bot-spool`'
  })),
  spoolBytes: wholeNumber('bytes', {
    description: 'Largest size of that file. When it is full, reports are answered 503.', default: 16 * 1024 * 1024
  })
}, { title: 'InboxOptions', description: 'What the inbox keeps, and who may read it.' })

/** @param options read by their schema @throws FST_BOT_OPTION_INVALID */
export function completeInboxOptions (options: InboxOptions): InboxSettings {
  const { path, auth, redact, days, entries, bytes, spool, spoolBytes } = options as Required<InboxOptions>
  return {
    page: pageOf(path, auth),
    redact,
    quota: { entries, bytes, ttl: days * DAY_MS },
    spool: spool === false ? undefined : { folder: spool, most: spoolBytes }
  }
}

function isRedactOption (value: unknown): value is RedactOption {
  const names: unknown = Array.isArray(value) ? value : Object(value).only
  return Array.isArray(names) && names.every(name => typeof name === 'string' && /[\p{L}\p{N}]/u.test(name))
}

function pageOf (path: string | undefined, auth: Auth | undefined): InboxSettings['page'] {
  if (path === undefined) {
    if (auth !== undefined) throw new FST_BOT_OPTION_INVALID('inbox.auth', 'is for the page: give its path, too')
    return undefined
  }
  if (auth === undefined) {
    throw new FST_BOT_OPTION_INVALID('inbox.auth', 'is required with inbox.path: give basic(), ' +
    'bearer() or header(), or false for a page whose address, with a token, is in the log')
  }
  return { prefix: path.replace(/\/$/, ''), verifiers: readAuth('inbox.auth', auth) }
}
