import { Type } from '@sinclair/typebox'
import { sessionOptions, type SessionOptions } from '../platform/session/session-options.ts'
import { createToken, tokenCheck, tokenOption, type TokenCheck } from '../platform/push/token.ts'
import { FST_BOT_OPTION_INVALID } from '../errors.ts'
import { isObject } from '../replies/kind.ts'
import { isProduction } from '../shared/is-production.ts'
import { MAX_TIMER_MS } from '../shared/limits.ts'
import { customOption, isFunction, optionsSchema, wholeNumber } from '../shared/options/option.ts'
import { readOptions } from '../shared/options/read-options.ts'
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

const { id, now, uuid, seed, nlu, ...conversationOptions } = sessionOptions

export const playgroundOptionsSchema = optionsSchema<PlaygroundOptions>({
  prefix: Type.String({
    description: 'Where the page is.',
    pattern: '^(/[\\w.~-]+)*/?$',
    expected: 'a path such as /playground',
    default: '/playground'
  }),
  hosts: customOption<readonly string[]>(isListOfHosts, {
    description: 'Names that other machines may ask for the page by: `bot.test` with any port, `bot.test:8080` with ' +
      'this one. Without them the page is for this machine only, as localhost, 127.0.0.1 or [::1].',
    expected: 'a list of names such as bot.test or bot.test:8080',
    default: []
  }),
  token: tokenOption({
    description: 'Token of the address that opens the page, which then stays good.',
    defaultText: 'random ones, each good for one browser, which gets a cookie for it'
  }),
  onAddress: customOption<(url: string) => void>(isFunction, {
    description: 'Called with the address that opens the page, whenever there is a new one.',
    typeName: '(url: string) => void',
    expected: 'a function',
    defaultText: 'it is logged'
  }),
  connectorToken: tokenOption({
    description: 'Token that the bot pushes messages with.', defaultText: 'a random one, which the page shows'
  }),
  mostConversations: wholeNumber('conversations', {
    description: 'Conversations at a time; the one that was idle longest gives way to a new one.', default: 50
  }),
  idleTimeout: wholeNumber('milliseconds', {
    description: 'Time after which an idle conversation is dropped. The default is an hour.',
    maximum: MAX_TIMER_MS,
    default: 3_600_000
  }),
  program: customOption<Program>(isObject, {
    description: "The program that the page talks to, when it is the page's to start and stop.",
    typeName: 'Program',
    expected: 'an object with state and onReload',
    defaultText: 'none'
  }),
  production: Type.Boolean({
    description: 'Serve the page even when NODE_ENV is `production`; without it the registration fails there.',
    default: false
  }),
  ...conversationOptions
}, { title: 'PlaygroundOptions', description: 'Options of `playground`.' })

/** What else a session needs is checked where it is opened. @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN */
export function readPlaygroundOptions (given: PlaygroundOptions): PlaygroundSettings {
  const {
    prefix, hosts, token, onAddress, connectorToken = createToken(), mostConversations, idleTimeout, program,
    production, ...conversation
  } = readOptions(playgroundOptionsSchema, given) as PlaygroundOptions & Pick<
    Required<PlaygroundOptions>, 'prefix' | 'hosts' | 'mostConversations' | 'idleTimeout'
  >
  if (token !== undefined) tokenCheck(token, 'token')
  if (isProduction() && production !== true) {
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

function isListOfHosts (hosts: unknown): boolean {
  return Array.isArray(hosts) &&
    hosts.every(host => typeof host === 'string' && /^([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?$/i.test(host))
}
