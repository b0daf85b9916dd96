import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { CONCURRENCY, isConcurrency } from './jobs/concurrency.ts'
import { readConnector, type Connector, type ConnectorOptions } from './push/connector.ts'

export interface DurableOptions {
  /**
   * Where work and reports are kept: `pglite:./folder` for a database inside this process, `postgres://...` for one that
   * several processes share. `pglite:` alone keeps them in memory, for tests.
   */
  store: string
  /** Names the bot in its store: two bots that share one need two names. Default: `bot` */
  name?: string
  /** How replies reach the user when the webhook has been answered. Needed by `bot.job`, `turn.defer` and `holding`. */
  connector?: ConnectorOptions
  /** How many jobs this process does at a time, each of another conversation. Default: 8 */
  concurrency?: number
}

/** The options, checked and complete. What is wrong with `store` is said when it is opened. */
export interface DurableSettings {
  store: string
  name: string
  connector: Connector | undefined
  concurrency: number
}

export function readOptions (options: DurableOptions): DurableSettings {
  const { store, name = 'bot', connector, concurrency = 8, ...unknown } = options
  const [stranger] = Object.keys(unknown)
  if (stranger !== undefined) throw new FST_BOT_OPTION_INVALID(stranger, 'is not known: there are store, name, connector and concurrency')
  if (typeof name !== 'string' || !/^[\w-]{1,40}$/.test(name)) throw new FST_BOT_OPTION_INVALID('name', 'must be 1 to 40 letters, digits, hyphens and underscores')
  if (!isConcurrency(concurrency)) throw new FST_BOT_OPTION_INVALID('concurrency', CONCURRENCY)
  return { store, name, connector: readConnector(connector), concurrency }
}
