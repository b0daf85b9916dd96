import type { FastifyError } from '@fastify/error'
import t from 'tap'
import type { DedupeCall } from '../../lib/dedupe/dedupe-store.ts'
import { createPostgresDedupeStore } from '../../lib/durable/dedupe/postgres-dedupe-store.ts'
import { createTurnsFirst } from '../../lib/durable/queue/turns-first.ts'
import type { Store } from '../../lib/store/store.ts'

const call: DedupeCall = {
  caller: '', host: 'bot', method: 'POST', url: '/', uuid: 'u', body: Buffer.from('{}'), conversation: 'c1'
}
const error = Object.assign(new Error('no'), { code: 'FST_BOT_HANDLER_FAILED', statusCode: 500 }) as FastifyError

/** A database in which nobody else has anything. */
function openDatabase () {
  const asked: string[] = []
  const query = async (sql: string, values: readonly unknown[] = []): Promise<any[]> => {
    const claims = sql.includes('INSERT INTO')
    asked.push(claims ? 'claim' : /\b(?:WITH expired|SELECT false|DELETE|UPDATE)\b/.exec(sql)?.[0] ?? sql)
    return claims
      ? (values[2] as string).split(' ').map(() => ({ is_ours: true, body: null, failure: null, is_over: false }))
      : []
  }
  const store = { query, dedupe: { query }, lastAnswerAt: () => performance.now() } as unknown as Store
  return { asked, dedupeStore: createPostgresDedupeStore(store, 'bot', { warn () {} }, createTurnsFirst()) }
}

t.test('a call whose caller has gone is free, here and for others', async t => {
  const { asked, dedupeStore } = openDatabase()
  t.equal(await dedupeStore.acquire(call), undefined)
  await dedupeStore.release(call)
  t.equal(await dedupeStore.acquire(call), undefined)
  t.strictSame(asked, ['claim', 'DELETE', 'claim'])
  const waiting = dedupeStore.acquire({ ...call })
  await dedupeStore.release(call)
  t.equal(await waiting, undefined, 'whoever waits has it next')
  t.strictSame(asked.slice(3), ['DELETE', 'claim'])
  await dedupeStore.release({ ...call, uuid: 'of nobody' })
  t.equal(asked.length, 5, 'what was not claimed is not given up')
  await dedupeStore.close()
})

t.test('an answer that another process has erased is not given any more', async t => {
  const { asked, dedupeStore } = openDatabase()
  await dedupeStore.acquire(call)
  dedupeStore.complete(call, 'answer')
  t.equal(await dedupeStore.acquire(call), undefined, 'the call is run again')
  t.ok(asked.includes('SELECT false'), 'it was looked for')
  await dedupeStore.close()
})

t.test('of two calls that come after their answer was erased, one is run, and both get its answer', async t => {
  const { dedupeStore } = openDatabase()
  await dedupeStore.acquire(call)
  dedupeStore.complete(call, 'answer')
  const [first, second] = [{ ...call }, { ...call }]
  const one = dedupeStore.acquire(first)
  const other = dedupeStore.acquire(second)
  t.equal(await one, undefined)
  dedupeStore.complete(first, 'another')
  t.strictSame(await other, { body: 'another' })
  await dedupeStore.close()
})

t.test('what many answers fill is swept at once, and a failure fills nothing', async t => {
  const { asked, dedupeStore } = openDatabase()
  await dedupeStore.acquire(call)
  dedupeStore.fail(call, error)
  await dedupeStore.acquire(call)
  dedupeStore.complete(call, 'x'.repeat(17 * 1024 * 1024))
  await dedupeStore.close()
  t.equal(asked.filter(what => what === 'WITH expired').length, 1)
})

t.test('a hundred answers are stored at once, fewer within some milliseconds', async t => {
  const { asked, dedupeStore } = openDatabase()
  const calls = Array.from({ length: 101 }, (_, index) => ({ ...call, uuid: String(index) }))
    .map(each => ({ ...each, body: Buffer.from(each.uuid) }))
  await Promise.all(calls.map(async each => dedupeStore.acquire(each)))
  const updates = (): number => asked.filter(what => what === 'UPDATE').length
  for (const each of calls) await dedupeStore.complete(each, 'answer')
  t.equal(updates(), 1)
  await dedupeStore.close()
  t.equal(updates(), 2, 'the last one goes before it closes')
})
