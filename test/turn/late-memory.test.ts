import { mock } from 'node:test'
import t from 'tap'
import { watchForLateWrites } from '../../lib/turn/late-memory.ts'

t.test('the memory of many turns is watched by sample, for a while', t => {
  mock.timers.enable({ apis: ['setInterval', 'Date'] })
  t.teardown(() => { mock.timers.reset() })
  let reports = 0
  const memories = Array.from({ length: 70 }, () => ({ a: 1 }))
  for (const memory of memories) watchForLateWrites(memory, JSON.stringify(memory), () => { reports++ })
  for (const memory of memories) memory.a = 2
  mock.timers.tick(300)
  t.equal(reports, 64)
  const memory = { a: 1 }
  watchForLateWrites(memory, JSON.stringify(memory), () => { reports++ })
  mock.timers.tick(11_000)
  memory.a = 2
  mock.timers.tick(11_000)
  t.equal(reports, 64, 'after ten seconds nobody looks')
  t.end()
})
