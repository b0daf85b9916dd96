import { botName } from '../shared/options/bot-name.ts'
import { customOption, optionObject, optionsSchema, orFalse } from '../shared/options/option.ts'
import { readOptions } from '../shared/options/read-options.ts'
import { isStoreUrl, STORE_URL } from '../store/store-url.ts'
import { completeInboxOptions, inboxOptionsSchema, type InboxOptions, type InboxSettings } from './inbox/options.ts'
import { concurrencyOption } from './queue/concurrency.ts'
import { completeConnector, connectorOptionsSchema, type Connector, type ConnectorOptions } from './push/connector.ts'

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
  /** How many jobs this process does at a time, each of another conversation. Default: 16 */
  concurrency?: number
  /** What is kept of reports and of turns that fail, and where it is seen. Default: `{}`; `false`: nothing is. */
  inbox?: InboxOptions | false
}

/** The options, checked and complete. */
export interface DurableSettings {
  store: string
  name: string
  /** Whether the name was given. */
  isNamed: boolean
  connector: Connector | undefined
  concurrency: number
  inbox: InboxSettings | false
}

export const durableOptionsSchema = optionsSchema<DurableOptions>({
  store: customOption<string>(isStoreUrl, {
    description: 'Where work and reports are kept: `pglite:./folder` for a database inside this process, ' +
      '`postgres://...` for one that several processes share. `pglite:` alone keeps them in memory, for tests.',
    typeName: 'string',
    expected: STORE_URL
  }),
  name: botName('bot', 'Names the bot in its store: two bots that share one need two names.'),
  connector: optionObject(connectorOptionsSchema, {
    description: 'How replies reach the user when the webhook has been answered. Needed by `bot.job`, `turn.defer` ' +
      'and `interimReply`.',
    expected: 'an object with url and token',
    defaultText: 'none'
  }),
  concurrency: concurrencyOption('jobs', 'How many jobs this process does at a time, each of another conversation.'),
  inbox: orFalse(optionObject(inboxOptionsSchema, {
    description: 'What is kept of reports and of turns that fail, and where it is seen; `false`: nothing is.',
    default: {}
  }))
}, { title: 'DurableOptions', description: 'Options of `durable`.' })

/** @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN */
export function readDurableOptions (given: DurableOptions): DurableSettings {
  const { store, name, connector, concurrency, inbox } =
    readOptions(durableOptionsSchema, given) as DurableOptions & Required<Omit<DurableOptions, 'connector'>>
  return {
    store,
    name,
    isNamed: given.name !== undefined,
    connector: connector && completeConnector(connector),
    concurrency,
    inbox: inbox !== false && completeInboxOptions(inbox)
  }
}
