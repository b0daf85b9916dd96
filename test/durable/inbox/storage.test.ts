import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { conversationKey } from '../../../lib/durable/inbox/entry/conversation.ts'
import type { Entry } from '../../../lib/durable/inbox/entry/entry.ts'
import { idMaker } from '../../../lib/durable/inbox/entry/id.ts'
import { openIngest } from '../../../lib/durable/inbox/ingest.ts'
import { eraseEntries } from '../../../lib/durable/inbox/storage/erase.ts'
import { listGroups, markGroupDone } from '../../../lib/durable/inbox/read/entries.ts'
import { groupOptionsSchema, type InboxGroupOptions } from '../../../lib/durable/inbox/read/list-options.ts'
import { readOptions } from '../../../lib/shared/options/read-options.ts'
import { deleteExpired } from '../../../lib/durable/inbox/storage/delete-expired.ts'
import { writeEntries } from '../../../lib/durable/inbox/storage/write.ts'
import type { Store } from '../../../lib/store/store.ts'
import { call, collectLog, post, refused } from '../../support/app.ts'
import { breakable, folder, openTestStore, until, withInbox } from '../../support/inbox.ts'

const store = await openTestStore(t)
const nextId = idMaker()
const DAY = 86_400_000
const quota = { entries: 100, bytes: 1e6, ttl: DAY }
let bots = 0

/** A bot that has nothing yet. */
async function freshBot (on: Store = store): Promise<string> {
  const bot = `keep-${bots++}`
  await on.query('INSERT INTO bot_webhook.inbox (bot) VALUES ($1)', [bot])
  return bot
}

function entry (fingerprint = 'f', more: Partial<Entry> = {}): Entry {
  return {
    id: nextId(),
    at: new Date(),
    kind: 'report',
    fingerprint,
    title: fingerprint,
    conversation: null,
    raw: Buffer.from('x'),
    detail: {},
    ...more
  }
}

const write = (bot: string, entries: Entry[], limits = quota): Promise<void> =>
  writeEntries(store, bot, entries, limits)
const groupsOf = (bot: string) => store.query<{ fingerprint: string, count: number, kept: number }>(
  'SELECT fingerprint, count, (SELECT count(*) FROM bot_webhook.inbox_entry WHERE group_id = known.id) AS kept FROM ' +
    'bot_webhook.inbox_group AS known WHERE bot = $1 ORDER BY fingerprint', [bot])
const totalOf = async (bot: string) => (await store.query<{
  entries: number, bytes: number
}>('SELECT entries, bytes FROM bot_webhook.inbox WHERE bot = $1', [bot]))[0]

await withInbox(t, store, { inbox: { spool: false } }) // makes the tables

t.test('an entry is stored once, and counted once, also when a spool has it twice', async t => {
  const bot = await freshBot()
  const entries = [entry('a'), entry('b'), entry('a')]
  await write(bot, entries)
  const twice = entry('a')
  await write(bot, [...entries, twice, twice])
  await write(bot, entries)
  await write(bot, [])
  t.strictSame(await groupsOf(bot), [{ fingerprint: 'a', count: 3, kept: 3 }, { fingerprint: 'b', count: 1, kept: 1 }])
  t.match(await totalOf(bot), { entries: 4 })
})

t.test('an entry of a conversation that is erased while it is written is not stored', async t => {
  const bot = await freshBot()
  const about = (conversation: string) => entry('f', { conversation: conversationKey(conversation) })
  let looks = 0
  const erasing: Store = Object.assign(Object.create(store), {
    async query (...asked: Parameters<Store['query']>) {
      const result = await store.query(...asked)
      if (++looks === 1) await store.transaction(tx => eraseEntries(tx, bot, 'c1', new Date()))
      return result
    }
  })
  await writeEntries(erasing, bot, [about('c1'), about('c2')], quota)
  const kept = await store.query('SELECT conversation FROM bot_webhook.inbox_entry WHERE bot = $1', [bot])
  t.strictSame(kept.map(({ conversation }) => Buffer.from(conversation as Uint8Array)), [conversationKey('c2')])
  t.strictSame(await groupsOf(bot), [{ fingerprint: 'f', count: 1, kept: 1 }])
  t.match(await totalOf(bot), { entries: 1 })
})

