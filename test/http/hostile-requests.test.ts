import t from 'tap'
import { attack } from '../stress/hostile-requests.ts'
import { anySeed } from '../stress/runs.ts'

const RUNS = 20_000 // a million by `npm run fuzz`

t.test(`${RUNS} hostile requests are answered as they should be, and leave nothing behind`, async t => {
  const seed = anySeed()
  const { send, outcomes } = await attack(t, { seed, once: true })
  await t.resolves(send({ seed, runs: RUNS }))
  t.equal([...outcomes.values()].reduce((sum, times) => sum + times), RUNS)
  for (const expected of [
    '200 replied', '200 report taken', '400 FST_BOT_JSON_INVALID', '400 FST_BOT_BODY_INVALID',
    '401 FST_BOT_UNAUTHORIZED', '404 FST_BOT_SKILL_UNKNOWN', '413 FST_BOT_BODY_TOO_LARGE', '415 FST_BOT_MEDIA_TYPE'
  ]) {
    t.ok(outcomes.has(expected), `${expected} was among the answers`)
  }
})
