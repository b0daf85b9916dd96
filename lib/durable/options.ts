import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import type { InboxOptions } from './inbox/options.ts'
import { CONCURRENCY, isConcurrency } from './queue/concurrency.ts'
import { readConnector, type Connector, type ConnectorOptions } from './push/connector.ts'

/** Options of the durable entry. */
export interface DurableOptions {
  /**
   * Where work and reports are kept: `pglite:./folder` for a database inside this process, `postgres://...` for one
   * that several processes share. `pglite:` alone keeps them in memory, for tests.
   */
  store: string
  /** Names the bot in its store: two bots that share one need two names. Default: `bot` */
  name?: string
  /**
   * How replies reach the user when the webhook has been answered. Needed by `bot.job`, `turn.defer` and
   * `interimReply`.
   */
  connector?: ConnectorOptions
  /** How many jobs this process does at a time, each of another conversation. Default: 8 */
  concurrency?: number
  /** What is kept of reports and of turns that fail, and where it is seen. Default: `{}`; `false`: nothing is. */
  inbox?: InboxOptions | false
}

/** The options, checked and complete. What is wrong with `store` and `inbox` is said when these are opened. */
export interface DurableSettings {
  store: string
  name: string
  /** Whether the name was given. */
  isNamed: boolean
  connector: Connector | undefined
  concurrency: number
  inbox: InboxOptions | false
}

export function readOptions (options: DurableOptions): DurableSettings {
  const { store, name = 'bot', connector, concurrency = 8, inbox = {}, ...unknown } = options
  const [unknownName] = Object.keys(unknown)
  if (unknownName !== undefined) {
    throw new FST_BOT_OPTION_INVALID(unknownName,
      'is not known: there are store, name, connector, concurrency and inbox')
  }
  if (typeof name !== 'string' || !/^[\w-]{1,40}$/.test(name)) {
    throw new FST_BOT_OPTION_INVALID('name',
      'must be 1 to 40 letters, digits, hyphens and underscores')
  }
  if (!isConcurrency(concurrency)) throw new FST_BOT_OPTION_INVALID('concurrency', CONCURRENCY)
  if (inbox !== false && (typeof inbox !== 'object' ||
    inbox === null)) throw new FST_BOT_OPTION_INVALID('inbox', 'must be an object, or false')
  return { store, name, isNamed: options.name !== undefined, connector: readConnector(connector), concurrency, inbox }
}
