import { makeQueues, queuesOf } from '../../../lib/durable/queue/queues.ts'
import { openMail } from '../../../lib/durable/queue/job-queue.ts'
import { openStore } from '../../../lib/durable/store/open.ts'

// Puts jobs into the queue of a bot that is not running. In a process of its own, for it opens a whole database.
const [url, count] = process.argv.slice(2) as [string, string]
const LOT = 1000 // jobs of one transaction
const CONVERSATIONS = 10_000

const store = await openStore(url, { log: { warn () {}, error () {} } })
const queues = queuesOf('bot')
await makeQueues(store.boss, queues)
const mail = openMail(store, queues, () => {})
for (let done = 0; done < Number(count); done += LOT) {
  const many = Math.min(LOT, Number(count) - done)
  await mail.send({ work: Array.from({ length: many }, (_, index) => ({ conversation: `c${(done + index) % CONVERSATIONS}`, job: 'slow', input: {} })) })
}
await store.query('ANALYZE bot_jobs.job')
await store.close()
process.disconnect?.()
