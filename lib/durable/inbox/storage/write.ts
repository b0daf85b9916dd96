import type { Queryable, Store } from '../../../store/store.ts'
import { sizeOf, type Entry } from '../entry/entry.ts'
import { summaryOf } from '../entry/summary.ts'
import { fingerprint } from '../entry/fingerprint.ts'
import { trim, type Quota } from './enforce-quota.ts'

const MAX_GROUPS = 1000

/**
 * What the inbox has of the entries: how often something was erased, conversations by their keys in hexadecimal, and
 * when they were erased.
 */
interface Known {
  erasures: number
  fingerprints: string[]
  groups: number
  ids: string[]
  erased: Array<{ conversation: string, at: number }>
}

/**
 * Writes entries: one statement looks, and one writes. Those that are there already are left out, and those of a
 * conversation that was erased after they came, and those that are too old. Once a bot has about a thousand groups,
 * what is new is counted in one group for all of it, so that a flood of ever new errors buries none of the others.
 */
export async function writeEntries (
  store: Pick<Store, 'query' | 'transaction'>, bot: string, entries: readonly Entry[], quota: Quota
): Promise<void> {
  const known = await lookUp(store, bot, entries)
  const fresh = withoutRepeated(entries).filter(entry => isFresh(entry, known, Date.now() - quota.ttl))
  if (fresh.length === 0) return

  const total = await insert(store, bot, fresh, groupsOf(fresh, known), known.erasures)
  if (total === undefined) return writeEntries(store, bot, entries, quota) // something was erased since it looked
  if (total.entries > quota.entries || total.bytes > quota.bytes) {
    await store.transaction(async tx => {
      await lock(tx, bot)
      await trim(tx, bot, quota)
    })
  }
}

/** A spool has an entry twice when its process died while it took over what another one had left. */
function withoutRepeated (entries: readonly Entry[]): Entry[] {
  return [...new Map(entries.map(entry => [entry.id, entry])).values()]
}

/** Whoever takes something out of the inbox of a bot does so alone. */
export async function lock (tx: Queryable, bot: string): Promise<void> {
  await tx.query('SELECT FROM bot_webhook.inbox WHERE bot = $1 FOR UPDATE', [bot])
}

async function lookUp (database: Queryable, bot: string, entries: readonly Entry[]): Promise<Known> {
  const conversations = new Set(entries.map(({ conversation }) => conversation?.toString('hex')).filter(key =>
    key !== undefined))
  const [known] = await database.query<Known>(`
    SELECT erasures, (SELECT count(*) FROM bot_webhook.inbox_group WHERE bot = $1)::integer AS groups,
      array(SELECT fingerprint FROM bot_webhook.inbox_group WHERE bot = $1 AND fingerprint = ANY ($2::text[]))
        AS fingerprints,
      array(SELECT id::text FROM bot_webhook.inbox_entry WHERE id = ANY ($3::uuid[])) AS ids,
      (SELECT coalesce(json_agg(json_build_object('conversation', encode(conversation, 'hex'),
        'at', extract(epoch FROM at) * 1000)), '[]') FROM bot_webhook.inbox_erased
        WHERE bot = $1 AND encode(conversation, 'hex') = ANY ($4::text[])) AS erased
    FROM bot_webhook.inbox WHERE bot = $1`,
  [bot, [...new Set(entries.map(({ fingerprint }) => fingerprint))], entries.map(({ id }) => id), [...conversations]])
  return known as Known
}

function isFresh ({ id, at, conversation }: Entry, { ids, erased }: Known, oldest: number): boolean {
  if (at.getTime() < oldest || ids.includes(id)) return false
  const key = conversation?.toString('hex')
  return !erased.some(one => one.conversation === key && one.at >= at.getTime())
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

/**
 * Others may write at the same time: the row of the inbox is locked first, and what that row has then counts, not what
 * it had when the statement began.
 *
 * @returns how much the inbox has then; undefined when something was erased since, and nothing was written
 */
async function insert (
  database: Queryable, bot: string, entries: readonly Entry[], groups: ReadonlyMap<string, Group>, erasures: number
): Promise<{ entries: number, bytes: number } | undefined> {
  const unique = [...new Set(groups.values())]
  const sizes = entries.map(sizeOf)
  const columns = [
    unique.map(({ fingerprint }) => fingerprint), unique.map(({ kind }) => kind), unique.map(({ title }) => title),
    unique.map(({ count }) => count), unique.map(({ first }) => first), unique.map(({ last }) => last),
    entries.map(({ id }) => id), entries.map(({ fingerprint }) => (groups.get(fingerprint) as Group).fingerprint),
    entries.map(({ at }) => at), entries.map(({ conversation }) => conversation), entries.map(({ raw }) => raw),
    entries.map(({ detail }) => JSON.stringify(detail)), entries.map(entry => JSON.stringify(summaryOf(entry))), sizes
  ]
  const [total] = await database.query<{ entries: number, bytes: number }>(`
    WITH locked AS (
      SELECT bot FROM bot_webhook.inbox WHERE bot = $1 AND erasures = $18 FOR UPDATE
    ), counted AS (
      INSERT INTO bot_webhook.inbox_group AS known (bot, fingerprint, kind, title, count, first_seen, last_seen)
      SELECT bot, given.* FROM locked, unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[],
        $7::timestamptz[]) AS given
      ON CONFLICT (bot, fingerprint) DO UPDATE SET count = known.count + excluded.count,
        first_seen = least(known.first_seen, excluded.first_seen),
        last_seen = greatest(known.last_seen, excluded.last_seen)
      RETURNING id, fingerprint
    ), stored AS (
      INSERT INTO bot_webhook.inbox_entry (bot, id, group_id, at, conversation, raw, detail, summary, size)
      SELECT $1, given.id, counted.id, at, conversation, raw, detail, summary, size
      FROM unnest($8::uuid[], $9::text[], $10::timestamptz[], $11::bytea[], $12::bytea[], $13::text[], $14::text[],
        $15::integer[]) AS given (id, fingerprint, at, conversation, raw, detail, summary, size)
      JOIN counted ON counted.fingerprint = given.fingerprint
    )
    UPDATE bot_webhook.inbox SET entries = entries + $16, bytes = bytes + $17
    WHERE bot = $1 AND bot IN (SELECT bot FROM locked) RETURNING entries, bytes`,
  [bot, ...columns, entries.length, sizes.reduce((sum, size) => sum + size, 0), erasures])
  return total
}
