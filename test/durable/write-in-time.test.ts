import t from 'tap'
import { createWriteInTime } from '../../lib/durable/queue/deferrals.ts'
import { FST_BOT_STORE_UNAVAILABLE } from '../../lib/errors.ts'

const writeInTime = createWriteInTime({ set () {}, in: seconds => seconds })

t.test('what is written in time is there, and what is not is refused with its reason', async t => {
  t.equal(await writeInTime(async () => 'written'), 'written')
  const late = { code: 'FST_BOT_STORE_UNAVAILABLE', message: /not reached within 3000 ms/ }
  await t.rejects(writeInTime(async () => undefined), late, 'the database says that it came too late')
  await t.rejects(writeInTime(async () => false), late)
  await t.rejects(writeInTime(async () => { throw new Error('Connection terminated') }),
    { code: 'FST_BOT_STORE_UNAVAILABLE', message: /Connection terminated/, cause: { message: 'Connection terminated' } })
  const own = new FST_BOT_STORE_UNAVAILABLE('closed')
  await t.rejects(writeInTime(async () => { throw own }), own)
})
