import { migrations } from '../../../lib/durable/migrations.ts'
import { openJobQueue } from '../../../lib/durable/queue/job-queue.ts'
import { migrate } from '../../../lib/store/migrate.ts'
import { openStore } from '../../../lib/store/open.ts'

// Puts jobs into the queue of a bot that is not running. In a process of its own, for it opens a whole database.
const [url, count] = process.argv.slice(2) as [string, string]
const LOT = 1000 // jobs of one transaction
const CONVERSATIONS = 10_000

const store = await openStore(url, { log: { warn () {}, error () {} } })
await migrate(store, ...migrations)
const jobQueue = openJobQueue(store, 'bot', () => {})
for (let done = 0; done < Number(count); done += LOT) {
  const many = Math.min(LOT, Number(count) - done)
  await jobQueue.enqueue({
    jobs: Array.from({ length: many },
      (_, index) => ({ conversation: `c${(done + index) % CONVERSATIONS}`, job: 'slow', input: {} }))
  })
}
await store.query('ANALYZE')
await store.close()
process.disconnect?.()
