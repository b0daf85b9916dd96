import { decode, type Payload } from '../../../lib/durable/queue/payload.ts'
import { openStore } from '../../../lib/store/open.ts'

// Says what is in the queues of a bot that is not running. In a process of its own, for it opens a whole database.
interface Observation extends Payload { input?: { number: number }, message?: { content: string } }

const store = await openStore(process.argv[2] as string, { log: { warn () {}, error () {} } })
const rows = await store.query<{ queue: string, payload: string }>(`
  SELECT queue, payload FROM bot_webhook.queue_item WHERE bot = 'bot' UNION ALL SELECT 'dead', payload
    FROM bot_webhook.dead_letter WHERE bot = 'bot'`)
await store.close()
process.send?.(rows.map(({ queue, payload }) => {
  const { input, message } = decode<Observation>(payload)
  return queue === 'jobs' ? `work ${input?.number}` : queue === 'pushes' ? `push ${message?.content}` : 'dead'
}))
process.disconnect()
