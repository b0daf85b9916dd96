import type { InboxEntry, InboxFinding, InboxGroup } from './read/entries.ts'
import type { InboxGroupOptions, InboxListOptions } from './read/list-options.ts'
import type { Replayed } from './replay/replay.ts'

// here, where the types of the package lead to
declare module '../../bot/bot.ts' {
  interface BotExtensions {
    /** What the platform reported, and the turns that failed here; of fastify-bot-webhook/durable. */
    inbox: Inbox
  }
}

/** `app.bot.inbox`: what the platform reported, and the turns that failed here. */
export interface Inbox {
  /**
   * What there is by what it is about, with counts; the groups that were seen last come first, or those with most
   * entries.
   *
   * @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN
   */
  groups: (options?: InboxGroupOptions) => Promise<InboxGroup[]>
  /**
   * Marks a group as done, until it happens again.
   *
   * @param group id of the group
   * @param count how many of its entries were looked at, so that later ones open it again; default: all so far; 0 opens
   * it now
   * @throws FST_BOT_INBOX_NOT_FOUND, FST_BOT_OPTION_INVALID
   */
  markDone: (group: number, count?: number) => Promise<void>
  /** Entries, the newest first. @throws FST_BOT_OPTION_INVALID, FST_BOT_OPTION_UNKNOWN */
  list: (options?: InboxListOptions) => Promise<InboxEntry[]>
  /** @throws FST_BOT_INBOX_NOT_FOUND when there is none of that id, or no longer */
  get: (id: string) => Promise<InboxFinding>
  /**
   * Takes the turn of an entry again, with the handlers of now, to see whether it goes well; of a report the turn it is
   * probably about. What the turn leaves for later is not kept, but what its handler does elsewhere it does again.
   *
   * @throws FST_BOT_INBOX_NOT_FOUND; FST_BOT_INBOX_NO_TURN for a report when no failed turn of its conversation is kept
   */
  replay: (id: string) => Promise<Replayed>
  /** The same turn as a test file for node:test, which passes when the turn goes well. @throws as `replay` */
  export: (id: string) => Promise<string>
  /**
   * The same turn as a transcript of one sentence, which the playground opens to talk on from there.
   *
   * @throws as `replay`, and FST_BOT_INBOX_NO_TURN for a call that is no sentence
   */
  transcript: (id: string) => Promise<object>
  /** Takes out all that is kept of a conversation. Returns how many entries there were. */
  erase: (conversation: string) => Promise<number>
}
