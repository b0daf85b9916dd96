import { lockFolder } from '../lib/durable/store/folder-lock.ts'
import { migrate } from '../lib/durable/store/migrate.ts'
import { openStore } from '../lib/durable/store/open.ts'

// A process that the tests of the store start and kill: it locks a folder, or opens a store, and says how that went.
const [what, where = ''] = process.argv.slice(2)

process.send?.(await (what === 'lock' ? lock() : open()))
setInterval(() => {}, 60_000)

async function lock (): Promise<string> {
  return lockFolder(where).then(() => 'locked', () => 'refused')
}

async function open (): Promise<string> {
  const store = await openStore(where, { log: { warn () {}, error () {} } })
  await migrate(store, { room: 'race', steps: ['CREATE TABLE bot_webhook.race (n integer)', 'INSERT INTO bot_webhook.race VALUES (1)'] })
  return 'open'
}
