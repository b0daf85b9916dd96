import type { Queryable } from '../../../store/store.ts'
import { sizeOf, type Entry } from '../entry/entry.ts'
import { summaryOf } from '../entry/summary.ts'
import { fingerprint } from '../entry/fingerprint.ts'
import { trim, type Quota } from './enforce-quota.ts'

const MAX_GROUPS = 1000

interface Known {
  fingerprints: string[], groups: number, ids: string[], erased: Array<{ conversation: Buffer, at: Date }>
}

/**
 * Writes entries, within a transaction. Those that are there already are left out, and those of a conversation that was
 * erased after they came, and those that are too old. Once a bot has a thousand groups, what is new is counted in one
 * group for all of it, so that a flood of ever new errors buries none of the others.
 */
export async function writeEntries (
  tx: Queryable, bot: string, entries: readonly Entry[], quota: Quota
): Promise<void> {
  await lock(tx, bot)
  const known = await lookUp(tx, bot, entries)
  const fresh = withoutRepeated(entries).filter(entry => isFresh(entry, known, Date.now() - quota.ttl))
  if (fresh.length === 0) return

  const groups = groupsOf(fresh, known)
  const ids = await countGroups(tx, bot, [...groups.values()])
  await insert(tx, bot,
    fresh.map(entry => ({ entry, group: ids.get((groups.get(entry.fingerprint) as Group).fingerprint) as number })))
  const size = fresh.reduce((sum, entry) => sum + sizeOf(entry), 0)
  const [total] = await tx.query<{ entries: number, bytes: number }>(
    'UPDATE bot_webhook.inbox SET entries = entries + $2, bytes = bytes + $3 WHERE bot = $1 RETURNING entries, bytes',
    [bot, fresh.length, size])
  if (total !== undefined && (total.entries > quota.entries || total.bytes > quota.bytes)) await trim(tx, bot, quota)
}

/** A spool has an entry twice when its process died while it took over what another one had left. */
function withoutRepeated (entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map(entry => [entry.id, entry])).values()]
}

/** Whoever changes the inbox of a bot does so alone. */
export async function lock (tx: Queryable, bot: string): Promise<void> {
  await tx.query('SELECT FROM bot_webhook.inbox WHERE bot = $1 FOR UPDATE', [bot])
}

async function lookUp (tx: Queryable, bot: string, entries: readonly Entry[]): Promise<Known> {
  const fingerprints = await tx.query<{ fingerprint: string | null, groups: number }>(
    `SELECT fingerprint, (SELECT count(*) FROM bot_webhook.inbox_group WHERE bot = $1) AS groups
     FROM (SELECT) AS one LEFT JOIN bot_webhook.inbox_group ON bot = $1 AND fingerprint = ANY ($2::text[])`,
    [bot, [...new Set(entries.map(({ fingerprint }) => fingerprint))]])
  const ids = await tx.query<{ id: string }>('SELECT id FROM bot_webhook.inbox_entry WHERE id = ANY ($1::uuid[])',
    [entries.map(({ id }) => id)])
  const conversations = new Set(entries.map(({ conversation }) => conversation?.toString('hex')).filter(key =>
    key !== undefined))
  const erased = await tx.query<{ conversation: Buffer, at: Date }>(
    "SELECT conversation, at FROM bot_webhook.inbox_erased WHERE bot = $1 AND encode(conversation, 'hex') = ANY " +
      '($2::text[])', [bot, [...conversations]])
  return {
    fingerprints: fingerprints.flatMap(({ fingerprint }) => fingerprint === null ? [] : [fingerprint]),
    groups: (fingerprints[0] as { groups: number }).groups, // there is a row always
    ids: ids.map(({ id }) => id),
    erased
  }
}

function isFresh ({ id, at, conversation }: Entry, { ids, erased }: Known, oldest: number): boolean {
  if (at.getTime() < oldest || ids.includes(id)) return false
  return conversation === null || !erased.some(one => one.at >= at && conversation.equals(one.conversation))
}

interface Group extends Pick<Entry, 'fingerprint' | 'kind' | 'title'> { count: number, first: Date, last: Date }

/** By the fingerprint of their entries. */
function groupsOf (entries: readonly Entry[], { fingerprints, groups: many }: Known): Map<string, Group> {
  const known = new Set(fingerprints)
  const byFingerprint = new Map<string, Group>()
  const all = new Map<string, Group>()
  for (const entry of entries) {
    const { fingerprint, kind, title } = known.has(entry.fingerprint) || many + all.size < MAX_GROUPS
      ? entry
      : everythingElse(entry)
    const group = all.get(fingerprint) ?? { fingerprint, kind, title, count: 0, first: entry.at, last: entry.at }
    group.count++
    if (entry.at < group.first) group.first = entry.at
    if (entry.at > group.last) group.last = entry.at
    all.set(fingerprint, group)
    byFingerprint.set(entry.fingerprint, group)
  }
  return byFingerprint
}

function everythingElse ({ kind }: Entry): Pick<Entry, 'fingerprint' | 'kind' | 'title'> {
  return {
    fingerprint: fingerprint('everything else', kind),
    kind,
    title: `everything else: there are ${MAX_GROUPS} kinds already`
  }
}

async function countGroups (tx: Queryable, bot: string, groups: readonly Group[]): Promise<Map<string, number>> {
  const unique = [...new Set(groups)]
  const rows = await tx.query<{ id: number, fingerprint: string }>(
    `INSERT INTO bot_webhook.inbox_group AS known (bot, fingerprint, kind, title, count, first_seen, last_seen)
      VALUES ${places(unique.length, 6, 1)}
     ON CONFLICT (bot, fingerprint) DO UPDATE SET count = known.count + excluded.count,
       first_seen = least(known.first_seen, excluded.first_seen), last_seen = greatest(known.last_seen,
         excluded.last_seen)
     RETURNING id, fingerprint`,
    [bot, ...unique.flatMap(({ fingerprint, kind, title, count, first, last }) =>
      [fingerprint, kind, title, count, first, last])])
  return new Map(rows.map(({ id, fingerprint }) => [fingerprint, id]))
}

async function insert (tx: Queryable, bot: string, entries: ReadonlyArray<{
  entry: Entry, group: number
}>): Promise<void> {
  await tx.query(
    `INSERT INTO bot_webhook.inbox_entry (bot, id, group_id, at, conversation, raw, detail, summary, size)
      VALUES ${places(entries.length, 8, 1)}`,
    [bot, ...entries.flatMap(({ entry, group }) => [
      entry.id, group, entry.at, entry.conversation, entry.raw, JSON.stringify(entry.detail),
      JSON.stringify(summaryOf(entry)), sizeOf(entry)
    ])])
}

/** Rows of places for values: each begins with the first value, the bot. */
function places (rows: number, columns: number, given: number): string {
  const numbers = (row: number) =>
    Array.from({ length: columns }, (_, column) => `$${given + row * columns + column + 1}`)
  return Array.from({ length: rows }, (_, row) => `($1, ${numbers(row).join(', ')})`).join(', ')
}
