import { startPostgres } from '../../support/postgres.ts'
import type { Closing } from '../runs.ts'
import { compareTurns, describeTurns } from './compare-turns.ts'
import { fillQueue } from './fill-queue.ts'
import { folder } from './folder.ts'
import type { Finding, Part } from './part.ts'
import { startBot } from './start-bot.ts'
import { startCountingConnector } from './start-counting-connector.ts'

const FEW = 10 // conversations
const TARGETS = { PostgreSQL: { rate: 150, share: 1.2 }, PGlite: { rate: 100, share: 1.5 } }

/** Messages wait, each in a conversation of its own or all in a few, and the Bot Connector is fast. */
export function throughput (store: keyof typeof TARGETS, isSpread: boolean): Part['measure'] {
  return async (closing, { runs: messages }) =>
    deliver(closing, store, { messages, conversations: isSpread ? messages : FEW })
}

async function deliver (closing: Closing, name: keyof typeof TARGETS, {
  messages, conversations
}: { messages: number, conversations: number }): Promise<Finding[]> {
  const connector = await startCountingConnector(closing)
  const storeOf = async (): Promise<string> =>
    name === 'PGlite' ? `pglite:${folder(closing)}` : (await startPostgres(closing)).url
  const full = await storeOf()
  await fillQueue(closing, full, { queue: 'pushes', count: messages, conversations })
  const startWith = async (store: string) =>
    startBot(closing, { store, spool: folder(closing), connector: connector.url })
  const idle = await startWith(await storeOf())
  const busy = await startWith(full)
  const compared = await compareTurns(idle, busy, async () => (await connector.counted()).received)
  const { received, disordered } = await connector.counted()
  await Promise.all([idle.kill(), busy.kill()])
  const target = TARGETS[name]
  const what = `${name}: ${messages} messages wait in ${conversations} conversations:`
  const left = messages - received
  return [
    {
      figure: `${what} ${compared.rate.toFixed(0)} a second were delivered (${left} were left)`,
      met: compared.rate >= target.rate && left > 0
    },
    { figure: `${what} turns ${describeTurns(compared)}`, met: compared.share <= target.share },
    {
      figure: `${what} ${disordered} were out of order or came twice`,
      met: disordered === 0
    }
  ]
}
