import type { Queryable } from '../../../store/store.ts'
import { conversationKey } from '../entry/conversation.ts'
import type { Detail, Kind } from '../entry/entry.ts'

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
}

/** A report of the platform, or a turn that failed. */
export interface InboxEntry extends Detail {
  readonly id: string
  readonly at: Date
  readonly kind: Kind
  readonly group: Omit<InboxGroup, 'latest' | 'kind'>
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
}

const ENTRIES = `
  SELECT entry.id, entry.at, entry.conversation, entry.raw, entry.detail, kind, group_id, title, count, first_seen,
    last_seen
  FROM bot_webhook.inbox_entry AS entry JOIN bot_webhook.inbox_group AS known ON known.id = group_id`

export async function listEntries (store: Queryable, bot: string, {
  limit = 50, before, conversation, group
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

/** The groups that were seen last. */
export async function listGroups (store: Queryable, bot: string, limit: number): Promise<InboxGroup[]> {
  const rows = await store.query<Omit<Row, 'id'> & { id: number, latest: string | null }>(`
    SELECT id, kind, title, count, first_seen, last_seen, (SELECT id FROM bot_webhook.inbox_entry
      WHERE group_id = known.id ORDER BY id DESC LIMIT 1) AS latest
    FROM bot_webhook.inbox_group AS known WHERE bot = $1 ORDER BY last_seen DESC, id DESC LIMIT ${limit}`, [bot])
  return rows.map(({ id, kind, title, count, first_seen: firstSeen, last_seen: lastSeen, latest }) => ({
    id, kind, title, count, firstSeen, lastSeen, latest
  }))
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
  id, at, kind, raw, detail, group_id: group, title, count, first_seen: firstSeen, last_seen: lastSeen
}: Row): InboxEntry {
  return { id, at, kind, group: { id: group, title, count, firstSeen, lastSeen }, raw, ...JSON.parse(detail) }
}
