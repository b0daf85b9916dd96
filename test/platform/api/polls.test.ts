import { Socket } from 'node:net'
import t from 'tap'
import { createPolls } from '../../../lib/platform/api/connector/polls.ts'
import type { ConnectorMessage } from '../../../lib/platform/api/conversations/conversation.ts'

const page = { socket: new Socket() }

/** What several processes share, and whose notifications are all lost. */
function sharedStore () {
  const stored: ConnectorMessage[] = []
  return { stored, isShared: true, messages: async () => [...stored], onMessages: () => () => {} }
}

t.test('what another process has stored is found, although its notification was lost', async t => {
  const { stored, ...store } = sharedStore()
  const waiting = createPolls(store, { lookAgainMs: 10 }).wait('c1', undefined, page)
  const message = { id: 'm1' } as ConnectorMessage
  setTimeout(() => { stored.push(message) }, 100)
  t.strictSame(await waiting, [message])
})

t.test('a poll that nothing comes for ends by itself', async t => {
  t.strictSame(await createPolls(sharedStore(), { lookAgainMs: 10, holdMs: 100 }).wait('c1', undefined, page), [])
})

t.test('a poll is not held on when the store cannot be asked any more', async t => {
  let asked = 0
  const messages = async () => {
    if (asked++ > 0) throw new Error('away')
    return []
  }
  await t.rejects(createPolls({ ...sharedStore(), messages }, { lookAgainMs: 10 }).wait('c1', undefined, page),
    { message: 'away' })
})
