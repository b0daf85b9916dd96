import { mock } from 'node:test'
import t from 'tap'
import { watchForLateWrites } from '../../lib/turn/late-memory.ts'

t.test('the memory of many turns is watched by sample, for a while', t => {
  mock.timers.enable({ apis: ['setInterval', 'Date'] })
  t.teardown(() => { mock.timers.reset() })
  let reports = 0
  const memories = Array.from({ length: 70 }, () => ({ a: 1 }))
  const report = () => { reports++ }
  const long = { a: 1, text: 'x'.repeat(40_000) }
  for (const memory of [long, ...memories]) watchForLateWrites(memory, answerWith(memory), report)
  long.a = 2 // nobody looks
  for (const memory of memories) memory.a = 2
  mock.timers.tick(300)
  t.equal(reports, 64)
  const memory = { a: 1 }
  watchForLateWrites(memory, answerWith(memory), report)
  mock.timers.tick(11_000)
  memory.a = 2
  mock.timers.tick(11_000)
  t.equal(reports, 64, 'after ten seconds nobody looks')
  t.end()
})

function answerWith (memory: object): string {
  return `{"replies":[],"conversation":{"memory":${JSON.stringify(memory)}`
}