t.test('the quota: the oldest of the largest groups go, and what was counted stays counted', async t => {
  const bot = await freshBot()
  const rare = [entry('rare'), entry('rarer')]
  await write(bot, rare)
  for (let round = 0; round < 6; round++) await write(bot, Array.from({ length: 50 }, () => entry('flood')))
  const groups = await groupsOf(bot)
  t.strictSame(groups.map(({ fingerprint, count }) => [fingerprint, count]),
    [['flood', 300], ['rare', 1], ['rarer', 1]])
  t.strictSame(groups.slice(1).map(({ kept }) => kept), [1, 1])
  const kept = groups[0]?.kept ?? 0
  t.ok(kept <= 98 && kept >= 80, `${kept} are kept`)
  const total = await totalOf(bot)
  t.equal(total?.entries, kept + 2)
  const [oldest] = await store.query<{ id: string }>('SELECT min(e.id::text) AS id FROM bot_webhook.inbox_entry AS e ' +
    "JOIN bot_webhook.inbox_group AS g ON g.id = group_id WHERE fingerprint = 'flood' AND g.bot = $1", [bot])
  t.ok(oldest && rare.every(({ id }) => id < oldest.id), 'the newest are kept')

  const other = await freshBot()
  await write(other, Array.from({ length: 30 }, () => entry('large', { raw: Buffer.alloc(100_000) })))
  t.ok((await totalOf(other))?.bytes as number <= 1e6)
  t.strictSame((await groupsOf(other)).map(({ count }) => count), [30])
  await write(other, [entry('huge', { raw: Buffer.alloc(2e6) })])
  t.match((await groupsOf(other))[0], { fingerprint: 'huge', count: 1, kept: 0 })
})

t.test('a flood of ever new errors ends in one group, and leaves the others alone', async t => {
  const bot = await freshBot()
  await write(bot, [entry('known')])
  for (let round = 0; round < 6; round++) {
    await write(bot,
      Array.from({ length: 200 }, (_, index) => entry(`new ${round} ${index}`)), { ...quota, entries: 10_000 })
  }
  await write(bot, [entry('known'), entry('newer')])
  const groups = await store.query<{
    title: string, count: number
  }>('SELECT title, count FROM bot_webhook.inbox_group WHERE bot = $1', [bot])
  t.equal(groups.length, 1001)
  t.equal(groups.find(({ title }) => title === 'known')?.count, 2)
  t.match(groups.filter(({ title }) => title.startsWith('everything else')), [{ count: 202 }])
})

t.test('what is too old goes, and what arrives too old is not taken in', async t => {
  const bot = await freshBot()
  const old = new Date(Date.now() - DAY - 1000)
  await write(bot, [entry('old', { at: old }), entry('new')])
  t.strictSame((await groupsOf(bot)).map(({ fingerprint }) => fingerprint), ['new'])
  await write(bot, [entry('old', { at: old }), entry('new', { at: old })], { ...quota, ttl: 2 * DAY })
  t.equal((await totalOf(bot))?.entries, 3)
  await deleteExpired(store, bot, new Date(Date.now() - DAY))
  t.strictSame(await groupsOf(bot), [{ fingerprint: 'new', count: 2, kept: 1 }])
  t.equal((await totalOf(bot))?.entries, 1)
})

