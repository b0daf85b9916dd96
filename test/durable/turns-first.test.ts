import t from 'tap'
import { createTurnsFirst } from '../../lib/durable/queue/turns-first.ts'

const never = new Promise<never>(() => {})

t.test('work for later waits for the turns that wait, until each has been answered', async t => {
  const { run, pass } = createTurnsFirst()
  await pass()
  const order: string[] = []
  let answer = (): void => {}
  const first = run(async () => 'first').then(() => { order.push('the first turn') })
  const second = run(async () => new Promise<void>(resolve => { answer = resolve }))
    .then(() => { order.push('the second turn') })
  const passing = pass().then(() => { order.push('work for later') })
  await first
  answer()
  await Promise.all([second, passing])
  t.strictSame(order, ['the first turn', 'the second turn', 'work for later'])
})

t.test('a turn that fails is waited for no longer', async t => {
  const { run, pass } = createTurnsFirst()
  await t.rejects(run(async () => { throw new Error('away') }), /away/)
  let hasPassed = false
  pass().then(() => { hasPassed = true })
  await null
  await null
  t.ok(hasPassed)
})

t.test('work for later goes on while turns wait without end', async t => {
  const { run, pass } = createTurnsFirst()
  run(async () => never)
  for (let time = 0; time < 3; time++) await pass()
  const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const before = timers()
  const passing = Array.from({ length: 100 }, pass)
  t.equal(timers(), before + 1, 'however much stands back, it is kept in mind once')
  await Promise.all(passing)
  t.equal(timers(), before)
})
