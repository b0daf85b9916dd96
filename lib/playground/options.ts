import type { SessionOptions } from '../platform/session/session-types.ts'
import { createToken, tokenCheck, type TokenCheck } from '../platform/push/token.ts'
import { FST_BOT_OPTION_INVALID } from '../errors.ts'

export interface PlaygroundOptions extends Pick<
  SessionOptions,
  | 'bot'
  | 'url'
  | 'errorsUrl'
  | 'headers'
  | 'protocolVersion'
  | 'timeout'
  | 'language'
  | 'memory'
  | 'participant'
  | 'env'
  | 'transport'
  | 'chaos'
> {
  /** Where the page is. Default: `/playground` */
  prefix?: string
  /** Names that the page may be asked for by, besides localhost, 127.0.0.1 and [::1]: `bot.test` with any port, `bot.test:8080` with this one. */
  hosts?: readonly string[]
  /** Token that the bot pushes messages with. Default: a random one, which the page shows */
  connectorToken?: string
  /** Conversations at a time; the one that was idle longest gives way to a new one. Default: 50 */
  mostConversations?: number
  /** Milliseconds after which an idle conversation is dropped. Default: an hour */
  idleTimeout?: number
  /** Serve the page even when NODE_ENV is production. Default: false, the registration fails */
  production?: boolean
}

/** Options that were checked. */
export interface PlaygroundSettings {
  prefix: string
  hosts: readonly string[]
  connectorToken: string
  isToken: TokenCheck
  mostConversations: number
  idleTimeout: number
  conversation: SessionOptions
}

/** What a session takes is checked where it is opened. */
export function readPlaygroundOptions (options: PlaygroundOptions, environment: string | undefined): PlaygroundSettings {
  const {
    prefix = '/playground',
    hosts = [],
    connectorToken = createToken(),
    mostConversations = 50,
    idleTimeout = 3_600_000,
    production = false,
    ...conversation
  } = options
  if (typeof prefix !== 'string' || !/^(\/[\w.~-]+)*\/?$/.test(prefix)) {
    throw new FST_BOT_OPTION_INVALID('prefix', 'must be a path such as /playground')
  }
  if (!Array.isArray(hosts) || !hosts.every(isHost)) {
    throw new FST_BOT_OPTION_INVALID('hosts', 'must be a list of names such as bot.test or bot.test:8080')
  }
  if (!Number.isInteger(mostConversations) || mostConversations < 1) {
    throw new FST_BOT_OPTION_INVALID('mostConversations', 'must be a whole number from 1')
  }
  if (!Number.isInteger(idleTimeout) || idleTimeout < 1 || idleTimeout > 2 ** 31 - 1) {
    throw new FST_BOT_OPTION_INVALID('idleTimeout', 'must be milliseconds, from 1 to 24 days')
  }
  if (typeof production !== 'boolean') throw new FST_BOT_OPTION_INVALID('production', 'must be true or false')
  if (environment === 'production' && !production) {
    throw new FST_BOT_OPTION_INVALID(
      'production',
      'must be true to have the playground when NODE_ENV is production: anyone who reaches it can call the bot, and read what is sent to it'
    )
  }
  return {
    prefix: prefix.replace(/\/$/, ''),
    hosts: hosts.map(host => host.toLowerCase()),
    connectorToken,
    isToken: tokenCheck(connectorToken, 'connectorToken'),
    mostConversations,
    idleTimeout,
    conversation
  }
}

function isHost (host: unknown): boolean {
  return typeof host === 'string' && /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i.test(host)
}