t.test('a conversation is erased: 0 rows are left in all tables, and what was on its way does not ' +
  'come back', async t => {
  const spool = await folder(t)
  const broken = breakable(store)
  const id = 'dfe96cdd-e98b-44ae-a4d7-ea68d5570094'
  const erased: string[] = []
  const app = await withInbox(t, broken, {
    inbox: { spool },
    bot: `erase-${bots++}`,
    erasers: [async (tx, conversation) => { erased.push(conversation, ...(await tx.query('SELECT 1')).map(String)) }]
  }, ({ bot }) => {
    bot.fallback(() => { throw new Error(`nothing for ${id}`) })
  })
  await post(app, call('x', { id }))
  await post(app, { conversation_id: id }, '/errors')
  await post(app, `plain text that names ${id} somewhere`, '/errors')
  await post(app, { deep: [{ session: id }] }, '/errors')
  await post(app, { conversation_id: 'another' }, '/errors')
  broken.state = 'failing'
  await post(app, { conversation_id: id, late: true }, '/errors')
  await post(app, { conversation_id: 'another', late: true }, '/errors')
  await t.rejects(app.bot.inbox.erase(id), { code: 'ECONNREFUSED' }, 'it is told when the database does not take part')
  broken.state = 'up'
  t.equal(await app.bot.inbox.erase(id), 4)
  t.match(erased, [id, String])
  await until(async () => (await app.bot.inbox.list()).length === 2)
  t.strictSame((await app.bot.inbox.list()).map(({ conversation }) => conversation), ['another', 'another'])
  for (const { table } of await store.query<{ table: string }>("SELECT table_schema || '.' || table_name AS table " +
    "FROM information_schema.tables WHERE table_schema = 'bot_webhook' AND table_type = 'BASE TABLE'")) {
    t.strictSame(await store.query(`SELECT FROM ${table} AS one WHERE one::text LIKE $1
      OR one::text LIKE $2`, [`%${id}%`, `%${Buffer.from(id).toString('hex')}%`]), [], table)
  }
  for (const name of await readdir(spool)) t.notMatch(await readFile(join(spool, name), 'latin1'), id)
  await t.rejects(app.bot.inbox.erase(''), { code: 'FST_BOT_OPTION_INVALID' })
  await t.rejects(app.bot.inbox.erase(undefined as never), { code: 'FST_BOT_OPTION_INVALID' })
  t.equal(await app.bot.inbox.erase('c'), 0)
  t.equal(await app.bot.inbox.erase('another'), 2)
})

t.test('what another process has in its spool of an erased conversation is not taken in either', async t => {
  const bot = await freshBot()
  const before = entry('x', { conversation: conversationKey('c1') })
  await sleep(5)
  await store.transaction(tx => eraseEntries(tx, bot, 'c1', new Date()))
  await sleep(5)
  const after = entry('x', { conversation: conversationKey('c1') })
  await write(bot, [before, after, entry('x', { conversation: conversationKey('c2'), at: before.at })])
  t.strictSame((await groupsOf(bot))[0]?.kept, 2)
  await deleteExpired(store, bot, new Date(Date.now() + 1000))
  t.strictSame(await store.query('SELECT FROM bot_webhook.inbox_erased WHERE bot = $1', [bot]), [])
})

t.test('the database is down: reports are answered 200 from the spool, and are in the inbox afterwards, in ' +
  'their order', async t => {
  for (const state of ['failing', 'hanging'] as const) {
    const broken = breakable(store)
    const app = await withInbox(t, broken, { inbox: { spool: await folder(t) }, bot: `down-${bots++}` },
      ({ bot }) => { bot.fallback(() => { throw new Error('x') }) })
    const sentAt: number[] = []
    const answeredAt: number[] = []
    const report = async (n: number): Promise<void> => {
      sentAt[n] = performance.now()
      t.equal((await post(app, `{"n":${n}}`, '/errors')).statusCode, 200, `${state}: answered before it is up`)
      answeredAt[n] = performance.now()
    }
    await report(0)
    broken.state = state
    await Promise.all(Array.from({ length: 300 }, async (_, index) => {
      await sleep(index * 3)
      await report(index + 1)
    }))
    t.equal((await post(app, call())).statusCode, 500, `${state}: a turn does not wait for it`)
    broken.state = 'up'
    await until(async () => (await app.bot.inbox.list({ limit: 1000 })).length === 302)
    const reports = (await app.bot.inbox.list({ limit: 1000 })).filter(({ kind }) => kind === 'report').reverse()
    const order = reports.map(({ raw }): number => JSON.parse(raw.toString()).n)
    t.strictSame([...order].sort((a, b) => a - b), Array.from({ length: 301 }, (_, index) => index))
    t.notOk(order.some((n, place) => order.slice(0, place).some(before => answeredAt[n]! < sentAt[before]!)),
      `${state}: none comes before one that was answered before it was sent`)
    t.equal((await app.bot.inbox.groups()).find(({ kind }) => kind === 'report')?.count, 301)
    await post(app, 'back', '/errors')
    await until(async () => (await app.bot.inbox.list({ limit: 1 }))[0]?.raw.toString() === 'back')
  }
})

