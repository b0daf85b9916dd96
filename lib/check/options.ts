import type { Memory } from '../../schemas/conversation.ts'
import { Type } from '@sinclair/typebox'
import { METHODS, type BotFile, type ProtocolVersion } from '../platform/bot-file/schema.ts'
import type { Transport } from '../platform/calls/transport.ts'
import { sessionOptions } from '../platform/session/session-options.ts'
import { channelsOption, type ChannelName } from '../replies/channels.ts'
import { isObject } from '../replies/kind.ts'
import {
  customOption, isFunction, listOfTexts, oneOf, optionsSchema, wholeNumber
} from '../shared/options/option.ts'

/** Options of a check. */
export interface CheckOptions {
  /** The webhook; with a bot file the base URL, to which the routes of its webhook actions are appended. */
  url: string
  /**
   * Path or file URL of a bot file, or what it says: its skills that call a webhook are checked, with their intents and
   * entities.
   */
  bot?: string | URL | BotFile
  /** Skills to try. Default: those of the bot file that call a webhook; without one `greetings`. */
  skills?: readonly string[]
  /** Headers of each call, credentials among them, besides the bot file's. */
  headers?: Readonly<Record<string, string>>
  /** Default: what the bot file says, or POST. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** The errors route; `false`: it is not checked. Default: the bot file's, or the URL with /errors. */
  errorsUrl?: string | false
  /** Ids of rules or groups: nothing else is told. */
  only?: readonly string[]
  /** Ids of rules or groups that are not told. */
  skip?: readonly string[]
  /** Channels of the bot, for what matters on single channels only. Default: none. */
  channels?: readonly ChannelName[]
  /** Form of the ordinary bodies. Default: as documented. */
  protocolVersion?: ProtocolVersion
  /** Of the ordinary call. Default: the bot file's first, or en. */
  language?: string
  /** What stands in the memory of each call, beside what the checker puts there. */
  memory?: Memory
  /** Milliseconds to wait for an answer. Default: 15000, what the platform was measured to wait. */
  timeout?: number
  /** Makes ids and words: the same seed sends the same bytes. Default: a new one. */
  seed?: number
  /** At most so many calls. Default: 500 */
  requests?: number
  /** At most so many calls at once. Default: 50 */
  concurrency?: number
  /** Variables that `${NAME}` in a bot file stands for. Default: process.env. */
  env?: Readonly<Record<string, string | undefined>>
  /** How calls reach the webhook. Default: over the network, each on a connection of its own. */
  transport?: Transport
  /** Ends the check: what is known so far is reported. */
  signal?: AbortSignal
  /** Told before each part of the check and after each call. */
  onProgress?: (progress: Progress) => void
}

/** The options, their values checked one by one. */
export type ReadCheckOptions = CheckOptions & Required<
  Pick<CheckOptions, 'headers' | 'channels' | 'memory' | 'requests' | 'concurrency' | 'skip'>
>

export const MAX_SEED = 2 ** 31 - 1
const MAX_REQUESTS = 100_000
const MAX_CONCURRENCY = 1000
const { bot, headers, errorsUrl, protocolVersion, timeout, env, transport } = sessionOptions

export const checkOptionsSchema = optionsSchema<CheckOptions>({
  url: Type.String({
    description: 'The webhook; with a bot file the base URL, to which the routes of its webhook actions are appended.',
    expected: 'a URL that starts with http:// or https://'
  }),
  bot: {
    ...bot,
    description: 'A bot: its skills that call a webhook are checked, with their intents and entities.'
  },
  skills: listOfTexts({
    description: 'Skills to try.',
    expected: 'a list of names of skills',
    defaultText: 'those of the bot file that call a webhook; without one `greetings`'
  }),
  headers,
  method: oneOf(METHODS, { description: 'Method of the calls.', defaultText: "the bot file's, or POST" }),
  errorsUrl: { ...errorsUrl, description: 'The errors route; `false`: it is not checked.' },
  only: listOfTexts({
    description: 'Rules or groups: nothing else is told.', expected: 'a list of rules and groups', defaultText: 'all'
  }),
  skip: listOfTexts({
    description: 'Rules or groups that are not told.', expected: 'a list of rules and groups', default: []
  }),
  channels: channelsOption('Channels of the bot, for what matters on single channels only.'),
  protocolVersion,
  language: Type.String({
    description: 'Language of the ordinary call, as an ISO 639-1 code.', defaultText: "the bot file's first, or `en`"
  }),
  memory: customOption<Memory>(isObject, {
    description: 'What stands in the memory of each call, beside what the checker puts there.',
    typeName: 'Memory',
    expected: 'a JSON object',
    default: {}
  }),
  timeout,
  seed: Type.Integer({
    description: 'Makes ids and words: the same seed sends the same bytes.',
    minimum: 1,
    maximum: MAX_SEED,
    defaultText: 'a new one, which the report tells'
  }),
  requests: wholeNumber('calls', { description: 'At most so many calls.', maximum: MAX_REQUESTS, default: 500 }),
  concurrency: wholeNumber('calls', {
    description: 'At most so many calls at once.', maximum: MAX_CONCURRENCY, default: 50
  }),
  env,
  transport: { ...transport, defaultText: 'over the network, each call on a connection of its own' },
  signal: customOption<AbortSignal>(signal => signal instanceof AbortSignal, {
    description: 'Ends the check: what is known so far is reported.',
    typeName: 'AbortSignal',
    expected: 'an AbortSignal',
    defaultText: 'none'
  }),
  onProgress: customOption<(progress: Progress) => void>(isFunction, {
    description: 'Called before each part of the check and after each call.',
    typeName: '(progress: Progress) => void',
    expected: 'a function',
    defaultText: 'none'
  })
}, { title: 'CheckOptions', description: 'Options of `check`.' })

/** How far a check has come. */
export interface Progress {
  /** Calls so far. */
  readonly done: number
  /** How many there will be, as far as can be told: `done` in the end. */
  readonly total: number
  /** What is being checked, in a few words. */
  readonly doing: string
}
