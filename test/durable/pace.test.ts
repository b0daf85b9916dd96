import t from 'tap'
import { spreadOut } from '../../lib/durable/queue/pace.ts'

const APART_MS = 40
const CLOCK_MS = 1 // timers have whole milliseconds

t.test('what begins at the same moment begins one after another', async t => {
  const nextStart = spreadOut(APART_MS)
  const began = performance.now()
  const after = await Promise.all([0, 1, 2].map(async () => {
    await nextStart()
    return performance.now() - began
  }))
  for (const [index, milliseconds] of after.entries()) {
    t.ok(milliseconds >= index * APART_MS - CLOCK_MS, `${milliseconds} ms`)
  }
})

t.test('what comes alone waits for nothing', async t => {
  const nextStart = spreadOut(APART_MS)
  for (const round of [1, 2]) {
    let hasBegun = false
    nextStart().then(() => { hasBegun = true })
    await null
    await null
    t.ok(hasBegun, `time ${round}`)
    await new Promise(resolve => setTimeout(resolve, APART_MS + CLOCK_MS))
  }
})
