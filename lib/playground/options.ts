import type { SessionOptions } from '../platform/session/session-types.ts'
import { createToken, tokenCheck, type TokenCheck } from '../platform/push/token.ts'
import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import type { Program } from './program.ts'

/** Options of the playground. */
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
  /**
   * Names that other machines may ask for the page by: `bot.test` with any port, `bot.test:8080` with this one. Without
   * them the page is for this machine only, as localhost, 127.0.0.1 or [::1].
   */
  hosts?: readonly string[]
  /**
   * Token of the address that opens the page, which then stays good. Default: random ones, each good for one browser
   */
  token?: string
  /** Called with the address that opens the page, whenever there is a new one. Default: it is logged */
  onAddress?: (url: string) => void
  /** Token that the bot pushes messages with. Default: a random one, which the page shows */
  connectorToken?: string
  /** Conversations at a time; the one that was idle longest gives way to a new one. Default: 50 */
  mostConversations?: number
  /** Milliseconds after which an idle conversation is dropped. Default: an hour */
  idleTimeout?: number
  /** The program that the page talks to, when it is the page's to start and stop. */
  program?: Program
  /** Serve the page even when NODE_ENV is production. Default: false, the registration fails */
  production?: boolean
}

/** Options that were checked. */
export interface PlaygroundSettings {
  prefix: string
  hosts: readonly string[]
  token: string | undefined
  onAddress: ((url: string) => void) | undefined
  connectorToken: string
  isToken: TokenCheck
  mostConversations: number
  idleTimeout: number
  program: Program | undefined
  conversation: SessionOptions
}

/** What a session takes is checked where it is opened. */
export function readPlaygroundOptions (
  options: PlaygroundOptions, environment: string | undefined
): PlaygroundSettings {
  const {
    prefix = '/playground',
    hosts = [],
    token,
    onAddress,
    connectorToken = createToken(),
    mostConversations = 50,
    idleTimeout = 3_600_000,
    program,
    production = false,
    ...conversation
  } = options
  if (typeof prefix !== 'string' || !/^(\/[\w.~-]+)*\/?$/.test(prefix)) {
    throw new FST_BOT_OPTION_INVALID('prefix', 'must be a path such as /playground')
  }
  if (!Array.isArray(hosts) || !hosts.every(isHost)) {
    throw new FST_BOT_OPTION_INVALID('hosts', 'must be a list of names such as bot.test or bot.test:8080')
  }
  if (token !== undefined) tokenCheck(token, 'token')
  if (onAddress !== undefined && typeof onAddress !== 'function') {
    throw new FST_BOT_OPTION_INVALID('onAddress', 'must be a function')
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
      'must be true to have the playground when NODE_ENV is production: anyone who reaches it can call the bot, and ' +
        'read what is sent to it'
    )
  }
  return {
    prefix: prefix.replace(/\/$/, ''),
    hosts: hosts.map(host => host.toLowerCase()),
    token,
    onAddress,
    connectorToken,
    isToken: tokenCheck(connectorToken, 'connectorToken'),
    mostConversations,
    idleTimeout,
    program,
    conversation
  }
}

function isHost (host: unknown): boolean {
  return typeof host === 'string' && /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i.test(host)
}
