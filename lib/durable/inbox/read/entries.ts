import type { Queryable } from '../../../store/store.ts'
import { conversationKey } from '../entry/conversation.ts'
import type { Detail, Kind } from '../entry/entry.ts'
import type { Summary } from '../entry/summary.ts'
import type { InboxGroupOptions, InboxListOptions } from './list-options.ts'

/** What entries of the same fingerprint have in common. */
export interface InboxGroup {
  readonly id: number
  readonly kind: Kind
  /** What they are about, without a word of a user's. */
  readonly title: string
  /** How many there were, whether they are still kept or not. */
  readonly count: number
  readonly firstSeen: Date
  readonly lastSeen: Date
  /** Id of the last entry that is kept; null when none is. */
  readonly latest: string | null
  /** Skill of that entry; null when none is known. */
  readonly skill: string | null
  /** What that entry says, shortened: what was thrown, or the beginning of the report. */
  readonly message: string | null
  /** Whether all of it was marked as done. It is open again when one more comes. */
  readonly isDone: boolean
}

/** A report of the platform, or a turn that failed. */
export interface InboxEntry extends Detail {
  readonly id: string
  readonly at: Date
  readonly kind: Kind
  readonly group: Omit<InboxGroup, 'latest' | 'kind' | 'skill' | 'message'>
  /**
   * The body that came, byte for byte but for what is redacted: of a report that of the report, of a failure that of
   * the call.
   */
  readonly raw: Buffer
}

/** One entry, and where it comes from. */
export interface InboxFinding extends InboxEntry {
  /**
   * Id of the turn that a report is probably about: the last one of the conversation that failed before it. Null when
   * none is kept.
   */
  readonly cause: string | null
}

interface Row {
  id: string
  at: Date
  conversation: Buffer | null
  raw: Buffer
  detail: string
  kind: Kind
  group_id: number
  title: string
  count: number
  first_seen: Date
  last_seen: Date
  done_count: number
}

const MAX_GROUPS = 2000 // a bot has a thousand, and one or two for everything else

const ENTRIES = `
  SELECT entry.id, entry.at, entry.conversation, entry.raw, entry.detail, kind, group_id, title, count, first_seen,
    last_seen, done_count
  FROM bot_webhook.inbox_entry AS entry JOIN bot_webhook.inbox_group AS known ON known.id = group_id`

/** @param options read by their schema */
export async function listEntries (store: Queryable, bot: string, {
  limit, before, conversation, group
}: InboxListOptions): Promise<InboxEntry[]> {
  const conditions: Array<[sql: string, value: unknown]> = [
    ['entry.bot = ', bot],
    ...(before === undefined ? [] : [['entry.id < ', before] as [string, unknown]]),
    ...(conversation === undefined
      ? []
      : [['entry.conversation = ', conversationKey(conversation)] as [string, unknown]]),
    ...(group === undefined ? [] : [['entry.group_id = ', group] as [string, unknown]])
  ]
  const rows = await store.query<Row>(
    `${ENTRIES} WHERE ${conditions.map(([sql], index) => `${sql}$${index + 1}`).join(' AND ')} ORDER BY entry.id DESC
      LIMIT ${limit}`,
    conditions.map(([, value]) => value))
  return rows.map(entryOf)
}

/** @param options read by their schema */
export async function listGroups (store: Queryable, bot: string, {
  limit, search, sort, isDone
}: InboxGroupOptions): Promise<InboxGroup[]> {
  const which = isDone === undefined ? '' : `AND ${isDone ? '' : 'NOT'} done_count >= count`
  const rows = await store.query<Omit<Row, 'id'> & { id: number, latest: string | null, summary: string | null }>(`
    SELECT known.id, kind, title, count, first_seen, last_seen, done_count, newest.id AS latest, newest.summary
    FROM bot_webhook.inbox_group AS known LEFT JOIN LATERAL (SELECT id, summary FROM bot_webhook.inbox_entry
      WHERE group_id = known.id ORDER BY id DESC LIMIT 1) AS newest ON true
    WHERE bot = $1 ${which} ORDER BY ${sort === 'count' ? 'count DESC, ' : ''}last_seen DESC, known.id DESC
      LIMIT ${search === undefined ? limit : MAX_GROUPS}`, [bot])
  const groups = rows.map(groupOf)
  return search === undefined ? groups : groups.filter(group => hasWords(group, search)).slice(0, limit)
}

function groupOf ({
  id, kind, title, count, first_seen: firstSeen, last_seen: lastSeen, done_count: done, latest, summary
}: Omit<Row, 'id'> & { id: number, latest: string | null, summary: string | null }): InboxGroup {
  const { skill, message }: Partial<Summary> = JSON.parse(summary ?? '{}')
  return {
    id,
    kind,
    title,
    count,
    firstSeen,
    lastSeen,
    latest,
    isDone: done >= count,
    skill: skill ?? null,
    message: message ?? null
  }
}

function hasWords ({ kind, title, skill, message }: InboxGroup, search: string): boolean {
  const text = [kind, title, skill, message].join(' ').toLowerCase()
  return search.toLowerCase().split(/\s+/).every(word => text.includes(word))
}

/**
 * Marks a group as done up to that many of its entries. Whether there is such a group is returned.
 *
 * @param count undefined: all so far
 */
export async function markGroupDone (
  store: Queryable, bot: string, group: number, count: number | undefined
): Promise<boolean> {
  const changed = await store.query(
    `UPDATE bot_webhook.inbox_group SET done_count = coalesce($3::bigint, count) WHERE bot = $1 AND id = $2
      RETURNING id`,
    [bot, group, count ?? null])
  return changed.length > 0
}

export async function findEntry (store: Queryable, bot: string, id: string): Promise<InboxFinding | undefined> {
  const [row] = await store.query<Row>(`${ENTRIES} WHERE entry.bot = $1 AND entry.id = $2`, [bot, id])
  return row && {
    ...entryOf(row), cause: row.kind === 'report' && row.conversation !== null ? await causeOf(store, bot, row) : null
  }
}

async function causeOf (store: Queryable, bot: string, { id, conversation }: Row): Promise<string | null> {
  const [cause] = await store.query<{ id: string }>(`
    SELECT entry.id FROM bot_webhook.inbox_entry AS entry JOIN bot_webhook.inbox_group AS known ON known.id = group_id
    WHERE entry.bot = $1 AND entry.conversation = $2 AND entry.id < $3 AND kind = 'failure' ORDER BY entry.id DESC
      LIMIT 1`, [bot, conversation, id])
  return cause?.id ?? null
}

function entryOf ({
  id, at, kind, raw, detail, group_id: group, title, count, first_seen: firstSeen, last_seen: lastSeen,
  done_count: done
}: Row): InboxEntry {
  const isDone = done >= count
  return { id, at, kind, group: { id: group, title, count, firstSeen, lastSeen, isDone }, raw, ...JSON.parse(detail) }
}
