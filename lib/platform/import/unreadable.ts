import { FST_BOT_IMPORT_UNREADABLE } from '../../errors.ts'

/**
 * Error for input that cannot be imported at all.
 *
 * @param place the file, with its place if there is one: `bot.zip`, `intents.json:3:7`
 * @param reason what is wrong and what to do
 */
export function unreadable (place: string, reason: string): Error {
  return new FST_BOT_IMPORT_UNREADABLE(place, reason)
}
