import t from 'tap'
import { nothingChanges } from '../stress/round-trip.ts'
import { anySeed } from '../stress/runs.ts'

t.test('2000 valid requests reach the handler as they were sent, and its replies leave as they ' +
  'were returned', async t => {
  await t.resolves(nothingChanges(t, { seed: anySeed(), runs: 2000 }))
})