t.test('what is written, and of which the answer did not come in time, is not stored twice', async t => {
  const bot = await freshBot()
  const app = await withInbox(t, Object.assign(Object.create(store), {
    async query (...asked: Parameters<Store['query']>) {
      const result = await store.query(...asked)
      if (asked[0].includes('INSERT')) await sleep(700)
      return result
    }
  }), { inbox: { spool: await folder(t) }, bot })
  for (let index = 0; index < 3; index++) t.equal((await post(app, `report ${index}`, '/errors')).statusCode, 200)
  await sleep(4000)
  t.equal((await app.bot.inbox.groups())[0]?.count, 3)
  t.equal((await app.bot.inbox.list()).length, 3)
})

t.test('the spool is full, too: 503 with Retry-After, and turns go on', async t => {
  const broken = breakable(store)
  const spool = await folder(t)
  const { stream, lines } = collectLog()
  const app = await withInbox(t, broken, {
    inbox: { spool, spoolBytes: 2000 }, bot: `full-${bots++}`, server: { logger: { stream } }
  }, ({ bot }) => {
    bot.skill('fine', () => 'Yes')
    bot.fallback(() => { throw new Error('x'.repeat(2000)) })
  })
  broken.state = 'failing'
  let taken = 0
  while ((await post(app, `report ${taken}`, '/errors')).statusCode === 200) taken++
  t.ok(taken > 2 && taken < 10, `${taken} fit`)
  const response = await post(app, 'one more', '/errors')
  refused(t, response, 503, 'FST_BOT_INBOX_FULL')
  t.match(response.headers['retry-after'], /^\d+$/)
  t.equal((await post(app, call('fine'))).statusCode, 200)
  t.equal((await post(app, call())).statusCode, 500)
  await until(() => lines.some(({ msg }) => msg.includes('could not be kept')))
  broken.state = 'up'
  await until(async () => (await app.bot.inbox.list()).length === taken)
  await until(() => /does not take reports.*takes reports again/.test(lines.map(({ msg }) => msg).join()))
})

t.test('without a spool a report that cannot be stored is refused', async t => {
  const broken = breakable(store)
  const app = await withInbox(t, broken, { inbox: { spool: false }, bot: `none-${bots++}` },
    ({ bot }) => { bot.skill('fine', () => 'Yes') })
  broken.state = 'hanging'
  const response = await post(app, 'x', '/errors')
  refused(t, response, 503, 'FST_BOT_INBOX_FULL')
  t.match(response.headers['retry-after'], /^\d+$/)
  t.equal((await post(app, call('fine'))).statusCode, 200)
  broken.state = 'up'
  await until(async () => (await post(app, 'y', '/errors')).statusCode === 200)
  t.equal((await app.bot.inbox.list({ limit: 1 }))[0]?.raw.toString(), 'y')
})

t.test('many at once share their statements', async t => {
  const counted = breakable(store)
  const app = await withInbox(t, counted, { inbox: { spool: await folder(t) }, bot: `many-${bots++}` })
  const before = counted.asked
  const started = performance.now()
  const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => post(app, `{"n":${index}}`, '/errors')))
  t.ok(answers.every(({ statusCode }) => statusCode === 200))
  t.comment(`${counted.asked - before} statements in ${Math.round(performance.now() - started)} ms`)
  t.ok(counted.asked - before < 40, `${counted.asked - before} statements`)
  await until(async () => (await app.bot.inbox.groups())[0]?.count === 500)
})

t.test('more than 16 MiB wait nowhere', async t => {
  let go = (): void => {}
  const open = new Promise<void>(resolve => { go = resolve })
  const ingest = openIngest({ write: () => open, spool: undefined, log: { info () {}, warn () {} } })
  const first = ingest.take(entry('a'))
  const waiting = Array.from({ length: 20 }, () => ingest.take(entry('b', { raw: Buffer.alloc(1024 * 1024) })))
  const outcomes = Promise.allSettled(waiting)
  go()
  await first
  const refusedOnes = (await outcomes).filter(({ status }) => status === 'rejected')
  t.equal(refusedOnes.length, 4)
  await ingest.close()
})

