import { migrations } from '../../../lib/durable/migrations.ts'
import { openJobQueue } from '../../../lib/durable/queue/job-queue.ts'
import { migrate } from '../../../lib/store/migrate.ts'
import { openStore } from '../../../lib/store/open.ts'
import type { Backlog } from './fill-queue.ts'

// Fills a queue of a bot that is not running. In a process of its own, for it opens a whole database.
const [url, options] = process.argv.slice(2) as [string, string]
const { queue, count, conversations }: Backlog = JSON.parse(options)
const LOT = 1000 // items of one transaction

const store = await openStore(url, { log: { warn () {}, error () {} } })
await migrate(store, ...migrations)
const jobQueue = openJobQueue(store, 'bot', () => {})
for (let done = 0; done < count; done += LOT) {
  const many = Math.min(LOT, count - done)
  await jobQueue.enqueue({
    [queue]: Array.from({ length: many }, (_, index) => itemOf(done + index))
  })
}
await store.query('ANALYZE')
await store.close()
process.disconnect?.()

/** Messages have numbers, which grow in each conversation. */
function itemOf (number: number) {
  const conversation = `waiting-${number % conversations}`
  return queue === 'jobs'
    ? { conversation, job: 'slow', input: {} }
    : { conversation, message: { type: 'text', content: String(Math.floor(number / conversations)) } }
}
