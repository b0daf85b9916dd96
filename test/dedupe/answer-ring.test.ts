import t from 'tap'
import { AnswerRing } from '../../lib/dedupe/answer-ring.ts'
import type { DedupeCall } from '../../lib/dedupe/dedupe-store.ts'

const LIMITS = { ttlMs: 60_000, maxEntries: 8, maxBytes: 4096 }
const HASH = 1 // of all of them

function callOf (body: string): DedupeCall {
  return {
    caller: '', host: 'localhost', method: 'POST', url: '/', uuid: 'u', body: Buffer.from(body), conversation: 'c'
  }
}

t.test('calls of the same hash are told apart by their bytes, also when one begins as another', t => {
  const ring = new AnswerRing(LIMITS)
  ring.add(callOf('{"a":1'), HASH, 'one')
  ring.add(callOf('{"a":1}'), HASH, 'two')
  t.equal(ring.find(callOf('{"a":1'), HASH), 'one')
  t.equal(ring.find(callOf('{"a":1}'), HASH), 'two')
  t.equal(ring.find(callOf('{"a":12}'), HASH), undefined)
  t.end()
})

t.test('an answer that would push out too many others is not kept', t => {
  const ring = new AnswerRing(LIMITS)
  ring.add(callOf('large'), HASH, 'x'.repeat(LIMITS.maxBytes / 8))
  t.equal(ring.find(callOf('large'), HASH), undefined)
  t.equal(ring.isEmpty, true)
  t.end()
})

t.test('after billions of entries their numbers begin again', t => {
  const ring = new AnswerRing(LIMITS, 20)
  for (let number = 1; number <= 50; number++) {
    ring.add(callOf(`call ${number}`), HASH, `answer ${number}`)
    t.equal(ring.find(callOf(`call ${number}`), HASH), number % 20 === 0 ? undefined : `answer ${number}`)
  }
  t.equal(ring.find(callOf('call 49'), HASH), 'answer 49')
  t.equal(ring.find(callOf('call 39'), HASH), undefined)
  t.end()
})
