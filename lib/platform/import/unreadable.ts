import { FST_BOT_IMPORT_UNREADABLE } from '../../errors.ts'

/** What keeps a file, or the whole input, from being read. */
export interface Unreadable extends Error {
  /** The file, with its place if there is one: `bot.zip`, `intents.json:3:7`. */
  readonly place: string
  /** What is wrong and what to do. */
  readonly reason: string
}

/**
 * Error for input that cannot be imported at all.
 *
 * @param place the file, with its place if there is one: `bot.zip`, `intents.json:3:7`
 * @param reason what is wrong and what to do
 */
export function unreadable (place: string, reason: string): Unreadable {
  return Object.assign(new FST_BOT_IMPORT_UNREADABLE(place, reason), { place, reason })
}

export function isUnreadable (error: unknown): error is Unreadable {
  return error instanceof FST_BOT_IMPORT_UNREADABLE
}
