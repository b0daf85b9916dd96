import t from 'tap'
import { memoryIsKept } from '../stress/memory-law.ts'
import { anySeed } from '../stress/runs.ts'

t.test('2000 handlers that do anything leave the platform the memory they meant, or the one it had', async t => {
  await t.resolves(memoryIsKept(t, { seed: anySeed(), runs: 2000 }))
})
