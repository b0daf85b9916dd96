import { unseal, type Letter, type Sealed } from '../../../lib/durable/queue/payload.ts'
import { openStore } from '../../../lib/durable/store/open.ts'

// Says what is in the queues of a bot that is not running. In a process of its own, for it opens a whole database.
interface Told extends Letter { input?: { number: number }, message?: { content: string } }

const store = await openStore(process.argv[2] as string, { log: { warn () {}, error () {} } })
const rows = await store.query<{ name: string, data: Sealed }>("SELECT name, data FROM bot_jobs.job WHERE state < 'completed' AND name IN ('bot/work', 'bot/push', 'bot/dead')")
await store.close()
process.send?.(rows.map(({ name, data }) => {
  const { input, message } = unseal<Told>(data)
  return name === 'bot/work' ? `work ${input?.number}` : name === 'bot/push' ? `push ${message?.content}` : 'dead'
}))
process.disconnect()
