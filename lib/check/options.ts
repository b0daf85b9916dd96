import type { Memory } from '../../schemas/conversation.ts'
import type { BotFile, ProtocolVersion } from '../platform/bot-file/schema.ts'
import type { Transport } from '../platform/calls/transport.ts'
import type { ChannelName } from '../replies/channels.ts'

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

/** How far a check has come. */
export interface Progress {
  /** Calls so far. */
  readonly done: number
  /** How many there will be, as far as can be told: `done` in the end. */
  readonly total: number
  /** What is being checked, in a few words. */
  readonly doing: string
}
