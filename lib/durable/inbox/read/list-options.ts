import { Type } from '@sinclair/typebox'
import { oneOf, optionsSchema, wholeNumber } from '../../../shared/options/option.ts'

/** Which groups, and in which order. */
export interface InboxGroupOptions {
  /** How many at the most, up to 1000. Default: 50 */
  readonly limit?: number
  /** Words that the kind, title, skill or message have all of. */
  readonly search?: string
  /** Default: `last-seen`, the newest first; `count`: the most frequent first. */
  readonly sort?: GroupSort
  /** Only those that are done, or only those that are not. Default: both */
  readonly isDone?: boolean
}

export const GROUP_SORTS = ['last-seen', 'count'] as const
export type GroupSort = typeof GROUP_SORTS[number]

/** Which of them, the newest first. */
export interface InboxListOptions {
  /** How many at the most, up to 1000. Default: 50 */
  readonly limit?: number
  /** Id of an entry: those that came before it. */
  readonly before?: string
  /** Id of a conversation. */
  readonly conversation?: string
  /** Id of a group. */
  readonly group?: number
}

const MAX_LIMIT = 1000
const MAX_SEARCH_CHARS = 200
/** The id of an entry. */
export const ENTRY_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const limit = (unit: string) =>
  wholeNumber(unit, { description: 'How many at the most.', maximum: MAX_LIMIT, default: 50 })

export const groupOptionsSchema = optionsSchema<InboxGroupOptions>({
  limit: limit('groups'),
  search: Type.String({
    description: 'Words that the kind, title, skill or message have all of.',
    maxLength: MAX_SEARCH_CHARS,
    expected: `a text of at most ${MAX_SEARCH_CHARS} characters`,
    defaultText: 'none'
  }),
  sort: oneOf(GROUP_SORTS, {
    description: '`last-seen`: the newest first; `count`: the most frequent first.', default: 'last-seen'
  }),
  isDone: Type.Boolean({ description: 'Only those that are done, or only those that are not.', defaultText: 'both' })
}, { title: 'InboxGroupOptions', description: 'Options of `bot.inbox.groups`.' })

export const listOptionsSchema = optionsSchema<InboxListOptions>({
  limit: limit('entries'),
  before: Type.String({
    description: 'Those that came before this entry.',
    pattern: ENTRY_ID.source,
    expected: 'the id of an entry',
    defaultText: 'all'
  }),
  conversation: Type.String({ description: 'Those of this conversation.', defaultText: 'of all' }),
  group: Type.Integer({
    description: 'Those of this group.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    expected: 'the id of a group',
    defaultText: 'of all'
  })
}, { title: 'InboxListOptions', description: 'Options of `bot.inbox.list`.' })