t.test('the same error a thousand times a second: one group, one counter, and the quota is kept', async t => {
  const bot = `flood-${bots++}`
  const app = await withInbox(t, store, { inbox: { spool: await folder(t), entries: 500 }, bot })
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 300 },
      (_, index) => post(app, `{"error":"broken ${round * 300 + index}"}`, '/errors')))
  }
  await until(async () => (await app.bot.inbox.groups())[0]?.count === 3000)
  const kept = (await app.bot.inbox.list({ limit: 1000 })).length
  t.ok(kept <= 500 && kept > 200, `${kept} are kept`)
})

t.test('what is left in the spool when the app ends is there at the next start', async t => {
  const path = await folder(t)
  const broken = breakable(store)
  const bot = `restart-${bots++}`
  const app = await withInbox(t, broken, { inbox: { spool: path }, bot })
  broken.state = 'failing'
  t.equal((await post(app, 'kept', '/errors')).statusCode, 200)
  await app.close()
  const [file = ''] = await readdir(path)
  t.ok((await stat(join(path, file))).size > 0)
  // of a process that is no more
  await rename(join(path, file), join(path, file.replace(/\d+-\d*-[\da-f]+\.spool$/, '999999999-1-0123456789ab.spool')))
  const again = await withInbox(t, store, { inbox: { spool: path }, bot })
  await until(async () => (await again.bot.inbox.list()).length === 1)
  t.equal((await again.bot.inbox.list())[0]?.raw.toString(), 'kept')
})

t.test('trouble with tidying up, and with what others left, is told in the log and stops nothing', async t => {
  const spool = await folder(t)
  const bot = `tidy-${bots++}`
  await mkdir(join(spool, `${bot}.${store.identity}.999999999-1-0123456789ab.spool`)) // what should be a file
  const { stream, lines } = collectLog()
  let transactions = 0
  const app = await withInbox(t, Object.assign(Object.create(store), {
    async transaction (work: Parameters<Store['transaction']>[0]) {
      if (++transactions === 1) throw Object.assign(new Error('gone'), { code: '57P01' })
      return store.transaction(work)
    }
  }), { inbox: { spool }, bot, server: { logger: { stream } } })
  await until(() => lines.filter(({ msg }) => String(msg).startsWith('bot inbox')).length === 2)
  t.match(lines.map(({ msg, failure }) => [msg, failure]).filter(([msg]) => String(msg).startsWith('bot inbox')),
    [[/could not be taken over/, 'EISDIR'], [/could not be taken out/, '57P01']])
  t.equal((await post(app, 'x', '/errors')).statusCode, 200)
})

t.test('groups are found by words, in both orders, and are done until one more comes', async t => {
  const bot = await freshBot()
  const failure = (message: string) => ({
    kind: 'failure' as const, detail: { skill: 'Ordér', error: { code: 'C', name: 'E', message } }
  })
  await write(bot, [entry('often'), entry('often'), entry('often', { raw: Buffer.from('{"a": "Wörter"}') })])
  await write(bot, [entry('last', { at: new Date(Date.now() + 1000), ...failure(' two\n words\u0000 ') })])
  const find = async (options: InboxGroupOptions) =>
    (await listGroups(store, bot, readOptions(groupOptionsSchema, options))).map(({ title }) => title)
  t.strictSame(await find({}), ['last', 'often'])
  t.strictSame(await find({ sort: 'count' }), ['often', 'last'])
  t.strictSame(await find({ limit: 1 }), ['last'])
  t.strictSame(await find({ search: 'ORDÉR words' }), ['last'])
  t.strictSame(await find({ search: 'wörter' }), ['often'])
  t.strictSame(await find({ search: 't', limit: 1 }), ['last'])
  const [last, often] = await listGroups(store, bot, readOptions(groupOptionsSchema, {}))
  t.match(last, { skill: 'Ordér', message: 'two words\u0000', isDone: false })
  t.match(often, { skill: null, message: '{"a": "Wörter"}' })

  t.equal(await markGroupDone(store, bot, often?.id ?? 0, undefined), true)
  t.strictSame(await find({ isDone: false }), ['last'])
  t.strictSame(await find({ isDone: true }), ['often'])
  await write(bot, [entry('often')])
  t.strictSame(await find({ isDone: true }), [])
  await markGroupDone(store, bot, often?.id ?? 0, 3)
  t.strictSame(await find({ isDone: true }), [], 'one that nobody has looked at keeps it open')
  t.equal(await markGroupDone(store, 'another', often?.id ?? 0, undefined), false)
})
