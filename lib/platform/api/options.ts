import { createToken, tokenCheck } from '../push/token.ts'
import { checkUrl } from '../calls/check-url.ts'
import { FST_BOT_OPTION_INVALID } from '../../errors.ts'
import { suggest } from '../../shared/suggest.ts'
import type { BotOptions } from './served-bot.ts'
import type { ChannelPreferences } from './connector/preferences.ts'

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
  webchat?: false | {
    /** Default: the bot's name. */
    channelId?: string
    /** Token of pages, which everybody can read there. Default: made of `token`. */
    token?: string
    preferences?: Partial<ChannelPreferences>
  }
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
}

const NAMES = [
  'bot', 'url', 'errorsUrl', 'headers', 'protocolVersion', 'timeout', 'env', 'transport', 'token', 'name',
  'outboundUrl', 'store', 'origins',
  'webchat', 'demo', 'maxConversations', 'idleTimeout', 'rateLimit', 'prefix'
]

/** @throws FST_BOT_OPTION_INVALID, FST_BOT_SECRET_WEAK */
export function readOptions (options: PlatformOptions): PlatformSettings {
  const unknown = Object.keys(options).find(option => !NAMES.includes(option))
  if (unknown !== undefined) {
    throw new FST_BOT_OPTION_INVALID(unknown,
    `is unknown: did you mean ${suggest(unknown, NAMES)[0] ?? NAMES.join(', ')}?`)
  }
  const {
    token, name = 'bot', outboundUrl, store = 'memory:', origins = [], webchat = {}, demo = false,
    maxConversations = 10_000, idleTimeout = 86_400_000, rateLimit = 600, prefix, ...bot
  } = options
  if (token === undefined) {
    throw new FST_BOT_OPTION_INVALID('token',
    `is required, such as '${createToken()}': whoever has it can read and change every conversation`)
  }
  tokenCheck(token, 'token')
  if (typeof name !== 'string' || !/^[\w-]{1,40}$/.test(name)) {
    throw new FST_BOT_OPTION_INVALID('name',
      'must be 1 to 40 letters, digits, hyphens and underscores')
  }
  if (bot.bot === undefined) {
    throw new FST_BOT_OPTION_INVALID('bot',
      'is required: give the path of a bot file, or what it says')
  }
  if (outboundUrl !== undefined) checkUrl('outboundUrl', outboundUrl)
  if (typeof store !== 'string' || !/^(memory:$|pglite:|postgres(ql)?:\/\/)/.test(store)) {
    throw new FST_BOT_OPTION_INVALID('store',
      'must be memory:, pglite:./folder, or the URL of a database: postgres://user:password@host:5432/name')
  }
  if (!Array.isArray(origins) || !origins.every(isOrigin)) {
    throw new FST_BOT_OPTION_INVALID('origins',
      'must be a list of origins such as https://example.com, or [\'*\'] for all')
  }
  if (webchat !== false) checkWebchat(webchat)
  if (typeof demo !== 'boolean') throw new FST_BOT_OPTION_INVALID('demo', 'must be true or false')
  checkWhole('maxConversations', maxConversations, 1_000_000)
  checkWhole('idleTimeout', idleTimeout, 2 ** 31 - 1)
  if (rateLimit !== false) checkWhole('rateLimit', rateLimit, 1_000_000)
  return {
    bot,
    token,
    name,
    outboundUrl,
    store,
    origins: origins.map(origin => origin.toLowerCase()),
    webchat: webchat === false
      ? undefined
      : { channelId: webchat.channelId ?? name, token: webchat.token, preferences: webchat.preferences ?? {} },
    demo,
    maxConversations,
    idleTimeout,
    rateLimit
  }
}

function checkWebchat ({
  channelId, token, preferences = {}, ...unknown
}: Exclude<NonNullable<PlatformOptions['webchat']>, false>): void {
  const [name] = Object.keys(unknown)
  if (name !== undefined) {
    throw new FST_BOT_OPTION_INVALID(`webchat.${name}`,
      'is unknown: there are channelId, token and preferences')
  }
  if (channelId !== undefined && !/^[\w-]{1,100}$/.test(channelId)) {
    throw new FST_BOT_OPTION_INVALID('webchat.channelId', 'must be letters, digits, hyphens and underscores')
  }
  if (token !== undefined) tokenCheck(token, 'webchat.token')
  if (typeof preferences !== 'object' ||
    preferences === null) throw new FST_BOT_OPTION_INVALID('webchat.preferences', 'must be an object')
}

function isOrigin (origin: unknown): boolean {
  return origin === '*' ||
    (typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin.toLowerCase())
}

function checkWhole (name: string, value: unknown, max: number): void {
  if (!Number.isInteger(value) || (value as number) < 1 ||
    (value as number) > max) throw new FST_BOT_OPTION_INVALID(name, `must be a whole number from 1 to ${max}`)
}
