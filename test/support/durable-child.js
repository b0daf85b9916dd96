import { lockFolder } from '../../dist/lib/store/folder-lock.js'
import { migrations } from '../../dist/lib/durable/migrations.js'
import { migrate } from '../../dist/lib/store/migrate.js'
import { openStore } from '../../dist/lib/store/open.js'

// A process that the tests of the store start and kill: it locks a folder, or opens a store, and says how that went.
const [what, where] = process.argv.slice(2)

process.send(await (what === 'lock' ? lock() : open()))
setInterval(() => {}, 60_000)

async function lock () {
  return lockFolder(where).then(() => 'locked', () => 'refused')
}

async function open () {
  const store = await openStore(where, { log: { warn () {}, error () {} } })
  await migrate(store, ...migrations)
  await migrate(store,
    { module: 'race', steps: ['CREATE TABLE bot_webhook.race (n integer)', 'INSERT INTO bot_webhook.race VALUES (1)'] })
  return 'open'
}
