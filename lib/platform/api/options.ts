import { Type } from '@sinclair/typebox'
import { MAX_TIMER_MS } from '../../shared/limits.ts'
import { botName } from '../../shared/options/bot-name.ts'
import {
  customOption, optionObject, optionsSchema, orFalse, wholeNumber
} from '../../shared/options/option.ts'
import { readOptions } from '../../shared/options/read-options.ts'
import { isStoreUrl, STORE_URL } from '../../store/store-url.ts'
import { checkUrl } from '../calls/url.ts'
import { tokenCheck, tokenOption } from '../push/token.ts'
import { isBot, sessionOptions } from '../session/session-options.ts'
import type { BotOptions } from './served-bot.ts'
import { preferencesSchema, type ChannelPreferences } from './connector/preferences.ts'

/** The webchat channel. */
export interface WebchatOptions {
  /** Default: the bot's name. */
  channelId?: string
  /** Token of pages, which everybody can read there. Default: made of `token`. */
  token?: string
  preferences?: Partial<ChannelPreferences>
}

/** Options of the local platform. */
export interface PlatformOptions extends BotOptions {
  /** Token of programs: at least 16 characters. Required: whoever has it can read and change every conversation. */
  token: string
  /** Names the bot in its store and in metrics: two bots that share a store need two names. Default: `bot` */
  name?: string
  /** URL of a bot that answers the webchat instead of the bot file's skills, as the Bot Connector calls it. */
  outboundUrl?: string
  /** Where conversations are kept: `memory:`, `pglite:./folder` or `postgres://...`. Default: `memory:` */
  store?: string
  /**
   * Sites whose pages may call from a browser, such as `https://example.com`; `*` for all. Default: only pages of the
   * same origin.
   */
  origins?: readonly string[]
  /** The webchat channel. `false`: there is none. */
  webchat?: WebchatOptions | false
  /** A page to try the web client on, at `/`. Default: false */
  demo?: boolean
  /** Conversations at a time: the one that is idle longest gives way to a new one. Default: 10000 */
  maxConversations?: number
  /** Milliseconds without a message after which a conversation is forgotten. Default: a day */
  idleTimeout?: number
  /** Calls of one address in a minute; `false` for any number. Default: 600 */
  rateLimit?: number | false
  /** Default: none */
  prefix?: string
}

type Complete = Required<Omit<PlatformOptions, keyof BotOptions | 'outboundUrl' | 'webchat'>> & PlatformOptions & {
  webchat: WebchatOptions & Required<Pick<WebchatOptions, 'preferences'>> | false
}

/** Options that were checked. */
export interface PlatformSettings {
  bot: BotOptions
  token: string
  name: string
  outboundUrl: string | undefined
  store: string
  origins: readonly string[]
  webchat: { channelId: string, token: string | undefined, preferences: Partial<ChannelPreferences> } | undefined
  demo: boolean
  maxConversations: number
  idleTimeout: number
  rateLimit: number | false
  prefix: string
}

const MAX_CONVERSATIONS = 1_000_000
const MAX_CALLS_PER_MINUTE = 1_000_000
const { url, errorsUrl, headers, protocolVersion, timeout, env, transport } = sessionOptions

const webchatOptionsSchema = optionsSchema<WebchatOptions>({
  channelId: Type.String({
    description: 'Id of the channel.',
    pattern: '^[\\w-]{1,100}$',
    expected: '1 to 100 letters, digits, hyphens and underscores',
    defaultText: "the bot's name"
  }),
  token: tokenOption({
    description: 'Token of pages, which everybody can read there.', defaultText: 'made of `token`'
  }),
  preferences: optionObject(preferencesSchema, {
    description: 'Texts, colours and behaviour of the web client, by their names in the platform.', default: {}
  })
}, { title: 'WebchatOptions', description: 'The webchat channel.' })

export const platformOptionsSchema = optionsSchema<PlatformOptions>({
  bot: customOption<PlatformOptions['bot']>(isBot, {
    description: 'The bot that is served.',
    typeName: 'string | URL | BotFile',
    expected: 'the path or file URL of a bot file, or what it says'
  }),
  token: tokenOption({
    description: 'Token of programs. Whoever has it can read and change every conversation.',
    expected: 'at least 16 plain characters from a random source, such as `openssl rand -hex 16` prints'
  }),
  name: botName('bot', 'Names the bot in its store and in metrics: two bots that share a store need two names.'),
  outboundUrl: Type.String({
    description: "URL of a bot that answers the webchat in place of the bot file's skills, as the Bot Connector " +
      'calls it.',
    expected: 'a URL that starts with http:// or https://',
    defaultText: 'none'
  }),
  store: customOption<string>(store => store === 'memory:' || isStoreUrl(store), {
    description: 'Where conversations are kept: `memory:`, `pglite:./folder` or `postgres://...`.',
    typeName: 'string',
    expected: `memory:, ${STORE_URL}`,
    default: 'memory:'
  }),
  origins: customOption<readonly string[]>(isListOfOrigins, {
    description: 'Sites whose pages may call from a browser; `*` for all. Needs `@fastify/cors`. Without them only ' +
      'pages of the same origin may.',
    expected: "a list of origins such as https://example.com, or ['*'] for all",
    default: []
  }),
  webchat: orFalse(optionObject(webchatOptionsSchema, {
    description: 'The webchat channel; `false`: neither channel nor web client.', default: {}
  })),
  demo: Type.Boolean({ description: 'Whether `/` shows a page to try the web client on.', default: false }),
  maxConversations: wholeNumber('conversations', {
    description: 'Conversations at a time: the one that is idle longest gives way to a new one.',
    maximum: MAX_CONVERSATIONS,
    default: 10_000
  }),
  idleTimeout: wholeNumber('milliseconds', {
    description: 'Time without a message after which a conversation is forgotten. The default is a day.',
    maximum: MAX_TIMER_MS,
    default: 86_400_000
  }),
  rateLimit: orFalse(wholeNumber('calls', {
    description: 'Calls of one address in a minute; `false` for any number. Needs `@fastify/rate-limit`.',
    maximum: MAX_CALLS_PER_MINUTE,
    default: 600
  })),
  prefix: Type.String({ description: 'Where the routes are.', expected: "a string such as '/my-bot'", default: '' }),
  url,
  errorsUrl,
  headers,
  protocolVersion,
  timeout,
  env,
  transport
}, { title: 'PlatformOptions', description: 'Options of `platform`.' })

/** @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN, FST_BOT_SECRET_WEAK */
export function readPlatformOptions (given: PlatformOptions): PlatformSettings {
  const {
    token, name, outboundUrl, store, origins, webchat, demo, maxConversations, idleTimeout, rateLimit, prefix, ...bot
  } = readOptions(platformOptionsSchema, given) as Complete
  tokenCheck(token, 'token')
  if (outboundUrl !== undefined) checkUrl('outboundUrl', outboundUrl)
  if (webchat !== false && webchat.token !== undefined) tokenCheck(webchat.token, 'webchat.token')
  return {
    bot,
    token,
    name,
    outboundUrl,
    store,
    origins: origins.map(origin => origin.toLowerCase()),
    webchat: webchat === false
      ? undefined
      : { channelId: webchat.channelId ?? name, token: webchat.token, preferences: webchat.preferences },
    demo,
    maxConversations,
    idleTimeout,
    rateLimit,
    prefix
  }
}

function isListOfOrigins (origins: unknown): boolean {
  return Array.isArray(origins) && origins.every(origin => origin === '*' ||
    (typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin.toLowerCase()))
}
